/** A whole session says each thing once. */
import { expect, it } from 'vitest'
import { play } from '../harness/scenario.ts'
import { testHarness } from '../harness/support.ts'

it('the bot posts no comment twice in a full session', async () => {
  const harness = await testHarness()
  await play(harness)
  const bodies = harness.repo.issues.flatMap(({ number }) =>
    harness.see.said(number).map(({ body }) => `#${number} ${body}`),
  )
  expect(bodies.length).toBeGreaterThan(15)
  expect(new Set(bodies).size).toBe(bodies.length)
  await harness.end({ unheard: 'allowed' })
})
