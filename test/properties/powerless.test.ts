/** What people without any right say and do, held against the same sessions without it. */
import { expect, it } from 'vitest'
import { explore, seedFor } from './oracle/explore.ts'

it('nobody without permission changes anything', async () => {
  expect(await explore({ kind: 'powerless', runs: 40, seed: seedFor(4) })).toBeNull()
}, 900_000)
