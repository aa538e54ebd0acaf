import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readPacket } from '../../../../src/core/parse/packet/read.ts'

const fixture = (name: string) => readFileSync(new URL(`../../../../fixtures/packets/${name}`, import.meta.url), 'utf8')
const read = (body: string, title = 'Work Packet: api') => readPacket({ title, body })
const packetOf = (body: string, title?: string) => read(body, title).packet
const codes = (body: string, title?: string) => read(body, title).problems.map(({ code }) => code)
const boxes = (body: string) => packetOf(body).acceptance.map(({ text, checked }) => `${checked ? 'x' : '-'} ${text}`)

/** A packet without its lines, in which the two shapes differ. */
const withoutLines = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === 'line' ? undefined : inner)))

describe('the two shapes', () => {
  const expected = {
    name: 'invoices-api',
    objective: 'Serve invoices over REST',
    branch: 'feature/invoices-api',
    session: 'billing',
    risk: 'medium',
    acceptance: [
      { text: 'GET /api/invoices - List invoices (paginated)', checked: false },
      { text: 'Errors have a `code`, and a message', checked: true },
    ],
    inScope: ['src/api/invoices/', 'src/{types,lib}/invoice.ts', 'src/app/invoices/[id]/'].map((path) => ({
      text: path,
      path,
    })),
    outOfScope: ['Database schema', 'rendering (later)', 'UI'].map((text) => ({ text, path: null })),
    hard: [
      { name: '#12', reason: null },
      { name: 'auth', reason: null },
    ],
    soft: [{ name: 'invoices-db', reason: 'start with a mock repository' }],
    contract: 'Assume InvoiceRepository exists with these methods:\n- list(page): Invoice[]\n- get(id): Invoice | null',
  }

  test.each([
    ['the Markdown template', 'template.md', ''],
    ['the body of the form', 'form.md', 'Work Packet: invoices-api'],
    ['the body of the form under a bracket title', 'form.md', '[Packet]: invoices-api'],
    ['the body of the form under an unfilled title', 'form.md', 'Work Packet: '],
  ])('%s', (_shape, file, title) => {
    for (const body of [fixture(file), fixture(file).replaceAll('\n', '\r\n')]) {
      const reading = readPacket({ title, body })
      expect(reading.isPacket).toBe(true)
      expect(withoutLines(reading.packet)).toEqual(expected)
      expect(reading.problems).toEqual([])
    }
  })

  test('lines count in the body, whatever its line endings', () => {
    const lines = packetOf(fixture('template.md').replaceAll('\n', '\r\n')).acceptance.map(({ line }) => line)
    expect(lines).toEqual([10, 11])
  })

  test('a heading of level 3 inside an answer of the form is part of the answer', () => {
    const body = fixture('form.md')
      .replace('- [x] Errors', '### Errors\n\n- [x] Errors')
      .replace('- get(id)', '### Detail\n\n- get(id)')
    expect(packetOf(body).acceptance).toHaveLength(2)
    expect(packetOf(body).contract).toContain('### Detail')
    expect(packetOf(body).contract).toContain('get(id)')
  })
})

