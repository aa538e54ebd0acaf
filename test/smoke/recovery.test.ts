/** The bot recovers: from a webhook that never arrives, and from being killed in the middle of its work. */
import { expect, it } from 'vitest'
import { packet } from '../harness/scenario.ts'
import { startPacket, testHarness } from '../harness/support.ts'

it('a lost webhook only delays the work until the next full read', async () => {
  const harness = await testHarness()
  const issue = await startPacket(harness, 'one')
  await harness.silently.comment('agent', issue, '/status running 10% begun')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('ready')
  await harness.look()
  expect(harness.see.status(issue)).toBe('running')
  await harness.end({ unheard: 'allowed' })
})

it('a bot killed while it works on a packet finishes it and does nothing twice', async () => {
  const harness = await testHarness()
  const issue = await harness.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
  const { writes, lives } = harness.crashes()
  harness.plan({ at: 'write', nth: writes + 2, when: 'before' })
  await harness.settle()
  expect(harness.crashes()).toMatchObject({ waiting: 0, lives: lives + 1 })
  await harness.look()
  expect(harness.see.status(issue)).toBe('ready')
  expect(harness.see.branches().toSorted()).toEqual(['feature/one', 'main'])
  const comments = harness.see.said(issue).map(({ body }) => body)
  expect(new Set(comments).size).toBe(comments.length)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})
