/** Sub-issues and GitHub's "blocked by", over the sandbox. */

import type { RoleName } from '@switchyard/github-emulator'
import { expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { startPacket, testHarness } from '../harness/support.ts'

const idOf = (harness: Harness, number: number) => harness.repo.issues.find((issue) => issue.number === number)?.id ?? 0
const numberOf = (harness: Harness, id: number) => harness.repo.issues.find((issue) => issue.id === id)?.number
const blockers = (harness: Harness, issue: number) =>
  harness.repo.blockedBy.filter((link) => link.issue === idOf(harness, issue)).map(({ by }) => numberOf(harness, by))
const block = (harness: Harness, role: RoleName, issue: number, by: number) =>
  harness.call(role, 'POST', `/issues/${issue}/dependencies/blocked_by`, { issue_id: idOf(harness, by) })
const hard = (name: string) => `## Dependencies\n**Hard:** ${name}`

test('packets become sub-issues of the session and hard dependencies show as blocked by', async () => {
  const harness = await testHarness()
  const session = await harness.people.file('maintainer', 'Session: s', 'Goal: links')
  const one = await startPacket(harness, 'one')
  const two = await startPacket(harness, 'two', hard('one'))
  expect(
    harness.repo.subIssues.map(({ parent, child }) => [numberOf(harness, parent), numberOf(harness, child)]),
  ).toEqual([
    [session, one],
    [session, two],
  ])
  expect(blockers(harness, two)).toEqual([one])
  harness.proxy.reset()
  await harness.look()
  expect(harness.proxy.count(/^POST|^DELETE/)).toBe(0)

  await harness.people.edit('maintainer', two, { body: packet('two', 'src/two/') })
  await harness.settle()
  expect(blockers(harness, two)).toEqual([])
  expect(harness.see.status(two)).toBe('ready')
  await harness.end({ unheard: 'allowed' })
})

test.each([
  ['reported by a webhook', false],
  ['found by polling', true],
])('a dependency that a person adds by hand holds the packet: %s', async (_, isLost) => {
  const harness = await testHarness({ config: 'agents: [agent]\ncapacity: 1\ntest: node --test\n' })
  const one = await startPacket(harness, 'one')
  const two = await startPacket(harness, 'two')
  expect(harness.see.status(two)).toBe('waiting')
  await block(harness, 'writer', two, one)
  if (isLost) while (harness.outbox.drop());
  await harness.settle()
  if (isLost) await harness.pass(41 * 60_000)
  await harness.people.comment('maintainer', two, '/status')
  await harness.settle()
  expect(harness.see.dashboard()?.body).toMatch(/two.*waits for .*one/)

  await harness.call('writer', 'DELETE', `/issues/${two}/dependencies/blocked_by/${idOf(harness, one)}`)
  await harness.settle()
  expect(harness.see.dashboard()?.body).not.toMatch(/two.*waits for .*one/)
  await harness.end({ unheard: 'allowed' })
})

test.each([
  [404, 'Not Found'],
  [403, 'Resource not accessible by integration'],
])(
  'a %i for both kinds of links is reported once, even after a lost store, and the session continues',
  async (status, message) => {
    const harness = await testHarness({ asleep: true })
    const answer = () => Response.json({ message, status: `${status}` }, { status })
    harness.proxy.trouble({ route: /POST .*(sub_issues|blocked_by)/, times: 2, answer })
    await harness.start()
    const session = await harness.people.file('maintainer', 'Session: s', 'Goal: links')
    const one = await startPacket(harness, 'one')
    const two = await startPacket(harness, 'two', hard('one'))
    await harness.stop()
    await harness.loseStore()
    await harness.start()
    const three = await startPacket(harness, 'three')
    const said = harness.repo.comments.filter(({ issue }) => issue === session).map(({ body }) => body)
    const saying = (what: string) => said.filter((body) => body.includes(what) && body.includes(message))
    expect([saying('sub-issues').length, saying('blocked by').length]).toEqual([1, 1])
    expect([one, two, three].map((issue) => harness.see.status(issue))).toEqual(['ready', 'waiting', 'ready'])
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  },
)
