/** One half of the generated sessions, so that two workers share them. */
import { expect, it } from 'vitest'
import { explore, seedFor } from './judge/explore.ts'

it('whichever deliveries arrive, how often and in what order, the session ends the same', async () => {
  expect(await explore({ kind: 'order', runs: 1000, seed: seedFor(2) })).toBeNull()
}, 900_000)
