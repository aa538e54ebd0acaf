import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/core/commands/registry.ts'
import { another, complete, done, filed, moves, pushed, type Scenario } from '../support/stories.ts'
import { oneSaying, packetText, type Who } from '../support/world.ts'

/** A command in its place: who gives it, what it leads to. */
interface Row {
  scenario: () => Scenario
  by: Who
  body: string
  on?: 'dashboard'
  status?: string
  /** Words of the one comment that records or answers it. */
  says?: string[]
  /** Words on the dashboard afterwards. */
  shows?: string
}

const blocked = (): Scenario => {
  const scenario = pushed()
  scenario.w.comment('agent', scenario.n, '/status blocked no table yet')
  scenario.w.settle()
  return scenario
}

const asked = (): Scenario => {
  const scenario = pushed()
  scenario.w.comment('agent', scenario.n, '/ask Row or id?')
  scenario.w.comment('agent', scenario.n, '/ask Which time zone?')
  scenario.w.settle()
  return scenario
}

const drifting = (): Scenario => {
  const scenario = pushed({ text: { outOfScope: 'docs/' } })
  scenario.w.push('agent', scenario.branch, ['docs/x.md'])
  scenario.w.settle()
  return scenario
}

const wantsScope = (): Scenario => {
  const scenario = drifting()
  scenario.w.comment('agent', scenario.n, '/scope add docs/x.md - it needs a page')
  scenario.w.settle()
  return scenario
}

const paused = (): Scenario => {
  const scenario = pushed()
  scenario.w.comment('writer', scenario.n, '/pause')
  scenario.w.settle()
  return scenario
}

const full = (): Scenario => {
  const scenario = filed({ config: 'agents: [agent]\ncapacity: 1\n' })
  return { ...scenario, n: another(scenario.w, 'api', { inScope: 'lib/' }) }
}

const waits = () => filed({ text: { hard: 'auth' } })
const proposed = () => filed({ by: 'reader' })

