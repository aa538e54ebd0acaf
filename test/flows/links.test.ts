/** Sub-issues and GitHub's "blocked by", over the sandbox. */
import { expect, test } from 'vitest'
import type { Bed } from '../../src/sandbox/bed/bed.ts'
import type { RoleName } from '../../src/sandbox/server/info.ts'
import { packet } from '../bed/story.ts'
import { startPacket, testBed } from '../bed/support.ts'

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

test('where GitHub has neither, that is said once and the session goes on', async () => {
  const bed = await testBed({ asleep: true })
  const off = () => Response.json({ message: 'Not Found', status: '404' }, { status: 404 })
  bed.wire.trouble({ route: /POST .*(sub_issues|blocked_by)/, times: 2, answer: off })
  await bed.start()
  const session = await bed.people.file('maintainer', 'Session: s', 'Goal: links')
  const one = await startPacket(bed, 'one')
  const two = await startPacket(bed, 'two', hard('one'))
  const said = bed.repo.comments.filter(({ issue }) => issue === session).map(({ body }) => body)
  expect(said.filter((body) => /sub-issues.*Not Found/.test(body))).toHaveLength(1)
  expect(said.filter((body) => /blocked by.*Not Found/.test(body))).toHaveLength(1)
  expect([bed.see.status(one), bed.see.status(two)]).toEqual(['ready', 'waiting'])
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})
