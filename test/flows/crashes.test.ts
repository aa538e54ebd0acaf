/** Killed around each kind of request, the bot goes on as if nothing had happened. */
import { beforeAll, expect, it } from 'vitest'
import { everyRoute, runDisturbance, type Undisturbed, undisturbed } from '../bed/sweep.ts'

let should: Undisturbed
beforeAll(async () => {
  should = await undisturbed()
})

it.each([0, 1, 2, 3])(
  'killed before and after each kind of request, part %i of 4',
  async (part) => {
    for (const [n, disturbance] of everyRoute(should).entries()) {
      if (n % 4 === part) expect.soft(await runDisturbance(disturbance, should, 1), disturbance.name).toEqual([])
    }
  },
  600_000,
)
