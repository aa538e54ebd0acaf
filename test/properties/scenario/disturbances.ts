/** What may become of deliveries: lost, doubled, late, and so in any order. */
import fc from 'fast-check'
import type { Fate } from '../world/run.ts'

const delay = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 30_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 30_000, max: 20 * 60_000 }) },
)

export const fates: fc.Arbitrary<Fate[]> = fc.array(
  fc.record({
    lost: fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    copies: fc.integer({ min: 1, max: 3 }),
    delayMs: delay,
  }),
  { minLength: 1, maxLength: 8 },
)
