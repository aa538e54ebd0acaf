import { describe, expect, it } from 'vitest'
import { type StatusInput, statusOf } from '../../../src/core/derive/status.ts'
import type { Status } from '../../../src/core/state.ts'
import { another, done, filed, finish, moves, pushed, type Scenario } from '../support/stories.ts'
import { failing, oneSaying, packetText } from '../support/world.ts'

describe('which status holds: the first that matches', () => {
  const all: StatusInput = {
    merged: true,
    abandoned: true,
    invalid: true,
    accepted: false,
    started: false,
    pausedByWriter: true,
    drifting: true,
    report: 'done',
    pushed: true,
  }
  const ladder: [Partial<StatusInput>, Status][] = [
    [{}, 'merged'],
    [{ merged: false }, 'abandoned'],
    [{ abandoned: false }, 'invalid'],
    [{ invalid: false }, 'proposed'],
    [{ accepted: true }, 'waiting'],
    [{ started: true }, 'paused'],
    [{ pausedByWriter: false }, 'drifting'],
    [{ drifting: false }, 'done'],
    [{ report: null }, 'running'],
    [{ pushed: false }, 'ready'],
  ]
  it.each(ladder.map((step, index) => ({ expected: step[1], index })))('$expected', ({ expected, index }) => {
    const input = Object.assign({}, all, ...ladder.slice(0, index + 1).map(([change]) => change))
    expect(statusOf(input)).toBe(expected)
  })
})

/** A scenario, the next event, and the resulting status label. */
type Row = [what: string, start: () => Scenario, next: (scenario: Scenario) => void, expected: Status]

const rows: Row[] = [
  ['a writer files it and a place is free', filed, () => {}, 'ready'],
  ['somebody else files it', () => filed({ by: 'outsider' }), () => {}, 'proposed'],
  ['a listed agent files it', () => filed({ by: 'agent' }), () => {}, 'proposed'],
  [
    'a writer accepts a proposed one',
    () => filed({ by: 'outsider' }),
    ({ w, n }) => w.comment('writer', n, '/accept'),
    'ready',
  ],
  ['it has no criterion', () => filed({ text: { criteria: [] } }), () => {}, 'invalid'],
  [
    'an invalid one is mended',
    () => filed({ text: { criteria: [] } }),
    ({ w, n }) => w.edit('writer', n, { body: packetText() }),
    'ready',
  ],
  ['its hard dependency is open', () => filed({ text: { hard: 'auth' } }), () => {}, 'waiting'],
  ['a push ends ready', filed, ({ w }) => w.push('agent', 'feature/db', ['src/a.js']), 'running'],
  ['a report ends ready', filed, ({ w, n }) => w.comment('agent', n, '/status running 10%'), 'running'],
  ['a percentage alone ends ready', filed, ({ w, n }) => w.comment('agent', n, 'Progress: 40% complete'), 'running'],
  ['the agent reports blocked', pushed, ({ w, n }) => w.comment('agent', n, '/status blocked no table'), 'blocked'],
  ['a push does not end blocked', blocked, ({ w }) => w.push('agent', 'feature/db', ['src/b.js']), 'blocked'],
  ['a report ends blocked', blocked, ({ w, n }) => w.comment('agent', n, '/status running'), 'running'],
  ['/unblock ends blocked', blocked, ({ w, n }) => w.comment('writer', n, '/unblock use a map'), 'running'],
  ['the agent pauses', pushed, ({ w, n }) => w.comment('agent', n, '/status paused'), 'paused'],
  [
    "a push does not end the agent's pause",
    agentPaused,
    ({ w }) => w.push('agent', 'feature/db', ['src/b.js']),
    'paused',
  ],
  [
    "a report ends the agent's own pause",
    agentPaused,
    ({ w, n }) => w.comment('agent', n, '/status running'),
    'running',
  ],
  ["/resume ends the agent's pause", agentPaused, ({ w, n }) => w.comment('writer', n, '/resume'), 'running'],
  ['a writer pauses', pushed, ({ w, n }) => w.comment('writer', n, '/pause'), 'paused'],
  ["a report does not end a writer's pause", paused, ({ w, n }) => w.comment('agent', n, '/status running'), 'paused'],
  ["a push does not end a writer's pause", paused, ({ w }) => w.push('agent', 'feature/db', ['src/b.js']), 'paused'],
  ["a writer's pause comes before drifting", paused, ({ w }) => w.push('agent', 'feature/db', ['docs/x.md']), 'paused'],
  [
    "/resume ends a writer's pause: back to the last report",
    paused,
    ({ w, n }) => w.comment('writer', n, '/resume'),
    'running',
  ],
  ['/start ends a pause, too', paused, ({ w, n }) => w.comment('writer', n, '/start'), 'running'],
  ['a file out of scope', guarded, ({ w }) => w.push('agent', 'feature/db', ['docs/x.md']), 'drifting'],
  ['drifting comes before the last report', drifting, ({ w, n }) => w.comment('agent', n, '/status done'), 'drifting'],
  ['/redirect ends drifting', drifting, ({ w, n }) => w.comment('writer', n, '/redirect leave docs alone'), 'running'],
  [
    'a push after /redirect drifts again',
    redirected,
    ({ w }) => w.push('agent', 'feature/db', ['docs/y.md']),
    'drifting',
  ],
  ['granted scope ends drifting', drifting, askAndAllow, 'running'],
  ['a refused request leaves it drifting', drifting, askAndDeny, 'drifting'],
  [
    '/scope allow on what drifts ends drifting without a request',
    drifting,
    ({ w, n }) => w.comment('writer', n, '/scope allow'),
    'running',
  ],
  [
    '/scope allow grants what was out of bounds when it was said, though the bot finds a later push',
    drifting,
    ({ w, n }) => {
      w.comment('writer', n, '/scope allow')
      w.push('agent', 'feature/db', ['src/b.js'])
    },
    'running',
  ],
  [
    '/scope allow says nothing of what a later push brought',
    drifting,
    ({ w, n }) => {
      w.comment('writer', n, '/scope allow')
      w.push('agent', 'feature/db', ['docs/y.md'])
    },
    'drifting',
  ],
  ['the agent reports done', pushed, ({ w, n }) => finish(w, n), 'done'],
  ['a push does not end done', done, ({ w }) => w.push('agent', 'feature/db', ['src/b.js']), 'done'],
  ['a report ends done', done, ({ w, n }) => w.comment('agent', n, '/status running'), 'running'],
  [
    '/redirect sends done back to running',
    done,
    ({ w, n }) => w.comment('writer', n, '/redirect add a test'),
    'running',
  ],
  ['/redirect of a blocked one', blocked, ({ w, n }) => w.comment('writer', n, '/redirect use a map'), 'running'],
  [
    '/redirect of a ready one',
    filed,
    ({ w, n }) => w.comment('writer', n, '/redirect begin with the table'),
    'running',
  ],
  [
    "/redirect is no /resume of a writer's pause",
    paused,
    ({ w, n }) => w.comment('writer', n, '/redirect later'),
    'paused',
  ],
  ['merged', done, ({ w, n }) => w.comment('writer', n, '/merge'), 'merged'],
  ['closing the issue gives it up', pushed, ({ w, n }) => w.closeIssue('writer', n), 'abandoned'],
  ['/abandon', pushed, ({ w, n }) => w.comment('writer', n, '/abandon not now'), 'abandoned'],
  ['reopening takes it up again', abandoned, ({ w, n }) => w.reopen('writer', n), 'running'],
  ['reopening what was closed by hand', closed, ({ w, n }) => w.reopen('writer', n), 'running'],
]

