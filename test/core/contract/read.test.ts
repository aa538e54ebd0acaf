import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readMock } from '../../../src/core/parse/packet/mock.ts'
import { readPromises } from '../../../src/core/parse/packet/promises.ts'
import { readPacket } from '../../../src/core/parse/packet/read.ts'

/** Each as `name`, `kind name` or `name(signature)`. */
const shown = (text: string) =>
  readPromises(text).exports.map(({ name, kind, signature }) => `${kind ? `${kind} ` : ''}${name}${signature ?? ''}`)

describe('what a contract exports', () => {
  test.each<[string, string, string[]]>([
    [
      'a bullet with a code span and its kind',
      'Export these for others:\n- `UserRepository` class with methods',
      ['class UserRepository'],
    ],
    [
      'words without backticks',
      'Export these types:\n- User, Role and Team types\n- UserRepository class',
      ['type User', 'type Role', 'type Team', 'class UserRepository'],
    ],
    [
      'a sentence',
      'Exports `UserRepository` class and `createDatabase` function, which returns `Db`.',
      ['class UserRepository', 'function createDatabase'],
    ],
    [
      'a signature in backticks',
      'Provides:\n- `createUser(input: NewUser): Promise<User>`',
      ['function createUser(input: NewUser): Promise<User>'],
    ],
    [
      'a signature in plain words',
      '- createUser(input: A): Promise<User> - makes one',
      ['function createUser(input: A): Promise<User>'],
    ],
    ['an arrow for the result', 'Exposes `find(id: string) => User`', ['function find(id: string): User']],
    [
      'empty brackets are no signature',
      'Exports `listUsers()` and `stop(...)`',
      ['function listUsers', 'function stop'],
    ],
    ['bold labels', '**Exports:** `A1`, `b2`\n**Assumes:** `C3`', ['A1', 'b2']],
    ['headings', '### Exports\n- `A1`\n### Assumes\n- `B2`', ['A1']],
    [
      'members below their class',
      'Exports:\n- `Repo` class:\n  - `create(input: In): Out`\n  - `remove`',
      ['class Repo', 'member Repo.create(input: In): Out', 'member Repo.remove'],
    ],
    ['a dotted name', 'Exports `Repo.create(input): Out`', ['member Repo.create(input): Out']],
    ['a passive sentence', '`UserRepository` is exported from `src/lib/x.js`.', ['UserRepository']],
    [
      'what others do with it',
      'Exports:\n- `UserRepository` class, which api-users needs\n- UserFactory class that others use',
      ['class UserRepository', 'class UserFactory'],
    ],
    [
      'a block of signatures',
      'Exports:\n```\ncreateUser(input: In): User\ndeleteUser(id: string): void\n```',
      ['function createUser(input: In): User', 'function deleteUser(id: string): void'],
    ],
    [
      'nobody says whose, and it speaks of code',
      '- `createUser(input): User`\n- `UserRepository` class\n- `users`',
      ['function createUser(input): User', 'class UserRepository'],
    ],
    ['nobody says whose, but it speaks of what it assumes', 'Assume X.\n\n- `UserRepository` class', []],
    [
      'tables, routes and variables are no exports',
      'Exports the `users` table, `GET /api/users` and the env variable `DATABASE_URL`',
      [],
    ],
    ['a negation', 'This packet does not export `Secret`.', []],
    ['built-in names', 'Exports `Promise` and `string`', []],
    ['what it assumes', 'Assume UserRepository exists with createUser.\nAnswers are `{ data }`.', []],
    ['struck out', 'Exports ~~`Old`~~ `New1`', ['New1']],
    ['the longer of two', 'Exports:\n- `a1` function\n- `a1(x: number): void`', ['function a1(x: number): void']],
    ['no words at all', '', []],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toEqual(expected)
  })

  test('promised TypeScript blocks are kept unchanged', () => {
    const block = 'export interface User { id: string }'
    expect(readPromises(`\`\`\`ts\n${block}\n\`\`\``).blocks).toEqual([block])
    expect(readPromises(`Exports:\n\`\`\`typescript\ntype A = 1\n\`\`\``).blocks).toEqual(['type A = 1'])
    expect(readPromises(`Assume this of db:\n\`\`\`ts\n${block}\n\`\`\``)).toMatchObject({
      blocks: [],
      assumes: ['User'],
    })
    expect(readPromises('Exports:\n```json\n{"a": 1}\n```').blocks).toEqual([])
  })

  test('what cannot be checked is listed', () => {
    const { prose } = readPromises('Exports:\n- every method gives a promise\n- `users` table')
    expect(prose).toEqual(['every method gives a promise', '`users` table'])
  })

  test('a text that is too costly to parse promises nothing', () => {
    expect(readPromises('> '.repeat(30_000))).toMatchObject({ exports: [], assumes: [], blocks: [] })
  })
})

describe('what a contract assumes', () => {
  test.each<[string, string[]]>([
    ['Assume UserRepository exists with createUser, getUserById.', ['UserRepository', 'createUser', 'getUserById']],
    ['Relies on `createUser(input: In): User` of db-users', ['createUser']],
    ['Uses:\n- `Clock` from time\n- `Database.open`', ['Clock', 'Database.open']],
    ['Exports `A1`. Depends on `B2`.', ['B2']],
    ['Exports:\n- `A1`\n- Uses `B2`\n- `C3`', ['B2']],
    ['Exports `A1`', []],
  ])('%j', (text, expected) => {
    expect(readPromises(text).assumes).toEqual(expected)
  })
})

describe('a mock that must be replaced', () => {
  test.each<[string[], string[] | null]>([
    [['start with the mock in `src/api/mock-repo.ts`, replace it when db is merged'], ['src/api/mock-repo.ts']],
    [['start with a mock repository, put the real one in when it is merged'], []],
    [['Start with a mock.', 'Remove the mock src/a/mock.js.'], ['src/a/mock.js']],
    [['Unit tests with a mock database'], null],
    [['replace the table in src/db/table.js'], null],
    [['swap the mock ../outside/mock.js'], []],
  ])('%j', (texts, paths) => {
    expect(readMock(texts)?.paths ?? null).toEqual(paths)
  })
})

test('the example of the documentation is parsed as documented', () => {
  const page = readFileSync(new URL('../../../docs/packets.md', import.meta.url), 'utf8')
  const body = page.split('````markdown\n')[1]?.split('\n````')[0] ?? ''
  const { promises } = readPacket({ title: 'Work Packet: db', body })
  expect(promises?.exports.map(({ name, signature }) => name + (signature ?? ''))).toEqual([
    'UserRepository',
    'UserRepository.getUserById(id: string): Promise<User | null>',
    'User',
    'Role',
  ])
  expect(promises?.blocks).toEqual(['export function createDatabase(url: string): Database'])
  expect(promises?.assumes).toEqual(['Clock'])
  expect(promises?.mock?.paths).toEqual(['src/db/mock-clock.ts'])
})