const table: Row[] = [
  { scenario: pushed, by: 'agent', body: '/status running 40% two tables', status: 'running', shows: '~40%' },
  {
    scenario: pushed,
    by: 'agent',
    body: '/status blocked no table',
    status: 'blocked',
    says: ['is blocked', 'no table'],
    shows: '/unblock DECISION',
  },
  { scenario: pushed, by: 'agent', body: '/status paused', status: 'paused' },
  { scenario: pushed, by: 'outsider', body: '/status', status: 'running', says: ['`db` is 🟢 Running'] },
  {
    scenario: pushed,
    by: 'outsider',
    body: '/explain',
    status: 'running',
    says: ['`db` is 🟢 Running, because:', 'What would move it:'],
  },
  {
    scenario: blocked,
    by: 'writer',
    body: '/unblock Use a map.',
    status: 'running',
    says: ['Unblocked', 'Use a map.'],
    shows: 'Use a map.',
  },
  { scenario: blocked, by: 'writer', body: '/unblock', status: 'running', says: ['**Unblocked** by writer.'] },
  { scenario: pushed, by: 'writer', body: '/unblock', status: 'running', says: ['not blocked'] },
  {
    scenario: pushed,
    by: 'agent',
    body: '/ask Row or id?',
    status: 'running',
    says: ['Row or id?', '@maintainer'],
    shows: '/decide 1 ANSWER',
  },
  {
    scenario: asked,
    by: 'writer',
    body: '/decide The row.',
    says: ['Decision 1', 'The row.'],
    shows: '/decide 2 ANSWER',
  },
  {
    scenario: asked,
    by: 'writer',
    body: '/decide 2 UTC everywhere.',
    says: ['Decision 2', 'UTC everywhere.'],
    shows: '/decide 1 ANSWER',
  },
  { scenario: asked, by: 'writer', body: '/decide 3 retries are enough', says: ['Decision 1', '3 retries are enough'] },
  { scenario: pushed, by: 'writer', body: '/decide Use ids.', says: ['Decision 1', 'Use ids.'], shows: 'Use ids.' },
  {
    scenario: full,
    by: 'writer',
    body: '/start',
    status: 'ready',
    says: ['Started by hand', '2 packets now run at once; the configured capacity is 1'],
  },
  { scenario: pushed, by: 'writer', body: '/pause', status: 'paused' },
  { scenario: paused, by: 'writer', body: '/resume', status: 'running' },
  { scenario: pushed, by: 'writer', body: '/resume', status: 'running', says: ['not paused'] },
  {
    scenario: drifting,
    by: 'writer',
    body: '/redirect Leave docs alone.',
    status: 'running',
    says: ['Redirected', 'Leave docs alone.', 'docs/x.md'],
    shows: 'Leave docs alone.',
  },
  {
    scenario: drifting,
    by: 'agent',
    body: '/scope add docs/x.md - it needs a page',
    status: 'drifting',
    shows: '/scope allow',
  },
  {
    scenario: drifting,
    by: 'writer',
    body: '/scope add docs/x.md - fine',
    status: 'running',
    says: ['Scope granted', 'docs/x.md'],
  },
  { scenario: wantsScope, by: 'writer', body: '/scope allow', status: 'running', says: ['Scope granted', 'docs/x.md'] },
  {
    scenario: wantsScope,
    by: 'writer',
    body: '/scope deny',
    status: 'drifting',
    says: ['Scope not granted', 'docs/x.md'],
  },
  { scenario: drifting, by: 'writer', body: '/scope allow', status: 'running', says: ['Scope granted', 'docs/x.md'] },
  { scenario: pushed, by: 'writer', body: '/scope allow', status: 'running', says: ['nothing to allow'] },
  { scenario: pushed, by: 'writer', body: '/scope deny', status: 'running', says: ['No scope request is open'] },
  {
    scenario: filed,
    by: 'writer',
    body: '/depends on auth',
    status: 'waiting',
    says: ['hard dependency on `auth`'],
    shows: 'waits for auth (not filed yet)',
  },
  {
    scenario: filed,
    by: 'writer',
    body: '/depends soft on auth',
    status: 'ready',
    says: ['soft dependency on `auth`'],
  },
  { scenario: waits, by: 'writer', body: '/depends drop auth', status: 'ready', says: ['no longer depends on `auth`'] },
  { scenario: proposed, by: 'writer', body: '/accept', status: 'ready' },
  {
    scenario: pushed,
    by: 'writer',
    body: '/abandon not this week',
    status: 'abandoned',
    says: ['Abandoned by writer', 'not this week'],
    shows: 'not this week',
  },
  { scenario: waits, by: 'writer', body: '/waive auth', status: 'ready', says: ['waived `auth`'] },
  { scenario: done, by: 'agent', body: '/check', status: 'done' },
  {
    scenario: done,
    by: 'writer',
    body: '/merge',
    status: 'merged',
    says: ['is merged into `main`'],
    shows: 'Completed',
  },
  { scenario: pushed, by: 'writer', body: '/session start night', says: ['Session', 'night', 'is open'] },
  { scenario: pushed, by: 'writer', body: '/session end', on: 'dashboard', says: ['Learnings'] },
  { scenario: pushed, by: 'writer', body: '/round', on: 'dashboard', says: ['Execution round 1'], shows: 'Round 1' },
  { scenario: pushed, by: 'writer', body: '/help', says: ['You can use these commands here', '/merge'] },
]

describe('every command, accepted', () => {
  it.each(table.map((row) => [`${row.by}: ${row.body}`, row] as const))('%s', (_name, row) => {
    const { w, n, dashboard } = row.scenario()
    const place = row.on === 'dashboard' ? dashboard : n
    const comment = w.comment(row.by, place, row.body)
    w.settle()
    expect(comment.verdict).toBe('+1')
    if (row.status) expect(w.status(n)).toBe(row.status)
    if (row.says) oneSaying(w, place, ...row.says)
    if (row.shows) expect(w.body(dashboard)).toContain(row.shows)
    expect(moves(w)).toBe(0)
  })

  it('leaves no command out', () => {
    const tested = new Set(table.map((row) => row.body.slice(1).split(' ')[0]))
    expect(commands.map((command) => command.name).filter((name) => !tested.has(name))).toEqual([])
  })

  it('reads every example it shows', () => {
    const read = commands.flatMap((command) =>
      command.examples.map((example) => {
        const args = example.slice(command.name.length + 1).trim()
        return example.startsWith(`/${command.name}`) && command.read({ args, more: '' }) !== null ? '' : example
      }),
    )
    expect(read.filter((wrong) => wrong !== '')).toEqual([])
  })
})

