/** One step of the compact walkthrough while GitHub does not do as it is told, and what comes of it. */

import { differences, ending } from './compare.ts'
import type { InjectedFault } from './fault-proxy.ts'
import { faults, primaryLimit } from './faults.ts'
import { createHarness, type Harness } from './harness.ts'
import { isWrite } from './routes.ts'
import { copyOf } from './saved-state.ts'
import { play } from './scenario.ts'
import type { Undisturbed } from './sweep.ts'

interface Kind {
  name: string
  when: 'before' | 'after'
  on: 'reads' | 'writes' | 'all'
  times?: number
  /** Milliseconds after which all has to be well. */
  patience: number
  answer(harness: Harness): InjectedFault['answer']
}

const minute = 60_000
/** Two regular looks, and longer than any wait the bot chooses for what passes by itself. */
const soon = 35 * minute
/** What GitHub refuses is tried again after an hour. */
const late = 95 * minute

const passing = ['500', '502', '503', 'timeout', 'cut', 'secondary-403', 'secondary-429', 'secondary-bare'] as const
const refusing = ['not-found', 'conflict', 'invalid', 'no-permission'] as const
const limit = (status: 403 | 429) => (harness: Harness) => primaryLimit(status, harness.clock.now() + 20 * minute)

const kinds: readonly Kind[] = [
  ...[...passing, 'bad-credentials' as const].map(
    (name): Kind => ({ name, when: 'before', on: 'all', patience: soon, answer: () => faults[name] }),
  ),
  ...(['500', '502', 'timeout', 'cut'] as const).map(
    (name): Kind => ({ name, when: 'after', on: 'all', patience: soon, answer: () => faults[name] }),
  ),
  { name: 'primary-403', when: 'before', on: 'all', patience: 2 * soon, answer: limit(403) },
  { name: 'primary-429', when: 'before', on: 'all', patience: 2 * soon, answer: limit(429) },
  { name: 'stale', when: 'before', on: 'reads', patience: soon, answer: () => 'stale' },
  { name: 'stale four times', when: 'before', on: 'reads', times: 4, patience: soon, answer: () => 'stale' },
  { name: '502 five times', when: 'before', on: 'all', times: 5, patience: soon, answer: () => faults[502] },
  ...refusing.map((name): Kind => ({ name, when: 'before', on: 'writes', patience: late, answer: () => faults[name] })),
]

export interface Case {
  step: number
  route: string
  /** Which of the step's requests of that route, the ones of the bot's start among them. */
  nth: number
  kind: Kind
}

export const nameOf = ({ step, route, nth, kind }: Case): string =>
  `step ${step}: ${kind.name} ${kind.when} ${route} (${nth})`

/** What an undisturbed step looks like, its bot's start and the time afterwards among it. */
export interface Usual {
  routes: string[]
  /** By patience. */
  after: Map<number, { picture: unknown; requests: number }>
}

export async function usualOf(should: Undisturbed, step: number): Promise<Usual> {
  const usual: Usual = { routes: [], after: new Map() }
  for (const patience of new Set(kinds.map((kind) => kind.patience))) {
    const harness = await stage(should, step)
    try {
      await harness.start()
      await act(harness, should, step)
      usual.routes = harness.proxy.calls().map(({ route }) => route)
      await harness.pass(patience)
      usual.after.set(patience, { picture: awake(harness), requests: harness.proxy.calls().length })
    } finally {
      await harness.dispose()
    }
  }
  return usual
}

/** Each kind of trouble on each route of the step, at its first and its last request. */
export function casesOf(routes: readonly string[], step: number): Case[] {
  return [...new Set(routes)].flatMap((route) => {
    const count = routes.filter((each) => each === route).length
    const fitting = kinds.filter(({ on, name }) => {
      if (route.startsWith('GIT ')) return on === 'all' && /^(502|timeout|cut)/.test(name)
      return on === 'all' || (on === 'writes') === isWrite(route)
    })
    return [...new Set([1, count])].flatMap((nth) => fitting.map((kind) => ({ step, route, nth, kind })))
  })
}

/** What a trouble may cost for each minute, in requests beyond those of the undisturbed step. */
const mostExtra = 8

/** When an agent counts as silent depends on when it could begin, which a trouble may put off. */
const awake = (harness: Harness): unknown =>
  JSON.parse(JSON.stringify(ending(harness)).replaceAll(/(- 💤.*?\\n)+|Nothing right now\.\\n/g, ''))

/**
 * Done or told on purpose, and it stays when the trouble is over: where drafts are refused, a plain one is opened. A pull
 * request is marked ready, and criteria get their check, while the packet is done, which the trouble may have outlasted.
 */
const TOLD =
  /comments: too many .*switchyard:(pin-refused|add-[a-z-]+-refused|held)|^\.pulls\[\d+\]\.draft: |^\.checks: missing "\w+ switchyard\/acceptance success/

/** Lines that tell what is not as it should be once the trouble is over; empty when all is well. */
export async function runCase({ step, route, nth, kind }: Case, should: Undisturbed, usual: Usual): Promise<string[]> {
  const harness = await stage(should, step)
  const wanted = usual.after.get(kind.patience)
  try {
    harness.proxy.trouble({ route, nth, when: kind.when, times: kind.times ?? 1, answer: kind.answer(harness) })
    await harness.start()
    await act(harness, should, step)
    await harness.pass(kind.patience)
    const extra = harness.proxy.calls().length - (wanted?.requests ?? 0)
    return [
      ...(harness.proxy.happened() === 0 ? ['it never happened'] : []),
      ...(extra > (mostExtra * kind.patience) / minute ? [`${extra} requests more than undisturbed`] : []),
      ...differences(wanted?.picture, awake(harness)).filter((line) => !TOLD.test(line)),
    ]
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  } finally {
    await harness.dispose()
  }
}

export function stage(should: Undisturbed, step: number): Promise<Harness> {
  const from = should.stages[step]
  if (!from) throw new Error(`there is no stage ${step}`)
  return createHarness({ from: copyOf(from.photograph), asleep: true })
}

export async function act(harness: Harness, should: Undisturbed, step: number): Promise<void> {
  const scenario = { ...should.stages[step]?.scenario } as Undisturbed['stages'][number]['scenario']
  await play(harness, { from: step, scenario, after: () => 'stop' })
}
