/** A whole session says each thing once. */
import { expect, it } from 'vitest'
import type { Harness } from '../harness/harness.ts'
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

const CHECKS = ['scope', 'acceptance', 'dependencies', 'contract', 'integration'].map((name) => `switchyard/${name}`)
const config = 'agents: [agent]\ntest: node --test\nmerge-unguarded: true\n'

const protectMain = (harness: Harness) =>
  harness.people.protect('maintainer', 'main', {
    enforce_admins: false,
    required_status_checks: { strict: true, contexts: CHECKS },
    required_pull_request_reviews: { required_approving_review_count: 0 },
  })

const coverAll = (harness: Harness) =>
  harness.call('maintainer', 'POST', '/rulesets', {
    name: 'organization',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
    rules: [{ type: 'non_fast_forward' }, { type: 'deletion' }],
    bypass_actors: [],
  })

/** Where each packet of a full session ends. */
async function endings(prepare: (harness: Harness) => Promise<unknown>): Promise<string[]> {
  const harness = await testHarness({ config })
  await prepare(harness)
  await play(harness)
  const packets = harness.repo.issues.filter(({ title }) => title.startsWith('Work Packet'))
  const found = packets.map(({ number, title, state }) => `${title} ${state} ${harness.see.status(number)}`)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  return found
}

it('a full session ends the same under classic protection and under rulesets on all branches', async () => {
  const free = await endings(async () => {})
  expect(free.join()).toContain('closed merged')
  expect(await endings(protectMain)).toEqual(free)
  expect(await endings(coverAll)).toEqual(free)
})
