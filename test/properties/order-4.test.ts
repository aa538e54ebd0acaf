/** A quarter of the generated sessions, so that workers share them evenly; in parts, so that none takes long. */
import { expect, it } from 'vitest'
import { explore, seedFor } from './oracle/explore.ts'

it.each([100, 150])(
  'the session ends unchanged whichever webhooks arrive, how often and in what order (sessions from %i)',
  async (from) => {
    expect(await explore({ kind: 'order', runs: 50, seed: seedFor(2), path: String(from) })).toBeNull()
  },
  900_000,
)
