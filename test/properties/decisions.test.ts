import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markersIn } from '../../src/core/records/markers.ts'
import { mergeDashboard, renderDashboard } from '../../src/core/render/dashboard.ts'
import { isBlocking } from '../../src/core/schedule/dependencies.ts'
import type { State } from '../../src/core/state.ts'
import { withTick } from '../core/support/boxes.ts'
import { app, createWorld, failing, packetText, type Who, type World } from '../core/support/world.ts'

/** What people, agents and chance may do to three packets, of which `b` needs `a`, and `c` could use `a`. */
const names = ['a', 'b', 'c'] as const
type Name = (typeof names)[number]

interface Stage {
  w: World
  dashboard: number
  issues: Record<Name, number>
}

function stage(): Stage {
  const w = createWorld({ config: 'agents: [agent, agent2]\ncapacity: 2\n' })
  const dashboard = w.file('maintainer', 'Session: users', 'Our goal.').number
  const file = (name: Name, more: Parameters<typeof packetText>[0]) =>
    w.file('writer', `Work Packet: ${name}`, packetText({ inScope: `${name}/`, outOfScope: 'docs/', ...more })).number
  const issues = { a: file('a', {}), b: file('b', { hard: 'a' }), c: file('c', { soft: 'a - with a mock' }) }
  w.settle()
  return { w, dashboard, issues }
}

type Event =
  | { do: 'say'; who: Who; on: Name; body: string }
  | { do: 'push'; who: Who; on: Name; path: string }
  | { do: 'edit'; who: Who; on: Name; objective: string }
  | { do: 'finish' | 'ask to merge' | 'tick' | 'close' | 'reopen' | 'mergeByHand' | 'closePull'; on: Name }
  | { do: 'label'; on: Name; label: string }
  | { do: 'box'; who: Who; box: 'round' | 'merge' | 'accept'; on: Name }
  | { do: 'dashboard'; body: string }
  | { do: 'trial'; passes: boolean }
  | { do: 'main' | 'wait' | 'forget' }

const who = fc.constantFrom<Who>('writer', 'maintainer', 'agent', 'agent2', 'reader', 'outsider', 'ghost')
const on = fc.constantFrom<Name>(...names)

