import { describe, expect, test } from 'vitest'
import { declarationsOf, exportsOf } from '../../../src/shell/code/exports.ts'

/** Each as `kind name`, with `+` where it may have more members than show, and its signature. */
const shown = (source: string, path = 'a.ts') =>
  exportsOf(path, source).names.map(
    ({ name, kind, open, signature }) =>
      `${kind} ${name}${open ? '+' : ''}${signature === null ? '' : ` ${signature}`}`,
  )

describe('what a file exports', () => {
  test.each<[string, string, string[]]>([
    [
      'a function',
      'export async function f(a: string, b = 1): Promise<X> {}',
      ['function f (a: string, b = 1): Promise<X>'],
    ],
    ['a constant with a function', 'export const f = (a: A) => a', ['const f (a: A)']],
    ['a constant with a type', 'export const a: Map<string, number> = new Map()', ['const a+ Map<string, number>']],
    [
      'an asserted object',
      'export const a = { b: (x: X) => x, c() {}, ["d"]: 1 } as const',
      ['const a', 'member a.b (x: X)', 'member a.c ()', 'member a.d+'],
    ],
    [
      'a class without what is private',
      'export class A { constructor(x: X) {} m(a: A): B {} #p() {} private q() {} static s() {} get g() { return 1 } v = 1 }',
      ['class A', 'member A.m (a: A): B', 'member A.s ()', 'member A.g', 'member A.v+'],
    ],
    ['a class that extends another', 'export abstract class A extends B {}', ['class A+']],
    [
      'an interface',
      'export interface A extends B { x?: X; m(a: A): B }',
      ['interface A+', 'member A.x+ X', 'member A.m (a: A): B'],
    ],
    ['types', 'export type A = B | C\nexport type D = { e: E }', ['type A+ B | C', 'type D', 'member D.e+ E']],
    ['an enum and a namespace', 'export enum A { B }\nexport namespace N {}', ['enum A', 'other N+']],
    ['names listed at the end', 'class A {}\nfunction f() {}\nexport { A, f as g }', ['class A', 'function g ()']],
    ['a default with a name', 'export default class A {}', ['class A', 'class default']],
    ['a default without a name', 'export default () => 1', ['const default ()']],
    ['a default that is a local name', 'const a = 1\nexport default a', ['const default+', 'const a+']],
    [
      'names from elsewhere',
      "export { A, B as C } from './x'\nexport * as D from 'y'\nexport * from 'z'",
      ['other A+', 'other C+', 'other D+'],
    ],
    ['an imported name', "import { A } from './x'\nexport { A }", ['other A+']],
    ['what is taken apart', 'export const { a, b: c } = x', ['const a+', 'const c+']],
    [
      'overloads',
      'export function f(a: A): B\nexport function f(a: C): D\nexport function f(a: any) {}',
      ['function f (a: A): B', 'function f (a: C): D', 'function f (a: any)'],
    ],
    ['nothing', 'const a = 1', []],
    ['decorators', '@d class A {}\nexport { A }', ['class A']],
  ])('%s', (_, source, expected) => {
    expect(shown(source)).toEqual(expected)
  })

  test.each<[string, string, string[]]>([
    [
      'module.exports of names',
      'class A {}\nmodule.exports = { A, b: () => 1, c() {} }',
      ['class A', 'const b ()', 'other c+'],
    ],
    ['module.exports of one', 'class A {}\nmodule.exports = A', ['class default', 'class A']],
    ['exports by name', 'exports.f = (x) => x\nmodule.exports.g = function (y) {}', ['const f (x)', 'const g (y)']],
    ['another object', 'other.exports.f = 1', []],
    ['JSX', 'export const A = () => <b>hi</b>', ['const A ()']],
    ['a hashbang', '#!/usr/bin/env node\nexport const a = 1', ['const a+']],
  ])('in JavaScript: %s', (_, source, expected) => {
    expect(shown(source, 'a.js')).toEqual(expected)
  })

  test('a file that is no code throws', () => {
    expect(() => exportsOf('a.ts', 'export const = }{')).toThrow(SyntaxError)
  })

  test('a mistake that leaves the rest readable does not matter', () => {
    expect(shown('let a; let a; export const b = 1')).toEqual(['const b+'])
  })

  test('imports are found wherever they stand', () => {
    const source =
      "import 'a'\nexport { x } from 'b'\nexport * from 'c'\nif (y) require('d')\nconst z = () => import('e')\nrequire(f)"
    expect(exportsOf('a.js', source).imports.sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})

test('a contract declares with and without export', () => {
  const names = declarationsOf('export interface A { b: B }\nfunction f(x: X): Y\ndeclare class C { m(): D }')
  expect(names.map(({ name }) => name)).toEqual(['A', 'A.b', 'f', 'C', 'C.m'])
})
