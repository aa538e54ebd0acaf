/** Killed at any moment, the bot goes on as if nothing had happened. `node scripts/sweep.ts` tries every moment. */
import { beforeAll, expect, it } from 'vitest'
import { hereAndThere, runDisturbance, type Undisturbed, undisturbed } from '../bed/sweep.ts'

let should: Undisturbed
beforeAll(async () => {
  should = await undisturbed()
})

it.each([0, 1, 2, 3])(
  'killed here and there, part %i of 4',
  async (part) => {
    for (const [n, disturbance] of hereAndThere(should).entries()) {
      if (n % 4 === part) expect.soft(await runDisturbance(disturbance, should, 1), disturbance.name).toEqual([])
    }
  },
  600_000,
)
