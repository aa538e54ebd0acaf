import { expect, it } from 'vitest'
import { notRun } from './not-run.ts'
import { tiers } from './tiers.ts'

it('a run says which tiers it left out and how to run them', () => {
  expect(notRun(['unit', 'smoke', 'unit'])).toMatch(
    /^Not run: integration, e2e, properties, timing\..*npm run test:all/,
  )
})

it('a run of all tiers says nothing', () => {
  expect(notRun(Object.keys(tiers))).toBeNull()
})
