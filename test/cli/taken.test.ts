/** Each change of what a watcher knows of one packet. */
import { describe, expect, it } from 'vitest'
import type { Run } from '../../src/cli/watch/run.ts'
import { TakenPackets } from '../../src/cli/watch/taken.ts'

const packet = { name: 'users', issue: 7 }
const worktree = { worktree: '/w', packetFile: '/w/packet.md', text: '', branch: 'agent/users', told: 2 }
const run: Run = { ...packet, worktree, ended: Promise.resolve({ kind: 'stopped' }), stop: () => {} }

const seen = (packets: TakenPackets) => ({
  free: packets.isFree(7),
  parked: packets.isParked(7),
  running: packets.running().length,
  waiting: packets.waiting().map(({ told }) => told),
  claimed: packets.claimed(),
})

const running = { free: false, parked: false, running: 1, waiting: [], claimed: [7] }
const parked = (told: number) => ({ free: true, parked: true, running: 0, waiting: [told], claimed: [7] })
const unknown = { free: true, parked: false, running: 0, waiting: [], claimed: [] }

describe('a packet', () => {
  it.each<[string, (packets: TakenPackets) => void, ReturnType<typeof seen>]>([
    ['that was never taken is free', () => {}, unknown],
    ['that was started runs', (packets) => packets.started(packet, run), running],
    [
      'whose command ended waits for an answer',
      (packets) => {
        packets.started(packet, run)
        packets.ended(7)
      },
      parked(2),
    ],
    [
      'that was answered runs again',
      (packets) => {
        packets.started(packet, run)
        packets.ended(7)
        packets.started(packet, run)
      },
      running,
    ],
    ['whose start was broken off is taken up again', (packets) => packets.interrupted(packet), parked(-1)],
    ['that was given up is not tried again', (packets) => packets.giveUp(7), { ...unknown, free: false }],
    [
      'that is merged is forgotten',
      (packets) => {
        packets.started(packet, run)
        packets.ended(7)
        packets.forget(7)
      },
      unknown,
    ],
    ['that does not run cannot end', (packets) => packets.ended(7), unknown],
  ])('%s', (_, change, after) => {
    const packets = new TakenPackets()
    change(packets)
    expect(seen(packets)).toEqual(after)
  })

  it('is started ten times at most', () => {
    const packets = new TakenPackets()
    for (let runs = 0; runs < 10; runs++) {
      expect(seen(packets)).toEqual(runs === 0 ? unknown : parked(2))
      packets.started(packet, run)
      packets.ended(7)
    }
    expect(packets.waiting()).toEqual([])
  })
})