const reports = [
  '/status running 40%',
  '/status blocked waiting for a',
  '/status done',
  '/status paused',
  '/status',
  '/ask Row or id?',
]
const steers = [
  '/unblock go on',
  '/decide Row.',
  '/pause',
  '/resume',
  '/redirect stay out of docs',
  '/start',
  '/check',
  '/help',
]
const turns = [
  '/merge',
  '/abandon',
  '/scope add docs/ - a page',
  '/scope allow',
  '/scope deny',
  '/depends on a',
  '/depends drop a',
  '/waive a',
  '/accept',
  '/round',
  '/mrege',
]

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      who,
      on,
      body: fc.constantFrom(...reports, ...steers, ...turns),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('push' as const),
      who,
      on,
      path: fc.constantFrom('a/x.js', 'b/x.js', 'docs/x.md', 'lib/x.js'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'ask to merge' as const, 'tick' as const), on }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('edit' as const), who, on, objective: fc.constantFrom('one', 'two') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('close' as const, 'reopen' as const, 'mergeByHand' as const, 'closePull' as const),
      on,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('label' as const),
      on,
      label: fc.constantFrom('status: merged', 'status: done', 'mine'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('box' as const),
      who,
      box: fc.constantFrom('round' as const, 'merge' as const, 'accept' as const),
      on,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('dashboard' as const),
      body: fc.constantFrom('', 'Our goal.', '<!-- switchyard:dashboard -->'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trial' as const), passes: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('main' as const, 'wait' as const, 'forget' as const) }) },
)

const green = createWorld().trial

function apply({ w, dashboard, issues }: Stage, event: Event): void {
  switch (event.do) {
    case 'say':
      w.comment(event.who, event.body === '/round' ? dashboard : issues[event.on], event.body)
      return
    case 'push':
      if (w.snapshot.branches.some((one) => one.name === `feature/${event.on}`))
        w.push(event.who, `feature/${event.on}`, [event.path])
      return
    case 'edit':
      w.edit(event.who, issues[event.on], { body: packetText({ objective: event.objective, inScope: `${event.on}/` }) })
      return
    case 'finish':
      if (!w.snapshot.branches.some((one) => one.name === `feature/${event.on}`)) return
      w.push('agent', `feature/${event.on}`, [`${event.on}/x.js`])
      w.tick('agent', issues[event.on])
      w.comment('agent', issues[event.on], '/status done')
      return
    case 'ask to merge':
      w.comment('writer', issues[event.on], '/merge')
      return
    case 'tick':
      w.tick('agent', issues[event.on])
      return
    case 'close':
      if (w.issue(issues[event.on]).state === 'open') w.closeIssue('writer', issues[event.on])
      return
    case 'reopen':
      if (w.issue(issues[event.on]).state === 'closed') w.reopen('writer', issues[event.on])
      return
    case 'mergeByHand':
      if (w.pullOf(`feature/${event.on}`)?.state === 'open') w.mergePull('maintainer', `feature/${event.on}`)
      return
    case 'closePull':
      if (w.pullOf(`feature/${event.on}`)?.state === 'open') w.closePull('writer', `feature/${event.on}`)
      return
    case 'label':
      w.label('writer', issues[event.on], event.label)
      return
    case 'box': {
      const action = event.box === 'round' ? 'round' : `${event.box}:${issues[event.on]}`
      if (withTick(w.body(dashboard), action) !== null) w.tickBox(event.who, dashboard, action)
      return
    }
    case 'dashboard':
      w.edit('writer', dashboard, { body: event.body })
      return
    case 'trial':
      w.trial = event.passes ? green : failing('not ok')
      return
    case 'main':
      w.pushMain()
      return
    case 'wait':
      w.pass(20)
      return
    case 'forget':
      w.snapshot.results = {
        permissions: {},
        diffs: {},
        trials: {},
        noIssue: [],
        conflicts: {},
        exports: {},
        declarations: {},
      }
      return
  }
}

/** What must be so after every settling, whatever happened before. */
function check({ w, dashboard, issues }: Stage, state: State): void {
  for (const name of names) {
    const labels = w.labels(issues[name]).filter((label) => label.startsWith('status: '))
    expect(labels).toEqual([`status: ${w.packet(issues[name]).status}`])
  }
  for (const thread of [...w.snapshot.issues, ...w.snapshot.pulls]) {
    const ids = thread.comments
      .filter((one) => one.author?.id === app.id)
      .map((one) => identity(one.revisions.at(-1)?.body))
    expect(ids).toEqual([...new Set(ids)])
  }
  const session = state.sessions.find((one) => one.issue === dashboard)
  if (session?.open) expect(mergeDashboard(session.body, renderDashboard(state, session))).toBe(w.body(dashboard))
  const before = w.actions.length
  w.settle()
  expect(w.actions.slice(before)).toEqual([])
}

const identity = (body = ''): string => markersIn(body)[0] ?? body

/** The bot's own merges never come before hard dependencies, nor on another base than was tested (the stage throws). */
function watchMerges(stage: Stage): void {
  stage.w.refuses = (action) => {
    if (action.kind === 'merge') expect(stage.w.packet(action.issue).dependencies.filter(isBlocking)).toEqual([])
    return null
  }
}

describe('random events', () => {
  it('labels, comments, merges and the dashboard are correct after each event, and the bot comes to rest', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const here = stage()
        watchMerges(here)
        for (const one of events) {
          apply(here, one)
          check(here, here.w.settle())
        }
      }),
      { numRuns: 200 },
    )
  }, 240_000)

  it('labels, comments, merges and the dashboard are correct when the bot looks only now and then', () => {
    fc.assert(
      fc.property(fc.array(fc.array(event, { maxLength: 6 }), { maxLength: 4 }), (bursts) => {
        const here = stage()
        watchMerges(here)
        for (const burst of bursts) {
          for (const one of burst) apply(here, one)
          check(here, here.w.settle())
        }
      }),
      { numRuns: 150 },
    )
  }, 240_000)
})

/**
 * What was said counts the same whenever the bot looks: that is promised of reports, answers and steering, since each is
 * judged by its own time. It cannot hold of what is done at a moment: who gets a free place, which head a trial is made
 * of, a red check that ends a `done`, a comment that somebody else changed or its author deleted before it was seen.
 */
const saidOnly = fc.record({
  do: fc.constant('say' as const),
  who,
  on: fc.constant<Name>('a'),
  body: fc.constantFrom(
    ...reports.filter((one) => one !== '/status done'),
    '/unblock go on',
    '/decide Row.',
    '/pause',
    '/resume',
    '/redirect go on',
    '/scope add docs/ - a page',
    '/scope deny',
    '/depends soft on x',
    '/depends drop x',
    '/waive a',
  ),
})

describe('random comments', () => {
  const outcome = ({ w, issues }: Stage) => {
    const {
      status,
      talk: { percent, decisions, scopeRequests, redirects },
      dependencies,
      progress: { agent },
    } = w.packet(issues.a)
    const answers = decisions.map((one) => [one.number, one.question, one.answer?.text])
    const requests = scopeRequests.map((one) => one.verdict)
    const verdicts = w.issue(issues.a).comments.flatMap((one) => (one.author?.id === app.id ? [] : [one.verdict]))
    return {
      status,
      percent,
      answers,
      requests,
      verdicts,
      agent: agent?.login,
      links: dependencies.map((one) => one.name),
      redirects: redirects.map((one) => one.text),
    }
  }

  it('the outcome is the same whether the bot looks after each comment or only at the end', () => {
    fc.assert(
      fc.property(fc.array(saidOnly, { maxLength: 10 }), (events) => {
        const [often, late] = [stage(), stage()]
        for (const one of events) {
          apply(often, one)
          often.w.settle()
          apply(late, one)
        }
        late.w.settle()
        expect(outcome(late)).toEqual(outcome(often))
      }),
      { numRuns: 150 },
    )
  }, 240_000)
})
