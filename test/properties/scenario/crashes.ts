/** When the process dies, and what is lost with it. */
import fc from 'fast-check'
import type { Run } from '../world/run.ts'
import { createMapStore } from '../world/store.ts'

export interface Crash {
  /** How many more actions the bot performs before it. */
  after: number
  /** Whether the last of them still took effect: its answer never arrives. */
  effect: boolean
  /** The database is gone, too. */
  storeLost: boolean
  downMs: number
}

export const crashes: fc.Arbitrary<Crash[]> = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 120 })),
    effect: fc.boolean(),
    storeLost: fc.boolean(),
    downMs: fc.constantFrom(0, 5000, 120_000),
  }),
  { minLength: 1, maxLength: 3 },
)

/** Ends the process at these actions, one after the other, and starts another. @returns how many came to pass */
export function crashing(run: Run, plan: readonly Crash[]): () => number {
  const { between } = run
  let died = 0
  let performed = 0
  const startAgain = ({ storeLost, downMs }: Crash) => {
    if (storeLost) run.store = createMapStore()
    run.clock.at(run.clock.now() + downMs, () => void run.startBot(`after ${died}`))
  }
  run.between = (bot, perform) => async (actions, mirror) => {
    const next = plan[died]
    performed += 1
    if (next === undefined || performed < next.after) return between(bot, perform)(actions, mirror)
    if (next.effect) await between(bot, perform)(actions, mirror)
    performed = 0
    died += 1
    bot.kill()
    startAgain(next)
    return new Promise<never>(() => {})
  }
  return () => died
}
