import { describe, expect, test } from 'vitest'
import { readPacket } from '../../../../src/core/parse/packet/read.ts'

const read = (body: string) => readPacket({ title: 'Work Packet: api', body })
const hard = (body: string) => read(body).packet.hard.map(({ name }) => name)
const soft = (body: string) => read(body).packet.soft.map(({ name, reason }) => [name, reason])
const codes = (body: string) => read(body).problems.map(({ code }) => code)

describe('hard', () => {
  test.each([
    ['**Hard:** #12', ['#12']],
    ['**Hard:** api-users, tests-users', ['api-users', 'tests-users']],
    ['**Hard:** `db` and [auth]', ['db', 'auth']],
    ['**Hard:** 010', ['010']],
    ['**Hard dependency on auth:** needs its types', ['auth']],
    ['**Depends on:** Tasks 001, 25 (needs clean data)', ['001', '25']],
    ['**Depends on:** auth (merged first) and #9', ['auth', '#9']],
    ['## Dependencies\n- db\n- #3 - because', ['db', '#3']],
    ['## Dependencies\n- [ ] db\n- [x] auth', ['db', 'auth']],
    ['## Dependencies\n### Hard\n- db', ['db']],
    ['## Dependencies\nThis depends on db and auth.', ['db', 'auth']],
    ['## Dependencies\n- Depends on: db\n- Blocks: ui\n- Conflicts with: None', ['db']],
    ['## Blocked by\n#4', ['#4']],
    ['### Hard dependencies\n\n#12\nauth', ['#12', 'auth']],
    ['**Hard:** db, db', ['db']],
    ['**Hard:** GH-12', ['#12']],
    ['## Dependencies\nDepends on `db` (hard) and `auth` (soft).', ['db']],
    ['## Dependencies\n| Packet | Kind |\n|---|---|\n| db | hard |\n| auth | soft |\n| - | |', ['db']],
  ])('%j', (body, expected) => {
    expect(hard(body)).toEqual(expected)
  })

  test.each([
    '**Hard:** None',
    '**Hard:** none (runs alone)',
    '**Hard:** -',
    '**Hard:** ~~db~~',
    '**Hard:** <del>db</del>',
    '**Hard:** No dependency on db',
    '**Hard:** not db',
    '**Hard:** db - no longer needed',
    '**Hard dependency on db:** none',
    '## Dependencies\nNone',
    '## Dependencies\nNo dependencies: can start right away.',
    '## Dependencies\n- does not depend on db',
    '## Dependencies\n- ~~db~~',
    '## Dependencies\n- Independent of db',
    '### Hard dependencies\n\n_No response_',
    '> **Hard:** db',
    '```\n**Hard:** db\n```',
    '<!-- **Hard:** db -->',
  ])('%j names none', (body) => {
    expect(hard(body)).toEqual([])
    expect(codes(body)).not.toContain('not-understood')
  })

  test('a packet may be called "no-cache"', () => {
    expect(hard('**Hard:** no-cache')).toEqual(['no-cache'])
  })

  test('a hard dependency that names no packet is an error', () => {
    expect(read('**Hard:** the database must be there').problems).toContainEqual(
      expect.objectContaining({ code: 'not-understood', severity: 'error', line: 1 }),
    )
    expect(read('## Dependencies\nSomething vague here').problems).toContainEqual(
      expect.objectContaining({ code: 'not-understood', severity: 'warning', line: 2 }),
    )
  })

  test('a packet cannot wait for itself', () => {
    expect(read('**Hard:** db\n**Soft:** API').problems).toContainEqual(
      expect.objectContaining({ code: 'self-dependency', severity: 'error', line: 2 }),
    )
  })
})

describe('soft', () => {
  test.each([
    ['**Soft:** db - start with a mock', [['db', 'start with a mock']]],
    ['**Soft:** db-users', [['db-users', null]]],
    ['**Soft:** `db`: mock it', [['db', 'mock it']]],
    ['**Soft:** db (mock it)', [['db', 'mock it']]],
    ['**Soft:** #4 mock it', [['#4', 'mock it']]],
    ['**Soft dependency on db-users:** Start with a mock, then join.', [['db-users', 'Start with a mock, then join.']]],
    ['**Soft dependency:** Can write test shells meanwhile.', [['', 'Can write test shells meanwhile.']]],
    [
      '**Soft:** db - mock, later real; auth - stub',
      [
        ['db', 'mock, later real'],
        ['auth', 'stub'],
      ],
    ],
    ['**Soft:** db - not needed until the end', [['db', 'not needed until the end']]],
    ['## Dependencies\n- soft dependency on db: mock', [['db', 'mock']]],
    ['## Dependencies\n### Soft\n- db — mock\n  - more about it', [['db', 'mock']]],
    ['**Hard:** db\n**Soft:** db', []],
  ])('%j', (body, expected) => {
    expect(soft(body)).toEqual(expected)
  })

  test('one that names no packet gets a warning', () => {
    const found = codes('**Soft dependency:** Can write test shells meanwhile.')
    expect(found).toContain('soft-names-nobody')
    expect(found).not.toContain('soft-without-contract')
  })

  test('one without a contract gets a warning', () => {
    expect(codes('**Soft:** db')).toContain('soft-without-contract')
    expect(codes('**Soft:** db\n\n## Interface Contract\nA repository with `list`.')).not.toContain(
      'soft-without-contract',
    )
  })
})