describe('what is a packet', () => {
  const full = '**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n'
  test.each([
    ['Work Packet: api', '', true, 'api'],
    ['work packet: api', '', true, 'api'],
    ['WORK PACKET : api - the endpoints', '', true, 'api'],
    ['📦 Work Packet: `api`', '', true, 'api'],
    ['Something', '# Work Packet: api\n', true, 'api'],
    ['Something', 'Hello\n\n### Work Packet: api\n', true, 'api'],
    ['Something', '# Hello\n\n# Work Packet: api\n', false, 'Something'],
    ['Packet: api', full, true, 'api'],
    ['Plan: api', full, true, 'api'],
    ['[packet] api', full, true, 'api'],
    ['[Packet]: api', full, true, 'api'],
    ['[Packet]: api', '## Objective\nx\n', true, 'api'],
    ['Packet: api', 'Only words', false, 'api'],
    ['Plan: summer', '', false, 'summer'],
    ['Packet loss on the router', full, false, 'Packet loss on the router'],
    ['Work Packet handling is slow', full, false, 'Work Packet handling is slow'],
    ['Fix: the login page', full, false, 'Fix: the login page'],
    ['WS5: Verifiable proofs', full, false, 'WS5'],
    ['Something', '> # Work Packet: api\n', false, 'Something'],
    ['Something', '```\n# Work Packet: api\n```\n', false, 'Something'],
    ['Something', '<!-- # Work Packet: api -->\n', false, 'Something'],
  ])('%j with %j', (title, body, isPacket, name) => {
    const reading = readPacket({ title, body })
    expect(reading.isPacket).toBe(isPacket)
    expect(reading.packet.name).toBe(name)
  })

  test.each(['Work Packet: ', 'Work Packet: NAME', 'Work Packet: [name]', 'Work Packet: <name>', ''])(
    '%j has no name',
    (title) => {
      expect(packetOf('', title).name).toBeNull()
      expect(codes('', title)).toContain('no-name')
    },
  )

  test.each(['api users', 'a'.repeat(51), '.hidden', 'a..b', 'x.lock', 'api/users', 'ünder', 'end.'])(
    '%j is no name',
    (name) => {
      const problem = read('', `Work Packet: ${name}`).problems.find(({ code }) => code === 'bad-name')
      expect(problem).toMatchObject({ severity: 'error', line: 0 })
    },
  )

  test('a bad name comes with a better one', () => {
    expect(read('', 'Work Packet: API for Users!').problems[0]?.message).toContain('`api-for-users`')
  })
})

describe('labels', () => {
  test.each([
    ['bold, colon inside', '**Objective:** Do it'],
    ['bold, colon outside', '**Objective**: Do it'],
    ['underscores', '__Objective:__ Do it'],
    ['label and value in one bold run', '**Objective: Do it**'],
    ['plain', 'Objective: Do it'],
    ['a heading', '## Objective\nDo it'],
    ['a deep heading', '###### Objective\n\nDo it'],
    ['an underlined heading', 'Objective\n---\n\nDo it'],
    ['a heading that holds the value', '## Objective: Do it'],
    ['emoji', '## 🎯 Objective\n\nDo it'],
    ['another word for it', '### Goal\n\nDo it'],
    ['a bullet at the top', '- **Objective:** Do it\n- **Branch:** `feature/x`'],
    ['a star bullet', '* **Objective:** Do it'],
    ['a line above a rule', '**Objective:** Do it\n---\n'],
    ['wrapped', '**Objective:** Do\nit'],
    ['a comment beside it', '**Objective:** Do it <!-- one sentence -->'],
    ['English in brackets', '### 目的 (Objective)\n\nDo it'],
    ['folded away', '<details><summary>Objective</summary>\n\nDo it\n\n</details>'],
    ['a better label after a worse one', '## Description\n\nLong story.\n\n## Objective\n\nDo it'],
    ['numbered', '## 1. Objective\n\nDo it'],
    ['a table at the top', '| Field | Value |\n|---|---|\n| **Objective** | Do it |\n| Branch | feature/x |'],
    ['after a list of other fields', '- **Branch:** x\n\n**Objective:** Do it'],
  ])('%s', (_what, body) => {
    expect(packetOf(body).objective).toBe('Do it')
  })

  test.each([
    ['a quote', '> **Objective:** Do it'],
    ['a fence', '```\n**Objective:** Do it\n```'],
    ['an HTML comment', '<!--\n**Objective:** Do it\n-->'],
    ['inline code', '`Objective: Do it`'],
    ['an empty value', '**Objective:**\n\n## Boundaries'],
    ['an untouched placeholder', '**Objective:** [What it is for]'],
    ['no response', '### Objective\n\n_No response_'],
    ['none', '## Objective\n\nNone.'],
    ['an empty fence', '### Objective\n\n```text\n\n```'],
    ['a comment only', '## Objective\n<!-- say what for -->'],
  ])('%s is no objective', (_what, body) => {
    expect(packetOf(body).objective).toBeNull()
    expect(codes(body)).toContain('no-objective')
  })

  test('a contract is free text and keeps text that looks like a label', () => {
    const packet = packetOf('## Interface Contract\n\n**Branch:** string\n\n```ts\nexport type Risk = 1\n```\n')
    expect(packet.branch).toBeNull()
    expect(packet.contract).toBe('**Branch:** string\n\n```ts\nexport type Risk = 1\n```')
  })

  test.each([
    ['_No response_', null],
    ['```ts\n```', null],
    ['<!-- none yet -->', null],
    ['```ts\ntype A = 1\n```', '```ts\ntype A = 1\n```'],
    ['A <!-- not this --> b', 'A  b'],
  ])('the contract %j', (text, contract) => {
    expect(packetOf(`## Interface Contract\n\n${text}\n`).contract).toBe(contract)
  })
})

