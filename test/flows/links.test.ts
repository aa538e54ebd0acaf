/** Sub-issues and GitHub's "blocked by", over the sandbox. */
import type { RoleName } from '@switchyard/github-emulator'
import { expect, test } from 'vitest'
import type { Bed } from '../harness/bed.ts'
import { packet } from '../harness/story.ts'
import { startPacket, testBed } from '../harness/support.ts'

const idOf = (bed: Bed, number: number) => bed.repo.issues.find((issue) => issue.number === number)?.id ?? 0
const numberOf = (bed: Bed, id: number) => bed.repo.issues.find((issue) => issue.id === id)?.number
const blockers = (bed: Bed, issue: number) =>
  bed.repo.blockedBy.filter((link) => link.issue === idOf(bed, issue)).map(({ by }) => numberOf(bed, by))
const block = (bed: Bed, role: RoleName, issue: number, by: number) =>
  bed.call(role, 'POST', `/issues/${issue}/dependencies/blocked_by`, { issue_id: idOf(bed, by) })
const hard = (name: string) => `## Dependencies\n**Hard:** ${name}`

test('packets are sub-issues of the session, hard dependencies are shown as blocked by', async () => {
  const bed = await testBed()
  const session = await bed.people.file('maintainer', 'Session: s', 'Goal: links')
  const one = await startPacket(bed, 'one')
  const two = await startPacket(bed, 'two', hard('one'))
  expect(bed.repo.subIssues.map(({ parent, child }) => [numberOf(bed, parent), numberOf(bed, child)])).toEqual([
    [session, one],
    [session, two],
  ])
  expect(blockers(bed, two)).toEqual([one])
  bed.wire.reset()
  await bed.look()
  expect(bed.wire.count(/^POST|^DELETE/)).toBe(0)

  await bed.people.edit('maintainer', two, { body: packet('two', 'src/two/') })
  await bed.settle()
  expect(blockers(bed, two)).toEqual([])
  expect(bed.see.status(two)).toBe('ready')
  await bed.end({ unheard: 'allowed' })
})

test.each([
  ['told by a webhook', false],
  ['found by looking', true],
])('one added by hand holds a packet back: %s', async (_, isLost) => {
  const bed = await testBed({ config: 'agents: [agent]\ncapacity: 1\ntest: node --test\n' })
  const one = await startPacket(bed, 'one')
  const two = await startPacket(bed, 'two')
  expect(bed.see.status(two)).toBe('waiting')
  await block(bed, 'writer', two, one)
  if (isLost) while (bed.outbox.drop());
  await bed.settle()
  if (isLost) await bed.pass(41 * 60_000)
  await bed.people.comment('maintainer', two, '/status')
  await bed.settle()
  expect(bed.see.dashboard()?.body).toMatch(/two.*waits for .*one/)

  await bed.call('writer', 'DELETE', `/issues/${two}/dependencies/blocked_by/${idOf(bed, one)}`)
  await bed.settle()
  expect(bed.see.dashboard()?.body).not.toMatch(/two.*waits for .*one/)
  await bed.end({ unheard: 'allowed' })
})

test.each([
  [404, 'Not Found'],
  [403, 'Resource not accessible by integration'],
])(
  'where GitHub answers both with %i, that is said once, over a lost store too, and the session goes on',
  async (status, message) => {
    const bed = await testBed({ asleep: true })
    const answer = () => Response.json({ message, status: `${status}` }, { status })
    bed.wire.trouble({ route: /POST .*(sub_issues|blocked_by)/, times: 2, answer })
    await bed.start()
    const session = await bed.people.file('maintainer', 'Session: s', 'Goal: links')
    const one = await startPacket(bed, 'one')
    const two = await startPacket(bed, 'two', hard('one'))
    await bed.stop()
    await bed.loseStore()
    await bed.start()
    const three = await startPacket(bed, 'three')
    const said = bed.repo.comments.filter(({ issue }) => issue === session).map(({ body }) => body)
    const saying = (what: string) => said.filter((body) => body.includes(what) && body.includes(message))
    expect([saying('sub-issues').length, saying('blocked by').length]).toEqual([1, 1])
    expect([one, two, three].map((issue) => bed.see.status(issue))).toEqual(['ready', 'waiting', 'ready'])
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  },
)