describe('malformed, or nearly a command', () => {
  it.each([
    ['/status sleeping', '/status [running|blocked|done|paused]'],
    ['/status running 140%', '/status [running|blocked|done|paused]'],
    ['/ask', '/ask QUESTION'],
    ['/decide', '/decide [N] ANSWER'],
    ['/redirect', '/redirect TEXT'],
    ['/scope', '/scope add PATH - REASON'],
    ['/scope add', '/scope add PATH - REASON'],
    ['/depends auth', '/depends [hard|soft] on NAME'],
    ['/waive', '/waive NAME'],
    ['/session begin night', '/session start NAME'],
    ['/stauts running', '/status [running|blocked|done|paused]'],
    ['/mrege', '/merge'],
    ['/unblok go on', '/unblock [decision]'],
  ])('%s gets the usage, once', (body, usage) => {
    const { w, n } = pushed()
    const comment = w.comment('agent', n, body)
    w.settle()
    oneSaying(w, n, 'I did not understand', usage)
    expect(comment.verdict).toBeNull()
    expect(w.status(n)).toBe('running')
    expect(moves(w)).toBe(0)
  })

  it.each(['/shrug', '/label bug', '/assign @someone', '/usr/bin/env', '/ok', '//status', 'see /status done'])(
    '%s is none of ours',
    (body) => {
      const { w, n } = pushed()
      const before = w.said(n).length
      const comment = w.comment('agent', n, body)
      w.settle()
      expect(w.said(n)).toHaveLength(before)
      expect(comment.verdict).toBeNull()
      expect(w.status(n)).toBe('running')
    },
  )
})

describe('text that is shown, not said', () => {
  it.each([
    ['a fence', '```\n/status blocked no table\n```'],
    ['a tilde fence', '~~~text\n/status blocked no table\n~~~'],
    ['indented code', 'as in:\n\n    /status blocked no table'],
    ['a quote', '> /status blocked no table'],
    ['a quoted report', '> **STATUS: BLOCKED**\n> Reason: no table'],
    ['inline code', '`/status blocked no table`'],
    ['an HTML comment', '<!--\n/status blocked no table\n-->'],
    ['code in a list', '- `/status blocked no table`'],
    ['a sentence', 'Should I say /status blocked no table here?'],
    ['a menu', '**STATUS: [RUNNING / BLOCKED / DONE]**'],
    ['nothing blocked', 'Blocked: none'],
    ['an ordinary sentence', 'Running into an issue with the lock file.'],
  ])('%s runs nothing', (_what, body) => {
    const { w, n } = pushed()
    const comment = w.comment('agent', n, body)
    w.settle()
    expect(comment.verdict).toBeNull()
    expect(w.status(n)).toBe('running')
  })
})

