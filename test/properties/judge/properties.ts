/** What is held of every generated session. Each of these throws with all that is wrong. */
import fc from 'fast-check'
import { crashes, crashing } from '../story/crashes.ts'
import { type Event, story } from '../story/events.ts'
import { fates } from '../story/fates.ts'
import { LOOK, play } from '../story/play.ts'
import { withoutPowerless } from '../story/powerless.ts'
import type { Run } from '../world/run.ts'
import { differences } from './differences.ts'
import { endOf } from './end.ts'
import { type Watching, watchOver } from './watch.ts'

const LONGEST = 14

function expectSameEnd(inOrder: Run, disturbed: Run): void {
  const faults = [...inOrder.truth.faults, ...disturbed.truth.faults]
  const [one = {}, other = {}] = [inOrder, disturbed].map((run) => endOf(run.truth, run.bots[0]?.facts ?? null))
  const found = [...faults, ...differences(one, other)]
  if (found.length > 0) throw new Error(found.join('\n'))
}

/** With the invariants asked all along. */
function watched(
  events: Event[],
  options: Parameters<typeof play>[1],
  begun: (run: Run) => void = () => {},
): Promise<Run> {
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
const inOrder = (events: Event[], pause = LOOK) => watched(events, { pause, looks: false })
const trialMs = fc.constantFrom(0, 4000)

/** Deliveries lost, doubled, late and so shuffled, and then the bot's look by itself: the end is the same. */
const order = fc.asyncProperty(story(LONGEST), fates, trialMs, async (events, becomes, ms) =>
  expectSameEnd(await inOrder(events), await watched(events, { fates: becomes, trialMs: ms })),
)

/** Besides, the process dies at random actions, before or after their effect, and sometimes its database with it. */
const crash = fc.asyncProperty(story(LONGEST), crashes, fates, trialMs, async (events, plan, becomes, ms) => {
  // A process that dies in its look is there again for the next.
  const pause = 2 * LOOK
  const disturbed = await watched(events, { pause, fates: becomes, trialMs: ms }, (run) => crashing(run, plan))
  await disturbed.advance(LOOK)
  expectSameEnd(await inOrder(events, pause), disturbed)
})

/** With or without what people say and do who may not: all is the same but the verdicts on what they said. */
const powerless = fc.asyncProperty(story(LONGEST), async (events) => {
  const [whole, without] = withoutPowerless(events)
  const [one, other] = [await inOrder(whole), await inOrder(without)]
  const ruled = (run: Run) => Object.entries(endOf(run.truth, run.bots[0]?.facts ?? null))
  const [left, right] = [one, other].map((run) => ruled(run).filter(([key]) => !key.startsWith('verdict ')))
  const found = [...one.truth.faults, ...differences(Object.fromEntries(left ?? []), Object.fromEntries(right ?? []))]
  if (found.length > 0) throw new Error(found.join('\n'))
})

export interface Settings {
  numRuns: number
  seed: number
  path?: string
}

/** What came of trying a property, whatever it takes besides the events. */
export interface Found {
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

export const properties = { order: tried(order), crash: tried(crash), powerless: tried(powerless) }
export type Kind = keyof typeof properties
