import { describe, expect, test } from 'vitest'
import { readPacket } from '../../../../src/core/parse/packet/read.ts'

const read = (body: string) => readPacket({ title: 'Work Packet: api', body })
const paths = (text: string) => read(`**In Scope:** ${text}`).packet.inScope.map(({ path }) => path)
const texts = (body: string) => read(body).packet.outOfScope.map(({ text }) => text)

describe('paths', () => {
  test.each([
    ['src/a/, src/b.ts', ['src/a/', 'src/b.ts']],
    ['`src/a/` and `src/b.ts`', ['src/a/', 'src/b.ts']],
    ['src/{a,b}/x.ts, src/c', ['src/{a,b}/x.ts', 'src/c']],
    ['src/app/users/[id]/, src/app/[...slug]/page.tsx', ['src/app/users/[id]/', 'src/app/[...slug]/page.tsx']],
    ['src/app/(auth)/page.tsx', ['src/app/(auth)/page.tsx']],
    ['src/**/*.test.ts, lib/**/*.js', ['src/**/*.test.ts', 'lib/**/*.js']],
    ['*.md', ['*.md']],
    ['**', ['**']],
    ['README.md, Makefile, .env.example', ['README.md', 'Makefile', '.env.example']],
    ['./src/a/', ['src/a/']],
    ['`src/a/` (new tables only)', ['src/a/']],
    ['`src/a/` only', ['src/a/']],
    ['`src/a/` except its tests', [null]],
    ['src/a.ts - the type only', ['src/a.ts']],
    ['src/a.ts: the type only', ['src/a.ts']],
    ['**src/a/**', ['src/a/']],
    ['src/a/; src/b/', ['src/a/', 'src/b/']],
    ['the API routes, UI', [null, null]],
    ['auth/session handling stays as it is', [null]],
    ['https://example.com/docs', [null]],
    ['~~src/old/~~, src/new/', ['src/new/']],
    ['None', []],
  ])('%j', (text, expected) => {
    expect(paths(text)).toEqual(expected)
  })

  test.each([
    '../x',
    'src/../../x',
    '/etc/passwd',
    '.git/config',
    'a/.GIT/x',
    'src\\db',
    '~/x',
    'C:\\x',
    'a//b',
    `${'a/'.repeat(300)}b`,
  ])('%j cannot be checked and is reported', (text) => {
    const reading = read(`**Objective:** x\n**In Scope:** \`${text}\``)
    expect(reading.packet.inScope.map(({ path }) => path)).toEqual([null])
    expect(reading.problems).toContainEqual(expect.objectContaining({ code: 'bad-path', severity: 'warning', line: 2 }))
  })
})

describe('shapes', () => {
  test.each([
    ['one line', '**Out of Scope:** Schema, checks (later, maybe), UI', ['Schema', 'checks (later, maybe)', 'UI']],
    ['a sentence with "and"', '## Out of scope\nUpload, chat, and auth.', ['Upload', 'chat', 'auth']],
    ['one a line', '### Out of scope\n\nSchema\nUI', ['Schema', 'UI']],
    ['a list', '## Non-Goals\n- The schema, which is frozen\n- UI', ['The schema, which is frozen', 'UI']],
    ['headings under Boundaries', '## Boundaries\n### In Scope\nsrc/\n### Out of Scope\n- UI', ['UI']],
    ['short headings', '## Scope\n### In\n- src/\n### Out\n- UI', ['UI']],
    ['labels in a list', '## Boundaries\n- **In Scope:** src/\n- **Out of Scope:**\n  - UI\n  - DB', ['UI', 'DB']],
    ['only what not to touch', '## Boundaries (do not touch)\n- Leave `a.ts` alone', ['Leave `a.ts` alone']],
    ['a paragraph below the value', '**Out of Scope:** UI\n\nAnd now for something else.', ['UI']],
    ['duplicated', '**Out of Scope:** UI\n\n**Out of Scope:** UI, DB', ['UI', 'DB']],
    ['a stray bracket', '**Out of Scope:** UI (all of it, DB', ['UI (all of it', 'DB']],
    ['commas in code', '**Out of Scope:** the `a, b` rule, UI', ['the `a, b` rule', 'UI']],
  ])('%s', (_what, body, expected) => {
    expect(texts(body)).toEqual(expected)
  })

  test('key files are boundaries only when there are no others, and only as paths', () => {
    const files = '## Key files\n- `src/a.ts`\n- whatever it takes\n'
    expect(read(files).packet.inScope.map(({ path }) => path)).toEqual(['src/a.ts'])
    expect(read(`${files}\n## In Scope\nsrc/b/\n`).packet.inScope.map(({ path }) => path)).toEqual(['src/b/'])
  })

  test('a packet without boundaries gets a warning and no error', () => {
    const { problems } = read('**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n')
    expect(problems).toEqual([expect.objectContaining({ code: 'no-boundaries', severity: 'warning' })])
  })
})