describe('a command in the wrong place', () => {
  it.each([
    ['/merge', 'dashboard', "on a packet's issue or pull request"],
    ['/status running', 'dashboard', "on a packet's issue or pull request"],
    ['/round', 'packet', "on a session's dashboard: it has no effect here"],
    ['/session end', 'packet', "on a session's dashboard: it has no effect here"],
  ])('%s on a %s says where it belongs', (body, place, words) => {
    const { w, n, dashboard } = pushed()
    const issue = place === 'packet' ? n : dashboard
    const comment = w.comment('writer', issue, body)
    w.settle()
    oneSaying(w, issue, words)
    expect(comment.verdict).toBeNull()
    expect(w.issue(dashboard).state).toBe('open')
  })

  it.each(['/merge', '/round', '/mrege', '/status done', '/help'])('%s on an ordinary issue is left alone', (body) => {
    const { w } = pushed()
    const issue = w.file('writer', 'A bug', 'It breaks.').number
    const comment = w.comment('writer', issue, body)
    w.settle()
    expect(w.said(issue)).toEqual([])
    expect(comment.verdict).toBeNull()
  })

  it('/session start works on an ordinary issue', () => {
    const { w } = pushed()
    const issue = w.file('writer', 'A bug', 'It breaks.').number
    w.comment('writer', issue, '/session start night')
    w.settle()
    oneSaying(w, issue, 'night')
    expect(w.snapshot.issues.some((one) => one.revisions[0]?.title === 'Session: night')).toBe(true)
  })

  it('commands on the pull request count as on the packet, and are answered there', () => {
    const { w, n, branch } = pushed()
    const pull = w.pullOf(branch)?.number ?? 0
    const comment = w.comment('agent', pull, '/status')
    w.settle()
    expect(comment.verdict).toBe('+1')
    oneSaying(w, pull, '`db` is 🟢 Running')
    expect(w.said(n).some((body) => body.includes('`db` is 🟢 Running'))).toBe(false)
  })
})

describe('a written report is the same as the command', () => {
  it.each([
    ['/status running 40% two tables', '**STATUS: RUNNING**\nProgress: 40% complete, two tables'],
    ['/status blocked no table', '**STATUS: BLOCKED**\nReason: no table'],
    ['/status paused', 'STATUS: PAUSED'],
    ['/ask Row or id?', 'Question: Row or id?'],
  ])('%s', (command, report) => {
    const outcome = (body: string) => {
      const { w, n } = pushed()
      const comment = w.comment('agent', n, body)
      w.settle()
      const {
        status,
        talk: { percent, decisions },
        progress: { report: stands },
      } = w.packet(n)
      const questions = decisions.map((one) => one.question)
      return { verdict: comment.verdict, status, percent, questions, reason: stands?.reason ?? null }
    }
    expect(outcome(report)).toEqual(outcome(command))
  })
})

describe('several commands in one comment', () => {
  it('all run, under one reaction', () => {
    const { w, n } = blocked()
    const comment = w.comment('writer', n, '/unblock Use a map.\n/decide 1 never mind\n\n/pause')
    w.settle()
    expect(comment.verdict).toBe('+1')
    expect(w.status(n)).toBe('paused')
    oneSaying(w, n, 'Unblocked', 'Use a map.')
  })

  it('none runs when one of them is not for this person', () => {
    const { w, n } = pushed()
    const comment = w.comment('agent', n, '/status blocked no table\n\n/merge')
    w.settle()
    expect(comment.verdict).toBe('-1')
    expect(w.status(n)).toBe('running')
  })
})

describe('/help', () => {
  it.each<[Who, string[], string[]]>([
    ['writer', ['/merge', '/status', '/help'], []],
    ['agent', ['/status', '/ask', '/check', '/help'], ['/merge', '/unblock']],
    ['outsider', ['/help'], ['/merge', '/ask']],
  ])('shows a %s what they may use', (who, has, hasNot) => {
    const { w, n } = pushed()
    w.comment(who, n, '/help')
    w.settle()
    const said = oneSaying(w, n, 'You can use these commands here')
    for (const word of has) expect(said).toContain(word)
    for (const word of hasNot) expect(said).not.toContain(word)
  })
})

it('a merge that somebody else finishes first leaves nothing to do', () => {
  const { w, n } = pushed()
  const ui = another(w, 'ui', { inScope: 'ui/' })
  complete(w, ui, 'ui', ['ui/a.js'])
  w.comment('writer', ui, '/merge')
  w.edit('writer', n, { body: packetText({ objective: 'Other work' }) })
  w.settle()
  expect(w.status(ui)).toBe('merged')
  expect(w.status(n)).toBe('running')
})
