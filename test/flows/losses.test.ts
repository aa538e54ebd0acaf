/** What the bot loses costs time, nothing else. */
import { describe, expect, it } from 'vitest'
import { play, steps } from '../bed/story.ts'
import { testBed } from '../bed/support.ts'
import { differences, ending, undisturbed } from '../bed/sweep.ts'

describe('the bot’s database and mirrors', () => {
  it.each([2, 5, 9, 13])('lost after step %i, the session ends as it would have', async (after) => {
    const should = await undisturbed()
    const bed = await testBed()
    await play(bed, {
      async after(step) {
        if (steps.indexOf(step) !== after) return undefined
        await bed.stop()
        await bed.loseStore()
        await bed.start()
      },
    })
    expect(differences(should.picture, ending(bed))).toEqual([])
    await bed.end({ unheard: 'allowed' })
  })

  it('lost while nobody did anything, one look changes nothing', async () => {
    const bed = await testBed()
    await play(bed, {
      async after(step) {
        if (steps.indexOf(step) !== 8) return undefined
        const before = ending(bed)
        await bed.stop()
        await bed.loseStore()
        await bed.start()
        expect(differences(before, ending(bed))).toEqual([])
      },
    })
    await bed.end({ unheard: 'allowed' })
  })
})
