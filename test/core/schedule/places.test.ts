import { describe, expect, it } from 'vitest'
import { startOrder } from '../../../src/core/schedule/capacity.ts'
import type { DependencyState } from '../../../src/core/state/packet.ts'
import { another, complete, moves, withSession } from '../support/stories.ts'
import { oneSaying, packetText } from '../support/world.ts'

const hard = (issue: number): DependencyState => ({
  name: `p${issue}`,
  kind: 'hard',
  reason: null,
  state: 'open',
  issue,
  deliveredAt: null,
})
const soft = (issue: number): DependencyState => ({ ...hard(issue), kind: 'soft' })

describe('who starts first', () => {
  it.each<[string, [number, DependencyState[]][], number[]]>([
    [
      'the oldest, where nothing depends on anything',
      [
        [2, []],
        [1, []],
        [3, []],
      ],
      [1, 2, 3],
    ],
    [
      'the one with more behind it',
      [
        [1, []],
        [2, []],
        [3, [hard(2)]],
      ],
      [2, 1, 3],
    ],
    [
      'a chain counts by its length, not by its width',
      [
        [1, []],
        [2, []],
        [3, [hard(1)]],
        [4, [hard(1)]],
        [5, [hard(1)]],
        [6, [hard(2)]],
        [7, [hard(6)]],
      ],
      [2, 1, 6, 3, 4, 5, 7],
    ],
    [
      'a soft dependency is no chain',
      [
        [1, []],
        [2, []],
        [3, [soft(2)]],
      ],
      [1, 2, 3],
    ],
    [
      'a cycle comes to an end',
      [
        [1, [hard(2)]],
        [2, [hard(1)]],
        [3, []],
      ],
      [1, 2, 3],
    ],
  ])('%s', (_what, packets, expected) => {
    const all = packets.map(([issue, dependencies]) => ({ issue, dependencies }))
    expect(startOrder(all, all).map((one) => one.issue)).toEqual(expected)
  })
})

describe('places', () => {
  it('are three by default; the rest waits and says for what', () => {
    const { w, dashboard } = withSession()
    const issues = ['a', 'b', 'c', 'd'].map((name) => another(w, name, { inScope: `${name}/` }))
    expect(issues.map((n) => w.status(n))).toEqual(['ready', 'ready', 'ready', 'waiting'])
    expect(w.packet(issues[3] ?? 0).waits).toEqual([{ kind: 'capacity', running: 3, capacity: 3 }])
    expect(w.body(dashboard)).toContain('waits for a free slot (3 of 3 taken)')
    expect(moves(w)).toBe(0)
  })

  it.each(['/pause', '/abandon'])('are free again after %s', (body) => {
    const { w } = withSession({ config: 'agents: [agent]\ncapacity: 1\n' })
    const first = another(w, 'a', { inScope: 'a/' })
    const next = another(w, 'b', { inScope: 'b/' })
    w.comment('writer', first, body)
    w.settle()
    expect(w.status(next)).toBe('ready')
  })

  it('are free again after done, and after a merge', () => {
    const { w } = withSession({ config: 'agents: [agent]\ncapacity: 1\n' })
    const first = another(w, 'a', { inScope: 'a/' })
    const next = another(w, 'b', { inScope: 'b/' })
    complete(w, first, 'a', ['a/x.js'])
    expect(w.status(next)).toBe('ready')
  })

  it('go to the longest chain first when several wait', () => {
    const { w } = withSession({ config: 'agents: [agent]\ncapacity: 1\n' })
    const first = another(w, 'first', { inScope: 'first/' })
    const old = another(w, 'old', { inScope: 'old/' })
    const root = another(w, 'root', { inScope: 'root/' })
    another(w, 'leaf', { inScope: 'leaf/', hard: 'root' })
    complete(w, first, 'first', ['first/x.js'])
    expect([w.status(old), w.status(root)]).toEqual(['waiting', 'ready'])
  })

  it('are never taken from whoever has one, when the configuration shrinks', () => {
    const { w } = withSession()
    const issues = ['a', 'b'].map((name) => another(w, name, { inScope: `${name}/` }))
    w.configure('agents: [agent]\ncapacity: 1\n')
    w.settle()
    expect(issues.map((n) => w.status(n))).toEqual(['ready', 'ready'])
  })

  it('/start goes beyond them and says so', () => {
    const { w } = withSession({ config: 'agents: [agent]\ncapacity: 1\n' })
    another(w, 'a', { inScope: 'a/' })
    const next = another(w, 'b', { inScope: 'b/' })
    w.comment('writer', next, '/start')
    w.settle()
    expect(w.status(next)).toBe('ready')
    oneSaying(w, next, '2 packets now run at once; the configured capacity is 1')
  })

  it('/start within them says nothing about them', () => {
    const { w } = withSession()
    const n = w.file('writer', 'Work Packet: a', packetText({ hard: 'auth' })).number
    w.settle()
    w.comment('writer', n, '/waive auth')
    w.comment('writer', n, '/start')
    w.settle()
    expect(w.status(n)).toBe('ready')
    expect(w.said(n).some((body) => body.includes('packets now run at once'))).toBe(false)
  })

  it('/start does not start before a hard dependency is delivered, and says so', () => {
    const { w } = withSession()
    const n = another(w, 'a', { hard: 'auth' })
    w.comment('writer', n, '/start')
    w.settle()
    expect(w.status(n)).toBe('waiting')
    expect(oneSaying(w, n, 'still waits for')).toContain('auth')
    expect(w.snapshot.branches).toHaveLength(1)
  })
})
