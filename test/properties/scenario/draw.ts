/** Stories drawn by chance, and shrunk when something breaks. */
import fc from 'fast-check'
import type { Who } from '../../core/support/people.ts'
import { type Event, POWERLESS, UNTRUSTED } from './events.ts'

const WRITERS: Who[] = ['writer', 'maintainer']
const AGENTS: Who[] = ['agent', 'agent2']
const on = fc.nat({ max: 11 })
const gap = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 1, arbitrary: fc.integer({ min: 6, max: 90 }) },
)
const of = <T>(...values: T[]) => fc.constantFrom(...values)
const writer = of(...WRITERS)
const agent = of(...AGENTS)
const anybody = fc.oneof(
  { weight: 4, arbitrary: writer },
  { weight: 4, arbitrary: agent },
  { weight: 2, arbitrary: of(...POWERLESS) },
)

const reports = of(
  '/status running 40% tables done',
  `/status running 60% ${UNTRUSTED}`,
  '/status blocked waiting for a table',
  '/status done',
  '/status done',
  '/status paused',
  '/status',
  `**STATUS: BLOCKED**\nReason: ${UNTRUSTED}\nBlocking: the mock`,
  '**STATUS: RUNNING**\nProgress: 70%\nQuestion: Row or id?',
  `/ask Row or id? ${UNTRUSTED}`,
  '/ask Which database?',
  '/scope add docs/ - a page',
  '/check',
  '/help',
)
const orders = of(
  '/unblock go on',
  `/unblock ${UNTRUSTED}`,
  '/decide Row.',
  `/decide 1 ${UNTRUSTED}`,
  '/decide 2 Postgres',
  '/pause',
  '/resume',
  '/start',
  `/redirect stay out of docs ${UNTRUSTED}`,
  '/scope allow',
  '/scope deny',
  '/scope add lib/ - shared',
  '/merge',
  '/merge',
  '/merge',
  '/check',
  '/accept',
  '/accept',
  '/abandon not needed',
  '/mrege',
  '/status done\n/merge',
  '/round',
  '/session start second',
  'Thank you, looks good.',
)
const links = fc
  .tuple(of('/depends on', '/depends soft on', '/depends drop', '/waive'), of('a', 'b', 'c', 'nobody'))
  .map((words) => words.join(' '))

const say = fc.oneof(
  { weight: 5, arbitrary: fc.record({ who: agent, body: reports }) },
  {
    weight: 5,
    arbitrary: fc.record({
      who: writer,
      body: fc.oneof({ weight: 4, arbitrary: orders }, { weight: 1, arbitrary: links }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ who: anybody, body: fc.oneof(reports, orders, links) }) },
)

const where = fc.oneof(
  { weight: 6, arbitrary: fc.constant('issue' as const) },
  { weight: 1, arbitrary: fc.constant('pull' as const) },
  { weight: 1, arbitrary: fc.constant('dashboard' as const) },
)

/** Mostly on the first packets, which are there. */
const links12 = fc.oneof(
  { weight: 3, arbitrary: fc.constant<number[]>([]) },
  { weight: 3, arbitrary: fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 2 }) },
)

const file = fc.record({
  gap,
  do: fc.constant('file' as const),
  who: fc.oneof({ weight: 5, arbitrary: writer }, { weight: 1, arbitrary: anybody }),
  name: fc.nat({ max: 11 }),
  hard: links12,
  soft: links12,
  foreign: fc.boolean(),
})

