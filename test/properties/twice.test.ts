import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { story } from './story/events.ts'
import { fates } from './story/fates.ts'
import { play } from './story/play.ts'

describe('whatever becomes of the deliveries', () => {
  it('nothing is made or said twice, no verdict changes, and the base moves to tested commits only', async () => {
    let runs = 0
    await fc.assert(
      fc.asyncProperty(story(14), fates, fc.constantFrom(0, 4000), async (events, becomes, trialMs) => {
        runs += 1
        const run = await play(events, { fates: becomes, trialMs })
        expect(run.truth.faults).toEqual([])
      }),
      { numRuns: 400 },
    )
    console.log(`${runs} generated sessions`)
  }, 300_000)
})
