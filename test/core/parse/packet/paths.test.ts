import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { covers, overlap } from '../../../../src/core/parse/packet/paths.ts'

describe('covers', () => {
  test.each([
    ['src/db/', 'src/db/schema.ts', true],
    ['src/db/', 'src/db/a/b.ts', true],
    ['src/db/', 'src/db', false],
    ['src/db/', 'src/dbx/a.ts', false],
    ['src/db', 'src/db/a.ts', true],
    ['src/db', 'src/db', true],
    ['src/db', 'src/db.ts', false],
    ['a.ts', 'a.ts', true],
    ['a.ts', 'b/a.ts', false],
    ['a.ts', 'a-ts', false],
    ['./src/a.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/b/a.ts', false],
    ['src/**/*.test.js', 'src/a.test.js', true],
    ['src/**/*.test.js', 'src/a/b/c.test.js', true],
    ['src/**/*.test.js', 'src/a/c.js', false],
    ['src/**/*.test.js', 'xsrc/c.test.js', false],
    ['src/**', 'src/a/b', true],
    ['src/**/', 'src/a/b', true],
    ['**/test/**', 'a/test/b.ts', true],
    ['**/test/**', 'test/b.ts', true],
    ['**/test/**', 'atest/b.ts', false],
    ['**', 'a/b', true],
    ['*.md', 'README.md', true],
    ['*.md', 'docs/a.md', true],
    ['src/?.ts', 'src/a.ts', true],
    ['src/?.ts', 'src/ab.ts', false],
    ['src/{a,b}/x.ts', 'src/b/x.ts', true],
    ['src/{a,b}/x.ts', 'src/c/x.ts', false],
    ['src/{a,b/{c,d}}.ts', 'src/b/d.ts', true],
    ['src/{a}/x.ts', 'src/{a}/x.ts', true],
    ['src/{a,b/x.ts', 'src/{a,b/x.ts', true],
    ['src/app/users/[id]/', 'src/app/users/[id]/page.tsx', true],
    ['src/app/users/[id]/', 'src/app/users/i/page.tsx', false],
    ['src/app/[...slug]/**/*.tsx', 'src/app/[...slug]/a/page.tsx', true],
    ['src/app/(auth)/*.tsx', 'src/app/(auth)/page.tsx', true],
    ['src/a\\*b', 'src/a*b', true],
    ['src/a\\*b', 'src/axb', false],
    ['src/a+b.ts', 'src/a+b.ts', true],
    ['src/*/routes', 'src/users/routes/a.ts', true],
    ['Src/a.ts', 'src/a.ts', false],
    ['docs/\u00fcber/', 'docs/u\u0308ber/a.md', true],
    ['docs/u\u0308*', 'docs/\u00fcber', true],
    [`docs/\u00fcber/`, `docs/u\u0308ber/x${'\u0301'.repeat(40)}.md`, true],
  ])('%j and %j: %s', (entry, file, expected) => {
    expect(covers(entry, file)).toBe(expected)
  })

  test('a path covers itself and what is below, whatever characters it has', () => {
    const part = fc.stringMatching(/^[\w.()[\]+@-]{1,8}$/)
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), part, (parts, below) => {
        const path = parts.join('/')
        fc.pre(!/^(\.|\.\/.*)$/.test(path))
        return covers(path, path) && covers(`${path}/`, `${path}/${below}`) && !covers(`${path}/`, path)
      }),
    )
  })
})

describe('overlap', () => {
  test.each([
    ['src/a/', 'src/a/b.ts', true],
    ['src/a/', 'src/b/', false],
    ['src/a', 'src/ab', false],
    ['src/**/*.ts', 'src/a/b.js', false],
    ['src/**/*.ts', 'src/a/', true],
    ['src/*.ts', 'src/a/*.ts', false],
    ['src/{a,b}/', 'src/{b,c}/x.ts', true],
    ['src/{a,b}/', 'src/{c,d}/', false],
    ['**/*.test.ts', 'src/users/', true],
    ['*.md', 'docs/', true],
    ['**', 'x', true],
    ['src/a*', 'src/*b', true],
    ['a/[id]/', 'a/i/', false],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected)
    expect(overlap(b, a)).toBe(expected)
  })

  test('boundaries that cover the same file overlap', () => {
    const piece = fc.constantFrom('a', 'b', '*', '**', '?', '/', '{a,b}', '.ts', '[id]')
    const entry = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''))
    const name = fc.array(fc.constantFrom('a', 'b', '/', '[id]'), { minLength: 1, maxLength: 6 })
    const file = fc.tuple(name, fc.constantFrom('', '.ts')).map(([all, end]) => `${all.join('')}${end}`)
    fc.assert(
      fc.property(entry, entry, file, (a, b, path) => !(covers(a, path) && covers(b, path)) || overlap(a, b)),
      { numRuns: 2000 },
    )
  })
})

test('a very long pattern counts by its literal start', () => {
  const long = `src/${'*a'.repeat(5000)}`
  expect(overlap(long, 'src/b.ts')).toBe(true)
  expect(overlap(long, 'lib/')).toBe(false)
  expect(covers(long, 'src/b.ts')).toBe(true)
  expect(covers(long, 'lib/b.ts')).toBe(false)
})
