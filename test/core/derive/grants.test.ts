/** Files that are granted are these files, whatever their names: data from end to end. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { filesInJoinedRecord } from '../../../src/core/derive/bounds.ts'
import { record } from '../../../src/core/records/record.ts'
import { fileCell, fileName, plainName } from '../../../src/core/render/file-name.ts'
import { filed, moves, type Scenario } from '../support/stories.ts'
import { app, oneSaying } from '../support/world.ts'

const NAMES = [
  'docs/notes, secrets/x.md',
  'docs/**',
  '**',
  '*',
  '.',
  'app/{a,..}/page.ts',
  'app/[id]/page.tsx',
  'docs/u\u0308ber.md',
  'docs/\u00fcber.txt',
  'docs/a\nb.md',
  'docs/a\tb.md',
  'docs/`x`.md',
  'docs/a|b.md',
  ' docs/a.md',
  'docs/a.md ',
  'docs/a  b.md',
  'docs/"x".md',
  'docs/a\\b.md',
  'docs/a\u200bb.md',
  'docs/a\u202eb.md',
  'docs/<!-- switchyard:card -->.md',
  'docs/@maintainer fixes #1.md',
  `docs/${'long/'.repeat(100)}a.md`,
]

function drifting(files: string[]): Scenario {
  const scenario = filed({ text: { inScope: 'src/', outOfScope: 'docs/, secrets/, app/' } })
  scenario.w.push('agent', scenario.branch, ['src/db.js', ...files])
  scenario.w.settle()
  return scenario
}

const outOfBounds = ({ w, n }: Scenario) => {
  const { drift, outside } = w.packet(n).work
  return [...drift, ...outside].map(({ path }) => path)
}

describe('a bare /scope allow', () => {
  it.each(NAMES)('grants the file %j, and nothing else', (name) => {
    const scenario = drifting([name])
    const { w, n, branch } = scenario
    expect(outOfBounds(scenario)).toEqual([name])
    w.comment('maintainer', n, '/scope allow')
    w.settle()
    expect(outOfBounds(scenario)).toEqual([])
    expect(w.status(n)).toBe('running')
    const others = [
      'secrets/x.md',
      'docs/notes',
      'docs/b',
      'app/a/page.ts',
      'app/i/page.tsx',
      `${name}/x.md`,
      `x/${name}`,
    ]
    w.push('agent', branch, others)
    w.settle()
    expect(outOfBounds(scenario)).toEqual(others)
    expect(w.status(n)).toBe('drifting')
    expect(moves(w)).toBe(0)
  })

  it('says that more files than a comment can keep are too many, and grants none', () => {
    const files = Array.from({ length: 1500 }, (_, n) => `docs/${'deep/'.repeat(8)}${n}.md`)
    const { w, n } = drifting(files)
    w.comment('maintainer', n, '/scope allow')
    w.settle()
    expect(w.packet(n).work.grants).toEqual([])
    expect(w.said(n).filter((body) => body.includes('/scope add FOLDER'))).toHaveLength(1)
  })

  it('grants nothing that was pushed before it and not looked at yet, and says which files these are', () => {
    const scenario = drifting(['docs/a.md'])
    const { w, n, branch } = scenario
    w.push('agent', branch, ['secrets/prod.env'])
    w.comment('maintainer', n, '/scope allow')
    w.settle()
    expect(w.packet(n).work.grants).toEqual([])
    expect(w.status(n)).toBe('drifting')
    const told = oneSaying(w, n, 'I had not told of it yet')
    expect(told).toContain('`docs/a.md` and `secrets/prod.env`')
    expect(told).toMatch(/^Comment `\/scope allow` again/)
    expect(moves(w)).toBe(0)
    w.comment('maintainer', n, '/scope allow')
    w.settle()
    expect(w.packet(n).work.grants.map(({ path }) => path)).toEqual(['docs/a.md', 'secrets/prod.env'])
    expect(w.status(n)).toBe('running')
  })

  it('nor when more was pushed after it', () => {
    const { w, n, branch } = drifting(['docs/a.md'])
    w.push('agent', branch, ['secrets/prod.env'])
    w.comment('maintainer', n, '/scope allow')
    w.push('agent', branch, ['src/more.js'])
    w.settle()
    expect(w.packet(n).work.grants).toEqual([])
  })

  it('keeps what it granted when an agent has edited the record', () => {
    const { w, n, branch } = drifting(['docs/a.md'])
    w.comment('maintainer', n, '/scope allow')
    w.settle()
    w.push('agent', branch, ['secrets/prod.env'])
    w.settle()
    const kept = w.issue(n).comments.find(({ revisions }) => revisions[0]?.body.includes('switchyard:scope:'))
    if (!kept) throw new Error('no record')
    w.editComment('agent', kept, (kept.revisions[0]?.body ?? '').replaceAll('docs/a.md', 'secrets/prod.env'))
    w.settle()
    expect(w.packet(n).work.grants.map(({ path }) => path)).toEqual(['docs/a.md'])
  })

  it('grants a file by its name in either form', () => {
    const { w, n, branch } = drifting(['docs/\u00fcber.md'])
    w.comment('maintainer', n, '/scope allow')
    w.settle()
    w.push('agent', branch, ['docs/u\u0308ber.md'])
    w.settle()
    expect(w.status(n)).toBe('running')
  })
})

const name = fc.oneof(
  fc.constantFrom(...NAMES),
  fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        ',',
        ' ',
        '*',
        '**',
        '{',
        '}',
        '[',
        ']',
        '?',
        '\\',
        '`',
        '|',
        '\n',
        '"',
        '.',
        '\u0308',
        '/a',
      ),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .map((parts) => `docs/${parts.join('')}`),
)
const inOneForm = (names: string[]) => [...new Set(names.map((one) => one.normalize('NFC')))].sort()

test('granting a set of files that were shown allows exactly these, whatever their names', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      (granted, later, byTick) => {
        const scenario = drifting(granted)
        const { w, n, branch, dashboard } = scenario
        if (byTick && w.body(dashboard).includes('tick:allow')) w.tickBox('maintainer', dashboard, `allow:${n}`)
        else w.comment('maintainer', n, '/scope allow')
        w.settle()
        expect(outOfBounds(scenario)).toEqual([])
        w.push('agent', branch, later)
        w.settle()
        const known = new Set(inOneForm(granted))
        const foreign = inOneForm(later).filter((one) => !known.has(one))
        expect(inOneForm(outOfBounds(scenario))).toEqual(foreign)
      },
    ),
    { numRuns: 40 },
  )
})

describe('the name of a file, shown', () => {
  const ways = { fileName, fileCell, plainName }

  test.each(Object.entries(ways))('%s tells any two names apart, on one line, with nothing hidden', (_way, show) => {
    fc.assert(
      fc.property(fc.oneof(name, fc.string({ unit: 'binary', minLength: 1 })), name, (one, other) => {
        const shown = show(one)
        expect(shown).not.toMatch(/[\n\r\u200b\u202e]|<!-/)
        expect(shown === show(other)).toBe(one === other)
      }),
      { numRuns: 500 },
    )
  })

  test.each(NAMES)('%j stands in a table', (given) => {
    expect(fileCell(given)).not.toContain('|')
  })

  test('of an ordinary file is as it is', () => {
    expect(fileName('src/app/[id]/page.tsx')).toBe('`src/app/[id]/page.tsx`')
    expect(fileName('docs/\u00fcber uns.md')).toBe('`docs/\u00fcber uns.md`')
  })
})

describe('a record of an earlier version, joined with commas', () => {
  test.each([
    ['docs/a.md', [], ['docs/a.md']],
    ['docs/a.md, docs/b.md', ['docs/a.md', 'docs/b.md'], ['docs/a.md', 'docs/b.md']],
    ['docs/notes, secrets/x.md', ['docs/notes, secrets/x.md'], ['docs/notes, secrets/x.md']],
    ['docs/notes, secrets/x.md', ['docs/notes, secrets/x.md', 'docs/notes', 'secrets/x.md'], []],
    ['docs/a.md, docs/b.md', ['docs/a.md'], []],
    ['', ['docs/a.md'], []],
  ])('%j, where %j were changed, means %j', (joined, changed, meant) => {
    expect(filesInJoinedRecord(joined, changed)).toEqual(meant)
  })

  /** The App's comment as an earlier version wrote it. */
  function asBefore({ w, n }: Scenario, path: string): void {
    const told = w
      .issue(n)
      .comments.find((one) => one.author === app && one.revisions.at(-1)?.body.includes('Scope granted'))
    const body = told?.revisions.at(-1)?.body ?? expect.fail('no grant')
    const old = record({ verdict: 'allowed', path, reason: '', by: 'maintainer' })
    for (const revision of told?.revisions ?? []) revision.body = body.replace(/<!-- switchyard-record .*/, () => old)
  }

  test.each([[false], [true]])('holds for the files it means, its comment deleted: %s', (deleted) => {
    const scenario = drifting(['docs/a.md', 'docs/notes, secrets/x.md'])
    const { w, n, branch } = scenario
    const allow = w.comment('maintainer', n, '/scope allow')
    w.settle()
    asBefore(scenario, 'docs/a.md, docs/notes, secrets/x.md')
    if (deleted) w.deleteComment(allow)
    w.settle()
    expect(w.status(n)).toBe('running')
    w.push('agent', branch, ['secrets/x.md'])
    w.settle()
    expect(outOfBounds(scenario)).toEqual(['secrets/x.md'])
    expect(moves(w)).toBe(0)
  })

  test.each([[false], [true]])('of paths that were asked for is of these paths, its comment deleted: %s', (deleted) => {
    const scenario = drifting(['docs/a.md', 'app/x.ts'])
    const { w, n } = scenario
    w.comment('agent', n, '/scope add docs/ - a')
    w.comment('agent', n, '/scope add app/ - b')
    const allow = w.comment('maintainer', n, '/scope allow')
    w.settle()
    asBefore(scenario, 'docs/, app/')
    if (deleted) w.deleteComment(allow)
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(w.packet(n).talk.scopeRequests.map(({ verdict }) => verdict)).toEqual(['allowed', 'allowed'])
  })
})

describe('/scope add', () => {
  it.each([
    ['docs/a.md - a page', 'docs/a.md', 'a page'],
    ['`docs/a.md` - a page', 'docs/a.md', 'a page'],
    ['`docs/my notes, all.md` - a page', 'docs/my notes, all.md', 'a page'],
    ['`` docs/`x`.md `` a page', 'docs/`x`.md', 'a page'],
    ['docs/', 'docs/', ''],
  ])('%s', (words, path, reason) => {
    const { w, n } = filed()
    w.comment('agent', n, `/scope add ${words}`)
    w.settle()
    expect(w.packet(n).talk.scopeRequests).toMatchObject([{ path, reason, verdict: 'open' }])
  })
})