describe('acceptance criteria', () => {
  test.each([
    ['boxes', '- [ ] a\n- [x] b\n- [X] c', ['- a', 'x b', 'x c']],
    ['other bullets', '* [ ] a\n\n+ [x] b\n\n1. [ ] c\n2) [x] d', ['- a', 'x b', '- c', 'x d']],
    ['empty brackets', '- [] a\n- []\n- [ ] ', ['- a']],
    ['nested boxes', '- [x] a\n  - [ ] b\n    - [x] c', ['x a', '- b', 'x c']],
    ['boxes under a group', '- Users\n  - [ ] a\n  - [x] b', ['- a', 'x b']],
    ['plain items', '- a\n- b\n  - detail', ['- a', '- b']],
    ['numbered', '1. a\n2. b', ['- a', '- b']],
    ['lines', 'a works\nB works\nC works', ['- a works', '- B works', '- C works']],
    ['a wrapped line', 'It works when\nasked twice', ['- It works when asked twice']],
    ['a sentence before the boxes', 'All of these:\n\n- [ ] a', ['- a']],
    ['groups under headings', '### API\n- [ ] a\n### UI\n- [x] b', ['- a', 'x b']],
    ['struck out', '- [ ] ~~a~~\n- [ ] b', ['- b']],
    ['a comment at the end', '- [ ] a <!-- id: 1 -->', ['- a']],
    ['placeholders', '- [ ] [Criterion 1]\n- [ ] ...\n- [ ] TBD', []],
    ['in a fence or a quote', '```\n- [ ] a\n```\n> - [ ] b', []],
    ['a table', '| Check | Status |\n|---|---|\n| a | pass |\n| b | open |', ['x a', '- b']],
    ['words in angle brackets', '- [ ] links `doc-<id>` and doc-<id>', ['- links `doc-<id>` and doc-<id>']],
  ])('%s', (_what, text, expected) => {
    expect(boxes(`## Acceptance Criteria\n\n${text}\n\n## Notes\n- [ ] not this\n`)).toEqual(expected)
  })

  test('a definition of done counts when there are no acceptance criteria', () => {
    expect(boxes('## Definition of Done\n- [ ] a\n')).toEqual(['- a'])
    expect(boxes('## Definition of Done\n- [ ] a\n\n## Acceptance Criteria\n- [ ] b\n')).toEqual(['- b'])
  })

  test('a second section is read with the first and reported', () => {
    const body = '## Acceptance Criteria\n- [ ] a\n\n## Acceptance Criteria\n- [ ] b\n- [ ] a\n'
    expect(boxes(body)).toEqual(['- a', '- b'])
    expect(read(body).problems).toContainEqual(
      expect.objectContaining({ code: 'duplicate-section', severity: 'warning', line: 4 }),
    )
  })
})