function blocked(): Scenario {
  const scenario = pushed()
  scenario.w.comment('agent', scenario.n, '/status blocked no table yet')
  scenario.w.settle()
  return scenario
}

function agentPaused(): Scenario {
  const scenario = pushed()
  scenario.w.comment('agent', scenario.n, '/status paused')
  scenario.w.settle()
  return scenario
}

function paused(): Scenario {
  const scenario = pushed({ text: { outOfScope: 'docs/' } })
  scenario.w.comment('writer', scenario.n, '/pause')
  scenario.w.settle()
  return scenario
}

function guarded(): Scenario {
  return pushed({ text: { outOfScope: 'docs/' } })
}

function drifting(): Scenario {
  const scenario = guarded()
  scenario.w.push('agent', 'feature/db', ['docs/x.md'])
  scenario.w.settle()
  return scenario
}

function redirected(): Scenario {
  const scenario = drifting()
  scenario.w.comment('writer', scenario.n, '/redirect leave docs alone')
  scenario.w.settle()
  return scenario
}

function askAndAllow({ w, n }: Scenario): void {
  w.comment('agent', n, '/scope add docs/x.md - it needs a page')
  w.settle()
  w.comment('writer', n, '/scope allow')
}

function askAndDeny({ w, n }: Scenario): void {
  w.comment('agent', n, '/scope add docs/x.md - it needs a page')
  w.settle()
  w.comment('writer', n, '/scope deny')
}

function abandoned(): Scenario {
  const scenario = pushed()
  scenario.w.comment('writer', scenario.n, '/abandon not now')
  scenario.w.settle()
  return scenario
}

function closed(): Scenario {
  const scenario = pushed()
  scenario.w.closeIssue('writer', scenario.n)
  scenario.w.settle()
  return scenario
}

describe('status on the label', () => {
  it.each(rows)('%s', (_what, start, next, expected) => {
    const scenario = start()
    next(scenario)
    scenario.w.settle()
    expect(scenario.w.status(scenario.n)).toBe(expected)
    expect(moves(scenario.w)).toBe(0)
  })
})

