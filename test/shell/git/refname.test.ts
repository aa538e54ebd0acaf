import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { nameProblem, refProblem, slug } from '../../../src/core/parse/packet/refname.ts'

/** Git's own answer. */
const gitTakes = (name: string) => spawnSync('git', ['check-ref-format', '--branch', name]).status === 0

describe('branch names', () => {
  test.each([
    'feature/api',
    'a',
    'a.b',
    'a-b_c',
    'ünïcode/日本',
    'a@b',
    'a/b.lockx',
    '',
    'HEAD',
    '-a',
    '.a',
    'a/.b',
    'a.',
    'a..b',
    'a/',
    '/a',
    'a//b',
    'a.lock',
    'a.lock/b',
    'a b',
    'a~b',
    'a^b',
    'a:b',
    'a?b',
    'a*b',
    'a[b',
    'a\\b',
    'a@{b',
    'a\u007fb',
    'a\u0001b',
  ])('%j gets the same answer as from git', (name) => {
    expect(refProblem(name) === null).toBe(gitTakes(name))
  })

  test('reserved names and very long names are refused too', () => {
    expect(refProblem('refs/heads/a')).not.toBeNull()
    expect(refProblem('@')).not.toBeNull()
    expect(refProblem('a'.repeat(300))).not.toBeNull()
  })
})

describe('packet names', () => {
  test.each(['a', 'db-users', '010', 'BACK-354.04', 'a_b', 'x'.repeat(50)])('%j', (name) => {
    expect(nameProblem(name)).toBeNull()
  })

  test.each(['', ' a', 'a b', 'a/b', '.a', 'a.', 'a..b', 'a.lock', '-a', 'é', 'x'.repeat(51), '..'])(
    'not %j',
    (name) => {
      expect(nameProblem(name)).not.toBeNull()
    },
  )

  test.each([
    ['Fix the login page!', 'fix-the-login-page'],
    ['Überprüfung', 'u-berpru-fung'],
    ['日本', ''],
    [`${'word '.repeat(20)}`, 'word-word-word-word-word-word-word-word-word-word'],
  ])('%j is proposed as %j', (text, expected) => {
    expect(slug(text)).toBe(expected)
  })
})
