/** Generated sessions in which the process dies again and again, and at times its database with it. */
import { describe, expect, it } from 'vitest'
import { explore, seedFor } from './oracle/explore.ts'
import { type Crash, crashing } from './scenario/crashes.ts'
import { LOOK, play } from './scenario/play.ts'
import { headOf } from './world/truth.ts'

describe('random crashes', () => {
  it('the session ends unchanged wherever the process dies', async () => {
    expect(await explore({ kind: 'crash', runs: 60, seed: seedFor(3) })).toBeNull()
  }, 900_000)

  it.each([true, false])(
    'the generator kills the process (last action done: %s), and another one continues',
    async (effect) => {
      const plan: Crash[] = [3, 4].map((after) => ({ after, effect, storeLost: !effect, downMs: 5000 }))
      const deaths: (() => number)[] = []
      const run = await play(
        [{ gap: 1, do: 'file', who: 'writer', name: 0, hard: [], soft: [], foreign: false }],
        {},
        {
          begun(begun) {
            deaths.push(crashing(begun, plan))
          },
        },
      )
      await run.advance(LOOK)
      expect(deaths.map((died) => died())).toEqual([2])
      expect(run.bots.map(({ holder }) => holder)).toEqual(['after 2'])
      expect(headOf(run.truth, 'feature/a')).toBeDefined()
    },
  )
})
