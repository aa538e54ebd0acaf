import { describe, expect, test } from 'vitest'
import { matchesFilter, matchesRef, passesFilters } from '../../src/domain/patterns.ts'

describe('a pattern of a ruleset', () => {
  test.each([
    ['refs/heads/main', ['main'], ['mains', 'x/main']],
    ['refs/heads/qa/*', ['qa/a'], ['qa', 'qa/a/b']],
    ['refs/heads/qa/**/*', ['qa/a', 'qa/foo/bar/foobar/hello-world'], ['qa']],
    ['refs/heads/qa**/**/*', ['qa/a', 'qa-1/b/c'], ['q/a']],
    ['refs/heads/qa/**', ['qa/a'], ['qa/a/b']],
    ['refs/**/main', ['main', 'a/b/main'], ['main/a']],
    ['refs/heads/v?.[0-9]', ['v1.2'], ['v.2', 'v1.x', 'v/.2']],
    ['refs/heads/[^a]', ['^', 'a'], ['b']],
    ['refs/heads/{a,b}', ['{a,b}'], ['a']],
    ['refs/heads/a\\*', ['a\\b'], ['a*']],
    ['refs/heads/[a', [], ['[a', 'a']],
  ])('%s', (pattern, taken, left) => {
    expect(taken.filter((name) => !matchesRef(pattern, `refs/heads/${name}`))).toEqual([])
    expect(left.filter((name) => matchesRef(pattern, `refs/heads/${name}`))).toEqual([])
  })
})

describe('a filter of a workflow', () => {
  test.each([
    ['main', ['main'], ['mains']],
    ['*', ['main'], ['feature/a']],
    ['**', ['main', 'feature/a/b'], []],
    ['feature/**', ['feature/', 'feature/a/b'], ['feature']],
    ['**/b', ['a/b', 'a/c/b'], ['b']],
    ['Octoc?t', ['Octoct', 'Octot'], ['Octocat']],
    ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.1.1', 'v1..1']],
    ['a\\*', ['a*'], ['ab']],
  ])('%s', (pattern, taken, left) => {
    expect(taken.filter((name) => !matchesFilter(pattern, name))).toEqual([])
    expect(left.filter((name) => matchesFilter(pattern, name))).toEqual([])
  })

  test('the last one that matches decides', () => {
    const patterns = ['releases/**', '!releases/**-alpha', 'releases/9-alpha']
    expect(
      ['releases/1', 'releases/1-alpha', 'releases/9-alpha', 'main'].map((b) => passesFilters(patterns, b)),
    ).toEqual([true, false, true, false])
  })
})

test('a hostile pattern costs no more than its length', () => {
  const began = performance.now()
  matchesFilter('*a'.repeat(400), 'a'.repeat(5_000))
  matchesRef('**/'.repeat(300), `${'a/'.repeat(300)}b`)
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(matchesFilter('*'.repeat(1_001), 'a')).toBe(false)
})
