/** What the bot loses costs time, nothing else. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differences, ending } from '../harness/compare.ts'
import { copyOf, forgetMirrors } from '../harness/saved-state.ts'
import { play, steps } from '../harness/scenario.ts'
import { testHarness } from '../harness/support.ts'
import { type Undisturbed, undisturbed } from '../harness/sweep.ts'

let should: Undisturbed
beforeAll(async () => {
  should = await undisturbed()
})
afterAll(() => should.free())

describe('loss of the bot’s database and mirrors', () => {
  it.each(steps.map((_, step) => step))(
    'a loss before step %i changes nothing, and the session continues',
    async (step) => {
      const stage = should.stages[step]
      if (!stage) throw new Error(`there is no stage ${step}`)
      const from = copyOf(stage.photograph)
      forgetMirrors(from.dir)
      await rm(join(from.dir, 'bot'), { recursive: true })
      const harness = await testHarness({ from })
      expect(differences(should.pictures[step], ending(harness))).toEqual([])
      await play(harness, { from: step, scenario: { ...stage.scenario }, after: () => 'stop' })
      expect(differences(should.pictures[step + 1], ending(harness))).toEqual([])
      await harness.end({ unheard: 'allowed' })
    },
  )

  it('a bot that starts without them ends the session as it would have ended otherwise', async () => {
    const harness = await testHarness()
    await play(harness, {
      async after(step) {
        if (steps.indexOf(step) !== 8) return undefined
        await harness.stop()
        await harness.loseStore()
        await harness.start()
      },
    })
    expect(differences(should.pictures.at(-1), ending(harness))).toEqual([])
    await harness.end({ unheard: 'allowed' })
  })
})
