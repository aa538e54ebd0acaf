/** Killed at any moment, the bot goes on as if nothing had happened. `node scripts/sweep.ts` tries every moment. */
import { beforeAll, expect, it } from 'vitest'
import { crashPoints, type Disturbance, routeOf, runDisturbance, type Undisturbed, undisturbed } from '../bed/sweep.ts'

/** Every route before and after its effect, every fifth request, and every twentieth write to the store. */
function sample(should: Undisturbed): Disturbance[] {
  const seen = new Set<string>()
  return crashPoints(should).flatMap((crash) => {
    const { at, nth, when } = crash
    const name = `${at} ${nth} ${when} ${routeOf(crash, should)}`
    const kind = `${at} ${when} ${routeOf(crash, should)}`
    const isNew = at === 'request' && !seen.has(kind)
    seen.add(kind)
    const isPicked =
      at === 'request' ? nth % 10 === (when === 'before' ? 0 : 5) : nth % 40 === (when === 'before' ? 0 : 20)
    return isNew || isPicked ? [{ name, crash }] : []
  })
}

let should: Undisturbed
beforeAll(async () => {
  should = await undisturbed()
})

it.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'killed here and there, part %i of 8',
  async (part) => {
    for (const [n, disturbance] of sample(should).entries()) {
      if (n % 8 === part) expect.soft(await runDisturbance(disturbance, should, 1), disturbance.name).toEqual([])
    }
  },
  600_000,
)