describe('branch, risk and session', () => {
  test.each([
    ['`feature/api`', 'feature/api', false],
    ['feature/api', 'feature/api', false],
    ['feature/api (from main)', 'feature/api', false],
    ['`feature/NAME`', null, false],
    ['feature/[name]', null, false],
    ['none', null, false],
    ['main', 'main', true],
    ['feature/', 'feature/', true],
    ['feature/a..b', 'feature/a..b', true],
    ['feature/api users', 'feature/api users', true],
    ['`--force`', '--force', true],
  ])('branch %j', (text, branch, bad) => {
    expect(packetOf(`**Branch:** ${text}`).branch).toBe(branch)
    expect(codes(`**Branch:** ${text}`).includes('bad-branch')).toBe(bad)
  })

  test('other prefixes can be allowed', () => {
    const reading = readPacket({ title: 'Work Packet: a', body: '**Branch:** fix/a', prefixes: ['feat/', 'fix/'] })
    expect(reading.problems.map(({ code }) => code)).not.toContain('bad-branch')
  })

  test.each([
    ['low', 'low', false],
    ['🟡 Medium', 'medium', false],
    ['**HIGH** - touches sign-in', 'high', false],
    ['low | medium | high', null, false],
    ['_No response_', null, false],
    ['scary', null, true],
  ])('risk %j', (text, risk, bad) => {
    expect(packetOf(`**Risk:** ${text}`).risk).toBe(risk)
    expect(codes(`**Risk:** ${text}`).includes('bad-risk')).toBe(bad)
  })
})

describe('front matter', () => {
  const body =
    '---\ndepends_on: [001, 7]\nowned_files:\n  - src/a/**\nrisk: low\n---\n# Work Packet: api\n\n## Dependencies\n- 009\n'

  test('names dependencies and files; ids stay as written', () => {
    const packet = packetOf(body, '')
    expect(packet.hard.map(({ name }) => name)).toEqual(['001', '7'])
    expect(packet.inScope).toEqual([{ text: 'src/a/**', path: 'src/a/**', line: 3 }])
    expect(packet.risk).toBe('low')
  })

  test('an empty list does not replace the text', () => {
    expect(packetOf(body.replace('[001, 7]', '[]'), '').hard.map(({ name }) => name)).toEqual(['009'])
  })

  test.each(['---\ndepends_on: [a\n---\n**Objective:** x', `---\n${'a: ['.repeat(200)}\n---\n**Objective:** x`])(
    'broken front matter is passed over',
    (text) => {
      expect(packetOf(text)).toMatchObject({ objective: 'x', hard: [] })
    },
  )
})

