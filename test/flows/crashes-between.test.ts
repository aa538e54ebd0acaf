/** The other half of crashes.test.ts, a file of its own so that another worker may take it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sweepCrashes, type Undisturbed, undisturbed } from '../harness/sweep.ts'

let should: Undisturbed
beforeAll(async () => {
  should = await undisturbed()
})
afterAll(() => should.free())

it('the session ends unchanged when the bot is killed at any moment of the remaining steps', async () => {
  const wanted = (step: number) => step % 2 === 0
  const found: unknown[] = []
  const { tried } = await sweepCrashes(should, { wanted, found: (...each) => found.push(each) })
  expect(found).toEqual([])
  expect(tried).toBeGreaterThan(150)
}, 1_200_000)