const acts: Record<string, [number, fc.Arbitrary<Event>]> = {
  say: [
    12,
    fc
      .tuple(gap, on, where, say)
      .map(([g, n, place, said]): Event => ({ gap: g, do: 'say', on: n, where: place, ...said })),
  ],
  push: [
    7,
    fc.record({
      gap,
      do: fc.constant('push' as const),
      who: fc.oneof({ weight: 4, arbitrary: agent }, { weight: 1, arbitrary: writer }),
      on,
      file: fc.oneof(
        { weight: 4, arbitrary: of('own' as const) },
        { weight: 1, arbitrary: of('shared' as const, 'outside' as const) },
      ),
      bug: fc.oneof({ weight: 4, arbitrary: of(false) }, { weight: 1, arbitrary: of(true) }),
      forced: fc.oneof({ weight: 6, arbitrary: of(false) }, { weight: 1, arbitrary: of(true) }),
    }),
  ],
  tick: [3, fc.record({ gap, do: fc.constant('tick' as const), who: fc.oneof(agent, anybody), on })],
  file: [2, file],
  reword: [
    2,
    fc.record({
      gap,
      do: fc.constant('reword' as const),
      who: fc.oneof(of('author' as const), anybody),
      nth: on,
      body: fc.oneof(reports, orders),
    }),
  ],
  unsay: [1, fc.record({ gap, do: fc.constant('unsay' as const), nth: on, own: fc.boolean() })],
  edit: [
    2,
    fc.record({
      gap,
      do: fc.constant('edit' as const),
      who: anybody,
      on,
      how: of('objective' as const, 'hard' as const, 'broken' as const, 'scope' as const),
      other: on,
    }),
  ],
  review: [
    2,
    fc.record({
      gap,
      do: fc.constant('review' as const),
      who: anybody,
      on,
      verdict: of('APPROVED' as const, 'CHANGES_REQUESTED' as const, 'COMMENTED' as const),
    }),
  ],
  label: [
    2,
    fc.record({
      gap,
      do: fc.constant('label' as const),
      who: of<Who>('writer', 'triager', 'agent'),
      on,
      label: of('status: merged', 'status: done', 'status: running', 'packet', 'mine'),
      added: fc.boolean(),
    }),
  ],
  assign: [
    1,
    fc.record({
      gap,
      do: fc.constant('assign' as const),
      on,
      who: of<Who>('assignee', 'agent2', 'reader'),
      added: of(true),
    }),
  ],
  state: [
    2,
    fc.record({
      gap,
      do: of(
        'close' as const,
        'reopen' as const,
        'reopen' as const,
        'closePull' as const,
        'reopenPull' as const,
        'mergePull' as const,
        'deleteBranch' as const,
        'deleteIssue' as const,
      ),
      who: writer,
      on,
    }),
  ],
  box: [
    1,
    fc.record({
      gap,
      do: fc.constant('box' as const),
      who: anybody,
      box: of('round' as const, 'merge' as const, 'accept' as const),
      on,
    }),
  ],
  dashboard: [
    1,
    fc.record({
      gap,
      do: fc.constant('dashboard' as const),
      who: writer,
      body: of('emptied' as const, 'added' as const, 'unmarked' as const),
    }),
  ],
  role: [
    1,
    fc.record({
      gap,
      do: fc.constant('role' as const),
      who: of<Who>('reader', 'triager', 'writer'),
      to: of('read' as const, 'write' as const),
    }),
  ],
  main: [1, fc.record({ gap, do: fc.constant('main' as const), who: writer })],
  wait: [1, fc.record({ gap, do: fc.constant('wait' as const), minutes: of(1, 15, 70) })],
}