describe('other words for the same things', () => {
  test.each([
    ['Objetivo', 'Criterios de aceptación', 'Dentro del alcance', 'Fuera del alcance', 'Depende de'],
    ['Objectif', 'Critères d’acceptation', 'Dans le périmètre', 'Hors périmètre', 'Dépend de'],
    ['Ziel', 'Akzeptanzkriterien', 'Im Umfang', 'Nicht im Umfang', 'Hängt ab von'],
    ['Obiettivo', 'Criteri di accettazione', 'In ambito', 'Fuori ambito', 'Dipende da'],
    ['Цель', 'Критерии приёмки', 'В рамках', 'Вне рамок', 'Зависит от'],
    ['目标', '验收标准', '范围内', '范围外', '依赖'],
    ['目的', '受け入れ条件', '対象範囲', '対象外', '依存関係'],
    ['목표', '완료 조건', '작업 범위', '범위 외', '의존성'],
    ['🎯 What', 'Success looks like', 'Touch only', 'Must not touch', 'Prerequisites'],
  ])('%s', (objective, acceptance, inScope, outOfScope, hard) => {
    const at = (label: string, text: string) => `## ${label}\n\n${text}\n\n`
    const body = [
      at(objective, 'Limit requests.'),
      at(acceptance, '- [ ] 429\n- [x] Retry-After'),
      at(inScope, '- src/limit/'),
      at(outOfScope, '- src/db/'),
      at(hard, '- auth'),
    ].join('')
    expect(packetOf(body)).toMatchObject({
      objective: 'Limit requests.',
      acceptance: [{ text: '429' }, { text: 'Retry-After', checked: true }],
      inScope: [{ path: 'src/limit/' }],
      outOfScope: [{ path: 'src/db/' }],
      hard: [{ name: 'auth' }],
    })
  })

  test('front matter may hold all of it', () => {
    const body = `---
goal: Limit requests
acceptance-criteria:
  - 429 after 100
  - none
allowed_files: [src/limit/**]
forbidden_files: [src/db/**]
blocked_by: ["010"]
---

Words.
`
    expect(packetOf(body)).toMatchObject({
      objective: 'Limit requests',
      acceptance: [{ text: '429 after 100', checked: false, line: 3 }],
      inScope: [{ path: 'src/limit/**' }],
      outOfScope: [{ path: 'src/db/**' }],
      hard: [{ name: '010' }],
    })
  })

  test('the text counts before the front matter', () => {
    const body = '---\ngoal: old\nacceptance: [old]\n---\n\n**Objective:** new\n\n## Acceptance\n- [ ] new\n'
    expect(packetOf(body)).toMatchObject({ objective: 'new', acceptance: [{ text: 'new' }] })
  })

  test.each([
    ['| # | Criterion | Done |\n|---|---|---|\n| 1 | 429 | [ ] |\n| 2 | Retry-After | [x] |'],
    ['| ID | What | State |\n|---|---|---|\n| AC-1 | 429 | open |\n| AC-2 | Retry-After | ✅ |'],
    ['| Done | Acceptance criterion |\n|---|---|\n| ⬜ | 429 |\n| ✅ | Retry-After |'],
    ['| 1 | 429 | |\n|---|---|---|\n| 1 | 429 | |\n| 2 | Retry-After | x |'],
    ['| Text | State |\n|---|---|\n| 429 | open |\n| Retry-After | passed |'],
  ])('a table of criteria %j', (table) => {
    expect(boxes(`**Objective:** x\n\n## Acceptance Criteria\n\n${table}\n`)).toEqual(['- 429', 'x Retry-After'])
  })

  test.each([
    ['# Task: rate-limiter\n\n**Goal:** x', 'rate-limiter'],
    ['You have been assigned to **Stream 2: Limits**.\n\n## Your task\n\nx', 'Stream 2: Limits'],
    ['Read the **rules** first.\n\n## limits\n\nx', 'limits'],
  ])('the name of %j', (body, name) => {
    expect(packetOf(body, '').name).toBe(name)
  })
})

describe('shapes', () => {
  test('a table whose columns are what is in and out of scope', () => {
    const body = '## Scope\n\n| In scope | Out of scope |\n|---|---|\n| `src/limit/` | src/db/ |\n| tests/ | |\n'
    expect(packetOf(body)).toMatchObject({
      inScope: [{ path: 'src/limit/' }, { path: 'tests/' }],
      outOfScope: [{ path: 'src/db/' }],
    })
    expect(codes(body)).not.toContain('duplicate-section')
  })

  test.each([
    ['- hard: auth\n- soft: greet — mock it\n- after #14 is merged', ['auth', '#14'], ['greet']],
    ['- (soft) greet\n- auth', ['auth'], ['greet']],
    ['- **Hard:** auth\n- **Soft:** greet', ['auth'], ['greet']],
    ['- hardware\n- soft-launch', ['hardware', 'soft-launch'], []],
  ])('dependencies %j', (list, hard, soft) => {
    for (const heading of ['Depends on', 'Dependencies']) {
      const packet = packetOf(`## ${heading}\n\n${list}\n`)
      expect([packet.hard, packet.soft].map((all) => all.map(({ name }) => name).toSorted())).toEqual([
        hard.toSorted(),
        soft,
      ])
    }
  })

  test.each([['- ☐ one\n- ☑ two\n- ✅ three'], ['- [ ] one\n- [x] two\n- [x] three'], ['[ ] one\n[x] two\n[x] three']])(
    'boxes %j',
    (list) => {
      expect(boxes(`**Objective:** x\n\n## Acceptance Criteria\n\n${list}\n`)).toEqual(['- one', 'x two', 'x three'])
    },
  )

  test('bold labels before a dash', () => {
    const body = '* **Objective** — Limit requests\n* **Branch** - `feature/api`\n* **Risk** – low\n'
    expect(packetOf(body)).toMatchObject({ objective: 'Limit requests', branch: 'feature/api', risk: 'low' })
  })
})
