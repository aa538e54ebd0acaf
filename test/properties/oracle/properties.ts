/** The properties of every generated session. Each one throws with all differences and faults. */
import fc from 'fast-check'
import { type Crash, crashes, crashing } from '../scenario/crashes.ts'
import { fates } from '../scenario/disturbances.ts'
import { capacities, story } from '../scenario/draw.ts'
import type { Event } from '../scenario/events.ts'
import { LOOK, type Playing, play } from '../scenario/play.ts'
import { withoutPowerless } from '../scenario/powerless.ts'
import type { Fate, Run } from '../world/run.ts'
import { differences } from './differences.ts'
import { finalState } from './final-state.ts'
import { type Watching, watchOver } from './watch.ts'

const LONGEST = 14

function expectSameEnd(inOrder: Run, disturbed: Run): void {
  const faults = [...inOrder.truth.faults, ...disturbed.truth.faults]
  const [one = {}, other = {}] = [inOrder, disturbed].map((run) => finalState(run.truth, factsOf(run)))
  const found = [...faults, ...differences(one, other)]
  for (const run of [inOrder, disturbed]) run.truth.dispose()
  if (found.length > 0) throw new Error(found.join('\n'))
}

/** With the invariants asked all along. */
function watched(events: Event[], options: Playing, begun: (run: Run) => void = () => {}): Promise<Run> {
  let watching: Watching | null = null
  return play(events, options, {
    begun: (run) => {
      watching = watchOver(run)
      begun(run)
    },
    step: () => watching?.noteRights(),
    rest: async (_run, looked) => watching?.rested(looked),
  })
}

/** All deliveries at once and in their order; the bot's own looks see nothing. */
const inOrder = (events: Event[], options: Playing) => watched(events, { ...options, looks: false })
const trialMs = fc.constantFrom(0, 4000)
const factsOf = (run: Run) => run.bots[0]?.snapshot ?? null

/** Each takes what was drawn, and throws with all that is wrong. */
const checks = {
  /** Deliveries lost, doubled, late and so shuffled, and then the bot's look by itself: the end is the same. */
  async order(events: Event[], becomes: Fate[], trialMs: number, capacity = 20): Promise<void> {
    const sights = new Map<number, string>()
    const quiet = await inOrder(events, { sights, capacity })
    expectSameEnd(quiet, await watched(events, { fates: becomes, trialMs, sights, capacity }))
  },
  /** Besides, the process dies at random actions, before or after their effect, and sometimes its database with it. */
  async crash(events: Event[], plan: Crash[], becomes: Fate[], trialMs: number): Promise<void> {
    // A process that dies in its look is there again for the next.
    const pause = 2 * LOOK
    const sights = new Map<number, string>()
    const quiet = await inOrder(events, { sights, pause })
    const options = { pause, fates: becomes, trialMs, sights }
    const disturbed = await watched(events, options, (run) => crashing(run, plan))
    await disturbed.advance(LOOK)
    expectSameEnd(quiet, disturbed)
  },
  /** With or without what people say and do who may not: all is the same but the verdicts on what they said. */
  async powerless(events: Event[]): Promise<void> {
    const [whole, without] = withoutPowerless(events)
    const [one, other] = [await inOrder(whole, {}), await inOrder(without, {})]
    const ruled = (run: Run) =>
      Object.fromEntries(
        Object.entries(finalState(run.truth, factsOf(run))).filter(([key]) => !key.startsWith('verdict ')),
      )
    const found = [...one.truth.faults, ...differences(ruled(one), ruled(other))]
    for (const run of [one, other]) run.truth.dispose()
    if (found.length > 0) throw new Error(found.join('\n'))
  },
}

interface Settings {
  numRuns: number
  seed: number
  path?: string
}

/** The result of trying a property. */
interface Found {
  runs: number
  shrinks: number
  /** null: nothing is wrong. */
  failure: { events: Event[]; disturbance: unknown[]; error: unknown; path: string | null } | null
}

function tried<T extends [Event[], ...unknown[]]>(property: fc.IAsyncProperty<T>) {
  return async (settings: Settings): Promise<Found> => {
    const details = await fc.check(property, settings)
    const { failed, counterexample, numRuns: runs, numShrinks: shrinks } = details
    if (!failed) return { runs, shrinks, failure: null }
    const [events = [], ...disturbance] = counterexample ?? []
    return {
      runs,
      shrinks,
      failure: { events, disturbance, error: details.errorInstance, path: details.counterexamplePath },
    }
  }
}

const drawn = story(LONGEST)
export const properties = {
  order: tried(fc.asyncProperty(drawn, fates, trialMs, capacities, checks.order)),
  crash: tried(fc.asyncProperty(drawn, crashes, fates, trialMs, checks.crash)),
  powerless: tried(fc.asyncProperty(drawn, checks.powerless)),
}
export type Kind = keyof typeof properties
