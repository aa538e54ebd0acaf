/** A session far beyond what GitHub shows at once: 250 packets. */
import { expect, it } from 'vitest'
import { createWorld, packetText } from '../core/support/world.ts'

it('of 250 packets each is started or waits, the first 100 are sub-issues, and one notice mentions the rest', () => {
  const world = createWorld({ config: 'agents: [agent]\ncapacity: 10\n' })
  const session = world.file('maintainer', 'Session: many', 'Goal: many').number
  const packets = Array.from({ length: 250 }, (_, n) => {
    const issue = world.file('maintainer', `Work Packet: p${n}`, packetText({ inScope: `src/p${n}/` }))
    return Object.assign(issue, { parent: null, blockedBy: [] }).number
  })
  world.settle()
  const count = (status: string) => packets.filter((issue) => world.status(issue) === status).length
  expect([count('ready'), count('waiting')]).toEqual([10, 240])
  const children = packets.map((issue) => world.issue(issue).parent === session)
  expect(children).toEqual(packets.map((_, n) => n < 100))
  expect(world.said(session).filter((body) => /100 sub-issues/.test(body))).toHaveLength(1)
  expect(world.body(session).length).toBeLessThan(65_536)
  const rows = world.body(session).match(/^\| #\d+ /gm)?.length ?? 0
  const cut = Number(/and (\d+) more: \[all packets\]/.exec(world.body(session))?.[1] ?? 0)
  expect(rows + cut).toBe(250)
})
