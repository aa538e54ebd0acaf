import { describe, expect, test } from 'vitest'
import { assumptionsOf, findBreaches, importersOf, missingIn } from '../../../src/core/contract/breaches.ts'
import { readPromises } from '../../../src/core/parse/packet/promises.ts'
import { declarationsOf, exportsOf } from '../../../src/shell/code/exports.ts'

const codeOf = (files: Record<string, string>, left = 0) => ({
  files: Object.entries(files).map(([path, text]) => ({ path, error: null, ...exportsOf(path, text) })),
  left,
})

/** `name: verdict` of every promise of a contract. */
const verdicts = (contract: string, files: Record<string, string>) =>
  findBreaches(assumptionsOf({ ...readPromises(contract), mock: null }, declarationsOf), codeOf(files)).map(
    ({ name, verdict }) => `${name}: ${verdict}`,
  )

describe('a promise', () => {
  test.each<[string, string, string, string[]]>([
    ['of a name is kept by any file', 'Exports `A1`', 'export class A1 {}', ['A1: kept']],
    ['of a name that is not exported is missing', 'Exports `A1`', 'class A1 {}\nexport const b = 1', ['A1: missing']],
    [
      'of a class is kept by a default export of that name',
      'Exports `A1` class',
      'export default class A1 {}',
      ['A1: kept'],
    ],
    ['of a class is not kept by an interface', 'Exports `A1` class', 'export interface A1 {}', ['A1: differs']],
    ['of a function is kept by a constant', 'Exports `f1` function', 'export const f1 = () => 1', ['f1: kept']],
    ['of a call is kept', 'Exports `f(a: A): Promise<B>`', 'export async function f(x: A): Promise<B> {}', ['f: kept']],
    ['whose result is another differs', 'Exports `f(a: A): B`', 'export function f(a: A): C {}', ['f: differs']],
    ['whose parameter is another differs', 'Exports `f(a: A): B`', 'export function f(a: X): B {}', ['f: differs']],
    ['with too few parameters differs', 'Exports `f(a: A, b: B): C`', 'export function f(a: A): C {}', ['f: differs']],
    [
      'with one more that is needed differs',
      'Exports `f(a: A): C`',
      'export function f(a: A, b: B): C {}',
      ['f: differs'],
    ],
    [
      'with one more that is optional is kept',
      'Exports `f(a: A): C`',
      'export function f(a: A, b?: B): C {}',
      ['f: kept'],
    ],
    [
      'with an optional one that is needed differs',
      'Exports `f(a?: A): C`',
      'export function f(a: A): C {}',
      ['f: differs'],
    ],
    [
      'without types compares what is said',
      'Exports `f(input): C`',
      'export function f(a: Anything): C {}',
      ['f: kept'],
    ],
    [
      'is unclear where the code leaves a type out',
      'Exports `f(a: A): B`',
      'export function f(a: A) { return b }',
      ['f: unclear'],
    ],
    [
      'knows two ways to write a type',
      'Exports `f(a: A[] | "x"): { b: B, a: A }`',
      "export const f = (a: 'x' | Array<A>): { a: A; b: B } => 1",
      ['f: kept'],
    ],
    [
      'knows overloads',
      'Exports `f(a: A): B`',
      'export function f(a: X): Y\nexport function f(a: A): B\nexport function f(a: any): any {}',
      ['f: kept'],
    ],
    [
      'knows members',
      'Exports:\n- `R` class:\n  - `get(id: string): U`\n  - `put`',
      'export class R { get(id: string): U {} private put() {} }',
      ['R: kept', 'R.get: kept', 'R.put: missing'],
    ],
    [
      'of a member is unclear where the class extends another',
      'Exports:\n- `R` class:\n  - `get`',
      'export class R extends Base {}',
      ['R: kept', 'R.get: unclear'],
    ],
    [
      'of members is one with that of a missing class',
      'Exports:\n- `R` class:\n  - `get`',
      'export const x = 1',
      ['R: missing'],
    ],
    [
      'of a block is held against each name',
      '```ts\nexport interface U { id: string; name?: string }\n```',
      'export interface U { id: number }',
      ['U: kept', 'U.id: differs', 'U.name: missing'],
    ],
    [
      'of an alias compares the types',
      'Exports:\n```ts\ntype Id = string | number\n```',
      'export type Id = number | string',
      ['Id: kept'],
    ],
    [
      'of a constant compares the types',
      'Exports `MAX_USERS: number`',
      'export const MAX_USERS: string = "1"',
      ['MAX_USERS: differs'],
    ],
  ])('%s', (_, contract, code, expected) => {
    expect(verdicts(contract, { 'src/a.ts': code })).toEqual(expected)
  })

  test.each([
    ['(a, b) => a', 'kept'],
    ['(a, b = 1) => a', 'kept'],
    ['(a, b, c = {}) => a', 'kept'],
    ['(a, ...rest) => a', 'kept'],
    ['wrapped(other)', 'kept'],
    ['({ a }) => a', 'differs'],
    ['(a, b, c) => a', 'differs'],
  ])('of a call is compared with JavaScript %s by the number of parameters: %s', (code, verdict) => {
    const contract = 'Exports `f(a: A, b: B): C`'
    expect(verdicts(contract, { 'a.js': `export const f = ${code}` })).toEqual([`f: ${verdict}`])
  })

  test.each<[string, string, Record<string, string>, string]>([
    [
      'a name passed on under another',
      'Exports `g(a: A): B`',
      { 'a.ts': "export { f as g } from './b.js'", 'b.ts': 'export function f(a: A): B {}' },
      'g: kept',
    ],
    [
      'one with another signature',
      'Exports `g(a: A): B`',
      { 'a.ts': "import { f } from './lib'\nexport { f as g }", 'lib/index.ts': 'export function f(a: A): C {}' },
      'g: differs',
    ],
    [
      'through two files and a star',
      'Exports `g(a: A): B`',
      {
        'a.ts': "export { f as g } from './b'",
        'b.ts': "export * from './c'",
        'c.ts': "export { default as f } from './d'",
        'd.ts': 'export default function x(a: A): B {}',
      },
      'g: kept',
    ],
    [
      'members of a class that is passed on',
      'Exports `S.get(id: string): U`',
      { 'a.ts': "export { R as S } from './b'", 'b.ts': 'export class R { get(id: string): U {} }' },
      'S.get: kept',
    ],
    ['one from a file not looked at', 'Exports `g(a: A): B`', { 'a.ts': "export { g } from '../x'" }, 'g: unclear'],
    ['everything from a file not looked at', 'Exports `g`', { 'a.ts': "export * from '../x'" }, 'g: unclear'],
    ['everything from a package', 'Exports `g`', { 'a.ts': "export * from 'pkg'" }, 'g: unclear'],
    [
      'everything from a file that lacks it',
      'Exports `g`',
      { 'a.ts': "export * from './b'", 'b.ts': '' },
      'g: missing',
    ],
    [
      'two files that pass each other on',
      'Exports `g(a: A): B`',
      { 'a.ts': "export { g } from './b'", 'b.ts': "export { g } from './a'" },
      'g: unclear',
    ],
  ])('follows %s', (_, contract, files, expected) => {
    expect(verdicts(contract, files)).toEqual([expected])
  })

  test('is unclear when a file could not be read or was not read', () => {
    const wanted = [{ name: 'A1', kind: null, signature: null, declared: null }]
    const broken = { path: 'b.ts', names: [], imports: [], error: 'it cannot be read' }
    expect(findBreaches(wanted, { files: [broken], left: 0 })).toMatchObject([
      { verdict: 'unclear', why: 'b.ts could not be read' },
    ])
    expect(findBreaches(wanted, codeOf({ 'a.ts': '' }, 3))).toMatchObject([{ verdict: 'unclear' }])
    expect(missingIn(['A1'], codeOf({ 'a.ts': '' }, 3))).toEqual([])
    expect(missingIn(['A1', 'b'], codeOf({ 'a.ts': 'export const b = 1' }))).toEqual(['A1'])
  })

  test('that differs shows both', () => {
    const [one] = findBreaches(
      assumptionsOf({ ...readPromises('Exports `f(a: A): B`'), mock: null }, declarationsOf),
      codeOf({ 'src/a.ts': 'export async function f(a: A, b: B): Promise<C> {}' }),
    )
    expect(one).toMatchObject({ promised: 'f(a: A): B', actual: 'f(a: A, b: B): Promise<C>', path: 'src/a.ts' })
  })
})

test.each<[string, string, string, boolean]>([
  ['src/a/mock.ts', 'src/a/route.ts', "import { m } from './mock.js'", true],
  ['src/a/mock.ts', 'src/b/route.ts', "export * from '../a/mock'", true],
  ['src/a/mock/index.ts', 'src/b/route.js', "const m = require('../a/mock')", true],
  ['src/a/mock.ts', 'src/b/route.ts', "await import('../a/mock.ts')", true],
  ['src/a/mock.ts', 'src/b/route.ts', "import './mock.js'", false],
  ['src/a/mock.ts', 'src/b/route.ts', "import 'mock'", false],
  ['src/a/mock.ts', 'src/a/mock.ts', "import './mock.js'", false],
])('%s is imported by %s with %s: %j', (mock, path, source, expected) => {
  expect(importersOf(mock, codeOf({ [path]: source }).files)).toEqual(expected ? [path] : [])
})