const one = <T extends object>(does: Event['do'], more: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record({ gap, do: fc.constant(does), ...more }) as unknown as fc.Arbitrary<Event>

/** What people and agents do to branches, pull requests, accounts and the base. */
const others: Record<string, [number, fc.Arbitrary<Event>]> = {
  unassign: [1, one('assign', { on, who: of<Who>('assignee', 'agent2', 'reader'), added: of(false) })],
  config: [1, one('config', { who: writer, capacity: of(1, 2, 3, 4, 20), agents: of('both', 'both', 'one', 'none') })],
  rename: [1, one('rename', { who: anybody, on, name: fc.nat({ max: 11 }) })],
  awkward: [2, one('push', { who: agent, on, file: of('awkward'), bug: of(false), forced: of(false) })],
  reset: [1, one('reset', { who: of<Who>('agent', 'writer'), on, to: of('main', 'parent') })],
  pushAgain: [1, one('pushAgain', { who: agent, on })],
  sibling: [1, one('sibling', { who: agent, on, other: on, forward: fc.boolean() })],
  dismiss: [1, one('dismiss', { who: writer, on })],
  pullBody: [1, one('pullBody', { who: anybody, on, other: on, how: of('marker', 'replaced', 'closes', 'emptied') })],
  retarget: [1, one('retarget', { who: writer, on, back: fc.boolean() })],
  ownPull: [1, one('ownPull', { who: of<Who>('agent2', 'writer', 'reader'), on })],
  mergeOwn: [1, one('mergeOwn', { who: writer, on })],
  allow: [2, one('box', { who: anybody, box: of('allow'), on })],
  forge: [1, one('forge', { who: of<Who>('agent', 'writer'), on, how: of('altered', 'forged') })],
  revert: [1, one('revert', { who: writer, on })],
  rewrite: [1, one('rewrite', { who: of<Who>('maintainer') })],
  account: [
    1,
    one('account', { who: of<Who>('agent2', 'assignee', 'triager', 'reader'), how: of('deleted', 'renamed') }),
  ],
}

const taking = Object.entries(others)

/** How a packet usually goes, so that stories get somewhere. */
const course = fc
  .tuple(on, gap, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
  .map(([n, wait, parts]): Event[] => {
    const said = (who: Who, body: string): Event => ({ gap: wait, do: 'say', who, on: n, where: 'issue', body })
    const whole: Event[] = [
      { gap: wait, do: 'push', who: 'agent', on: n, file: 'own', bug: false, forced: false },
      said('agent', '/status running 50% half of it'),
      { gap: wait, do: 'tick', who: 'agent', on: n },
      said('agent', '/status done'),
      said('writer', '/merge'),
    ]
    return whole.filter((_, part) => part === 0 || part === 3 || parts[part])
  })

const single = fc.oneof(
  ...[...Object.values(acts), ...taking.map(([, act]) => act)].map(([weight, arbitrary]) => ({ weight, arbitrary })),
)

/** The same with one to three other things that happen to that packet on its way. */
const disturbed = fc
  .tuple(course, fc.array(fc.tuple(fc.nat({ max: 5 }), single), { minLength: 1, maxLength: 3 }))
  .map(([events, others]): Event[] => {
    const all = [...events]
    const [first] = events
    for (const [place, other] of others) {
      const adapted = 'on' in other && first && 'on' in first ? { ...other, on: first.on } : other
      all.splice(1 + place, 0, adapted)
    }
    return all
  })

/** How many may be at work at once. */
export const capacities = of(1, 2, 3, 4, 20, 20, 20)

/** Two to twelve packets and what happens to them. */
export const story = (longest: number): fc.Arbitrary<Event[]> =>
  fc
    .tuple(
      fc.array(fc.constant<Event>({ gap: 1, do: 'session' }), { maxLength: 1 }),
      fc.oneof(
        { weight: 9, arbitrary: fc.array(file, { minLength: 2, maxLength: 6 }) },
        { weight: 1, arbitrary: fc.array(file, { minLength: 7, maxLength: 12 }) },
      ),
      fc.array(
        fc.oneof(
          { weight: 7, arbitrary: single.map((event) => [event]) },
          { weight: 1, arbitrary: course },
          { weight: 2, arbitrary: disturbed },
        ),
        { maxLength: longest },
      ),
    )
    .map(([session, packets, rest]) => [
      ...session,
      ...packets.map((one, name): Event => ({ ...one, name, who: name === 0 ? 'writer' : one.who })),
      ...rest.flat(),
    ])