describe('a failed check ends the status done', () => {
  const redTrial = () => {
    const scenario = pushed()
    scenario.w.trial = failing('not ok 1 - the row is returned')
    finish(scenario.w, scenario.n)
    return scenario
  }

  it('once per report of done, and notifies the agent of the reason', () => {
    const { w, n } = redTrial()
    expect(w.status(n)).toBe('running')
    expect(oneSaying(w, n, 'Back to running', 'switchyard/integration')).toContain('the row is returned')
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(w.said(n).filter((body) => body.includes('Back to running'))).toHaveLength(2)
  })

  it('also when a criterion is not ticked', () => {
    const { w, n } = pushed()
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(oneSaying(w, n, 'Back to running')).toContain('switchyard/acceptance')
  })

  it('also when a push makes a passed check fail', () => {
    const { w, n, branch } = done()
    w.trial = failing('not ok 2')
    w.push('agent', branch, ['src/c.js'])
    w.settle()
    expect(w.status(n)).toBe('running')
    oneSaying(w, n, 'Back to running')
  })
})

describe('the agent of a packet', () => {
  const reportedBy = (scenario: Scenario, who: Parameters<Scenario['w']['comment']>[0]) => {
    const comment = scenario.w.comment(who, scenario.n, '/status running 30%')
    scenario.w.settle()
    return comment.verdict
  }

  it('is the first configured agent that reports when nobody is assigned', () => {
    const scenario = filed()
    expect(reportedBy(scenario, 'agent2')).toBe('+1')
    expect(reportedBy(scenario, 'agent')).toBe('-1')
    expect(reportedBy(scenario, 'agent2')).toBe('+1')
    expect(scenario.w.packet(scenario.n).progress.agent?.login).toBe('agent2')
  })

  it('is the first configured agent that pushes when nobody is assigned', () => {
    const scenario = filed()
    scenario.w.push('agent2', scenario.branch, ['src/a.js'])
    scenario.w.settle()
    expect(reportedBy(scenario, 'agent')).toBe('-1')
    expect(reportedBy(scenario, 'agent2')).toBe('+1')
  })

  it('with a person assigned: that person, writers, and the first listed agent, which is its agent', () => {
    const scenario = filed()
    scenario.w.assign(scenario.n, 'assignee')
    expect(reportedBy(scenario, 'assignee')).toBe('+1')
    expect(scenario.w.packet(scenario.n).progress.agent?.login).toBe('assignee')
    expect(reportedBy(scenario, 'agent')).toBe('+1')
    expect(reportedBy(scenario, 'writer')).toBe('+1')
    expect(reportedBy(scenario, 'agent2')).toBe('-1')
    expect(scenario.w.packet(scenario.n).progress.agent?.login).toBe('agent')
  })

  it('a writer may report on any packet without becoming its agent', () => {
    const scenario = filed()
    expect(reportedBy(scenario, 'writer')).toBe('+1')
    expect(reportedBy(scenario, 'agent')).toBe('+1')
    expect(scenario.w.packet(scenario.n).progress.agent?.login).toBe('agent')
  })

  it('reports on the pull request count as well', () => {
    const { w, n, branch } = pushed()
    w.comment('agent', w.pullOf(branch)?.number ?? 0, '/status blocked no table')
    w.settle()
    expect(w.status(n)).toBe('blocked')
  })
})

describe('a question', () => {
  it.each(['/ask Row or id?', '**STATUS: RUNNING**\nQuestion: Row or id?'])('does not stop the agent: %s', (body) => {
    const { w, n, dashboard } = pushed()
    w.comment('agent', n, body)
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(oneSaying(w, n, 'Row or id?')).toContain('@maintainer')
    expect(w.body(dashboard)).toContain('/decide 1 ANSWER')
    w.comment('writer', n, '/decide The row.')
    w.settle()
    expect(w.body(dashboard)).not.toContain('/decide 1 ANSWER')
    oneSaying(w, n, 'Decision 1', 'The row.')
  })
})

describe('a delivered dependency', () => {
  it('ends a block that names it; other packets are only notified', () => {
    const { w, n } = done()
    const blockedOn = another(w, 'api', { soft: 'db - start with a mock', inScope: 'src/api/' })
    const other = another(w, 'ui', { soft: 'db - start with a mock', inScope: 'src/ui/' })
    w.comment('agent', blockedOn, '/status blocked waiting for db')
    w.comment('agent2', other, '/status blocked no design yet')
    w.settle()
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.status(blockedOn)).toBe('running')
    expect(w.status(other)).toBe('blocked')
    oneSaying(w, blockedOn, 'is merged as', 'this packet is running again')
    expect(oneSaying(w, other, 'is merged as')).not.toContain('this packet is running again')
  })
})
