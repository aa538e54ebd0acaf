/** An issue that triggers an error of the bot is quarantined with a message, and all others continue. */
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import type { IssueFact } from '../../src/core/snapshot/snapshot.ts'
import { another, complete, filed, moves, type Scenario } from '../core/support/stories.ts'
import { oneSaying, packetText, type World } from '../core/support/world.ts'

/** Reading this property throws. */
function poison<T extends object>(object: T, part: keyof T): () => void {
  const value = object[part]
  const get = (): never => {
    throw new TypeError('poisoned')
  }
  Object.defineProperty(object, part, { get, configurable: true, enumerable: true })
  return () => Object.defineProperty(object, part, { value, writable: true, configurable: true, enumerable: true })
}

const reading = (issue: IssueFact) => issue.revisions.at(-1)?.reading ?? expect.fail('no text')

/** Each part of a packet that the bot reads, as the only one that throws. */
const poisons: Record<string, (issue: IssueFact) => () => void> = {
  'its text': (issue) => poison(issue, 'revisions'),
  'its name': (issue) => poison(reading(issue).packet, 'name'),
  'its dependencies': (issue) => poison(reading(issue).packet, 'hard'),
  'its scope': (issue) => poison(reading(issue).packet, 'inScope'),
  'its criteria': (issue) => poison(reading(issue).packet, 'acceptance'),
  'its problems': (issue) => poison(reading(issue), 'problems'),
}

function failingPacket(): Scenario & { issue: IssueFact } {
  const scenario = filed()
  scenario.w.stumbles = true
  return { ...scenario, issue: scenario.w.issue(scenario.n) }
}

/** Takes another packet from filed to merged. */
function expectOthersContinue(w: World): void {
  const other = another(w, 'other', { inScope: 'lib/' })
  complete(w, other, 'other', ['lib/a.js'])
  w.comment('writer', other, '/merge')
  w.settle()
  expect(w.status(other)).toBe('merged')
}

describe('a packet that makes the bot throw', () => {
  it.each(Object.entries(poisons))(
    'a packet whose error comes from %s is quarantined and returns, while the others continue',
    (_, spoil) => {
      const { w, n, issue } = failingPacket()
      const fix = spoil(issue)
      expectOthersContinue(w)
      expect(w.faults).toEqual({ [n]: 'poisoned' })
      expect(moves(w)).toBe(0)
      fix()
      w.settle()
      expect(w.faults).toEqual({})
      expect(w.status(n)).toBe('ready')
      expect(moves(w)).toBe(0)
    },
  )

  it('one comment, the issue and the dashboard show the packet as invalid until it works again', () => {
    const { w, n, dashboard, issue } = failingPacket()
    const fix = poison(reading(issue).packet, 'hard')
    w.settle()
    expect(w.status(n)).toBe('invalid')
    expect(oneSaying(w, n, 'error of the bot')).toContain('TypeError: poisoned')
    expect(w.body(dashboard)).toContain('An error of the bot')
    fix()
    w.settle()
    expect(w.said(n).join()).not.toContain('poisoned')
    expect(oneSaying(w, n, 'I work on this packet again')).toContain('internal error')
  })

  it('the packet keeps its branch, its pull request, its name and its dependents', () => {
    const { w, n, branch, issue } = failingPacket()
    w.push('agent', branch, ['src/db.js'])
    w.settle()
    const dependent = another(w, 'api', { inScope: 'api/', hard: 'db' })
    const before = w.actions.length
    poison(reading(issue).packet, 'hard')
    w.settle()
    expect(w.pullOf(branch)?.state).toBe('open')
    expect(w.status(dependent)).toBe('waiting')
    expect(w.packet(dependent).waits).toMatchObject([{ name: 'db', state: 'open', issue: n }])
    expect(w.status(another(w, 'db', { inScope: 'lib/' }))).toBe('invalid')
    expect(w.actions.slice(before).filter((action) => action.kind === 'check')).toEqual([])
  })

  it('the bot finds the faulty packet among others that fail because of it', () => {
    const { w, n, issue } = failingPacket()
    const others = ['a', 'b', 'c'].map((name) => another(w, name, { inScope: `${name}/` }))
    poison(reading(issue).packet.inScope, 'flatMap')
    w.settle()
    expect(Object.keys(w.faults)).toEqual([String(n)])
    expect(others.map((other) => w.status(other))).toEqual(['ready', 'ready', 'ready'])
  })

  it('two faulty packets are both quarantined', () => {
    const { w, n, issue } = failingPacket()
    const second = another(w, 'second', { inScope: 'lib/' })
    poison(reading(issue).packet, 'acceptance')
    poison(reading(w.issue(second)).packet, 'hard')
    w.settle()
    expect(Object.keys(w.faults).map(Number)).toEqual([n, second])
  })
})

describe('a packet with an unreadable part', () => {
  it.each(['comments', 'labelEvents', 'labels', 'author'] as const)(
    'the others continue when reading its %s throws',
    (part) => {
      const { w, n, issue } = failingPacket()
      w.file('writer', 'Work Packet: other', packetText({ inScope: 'lib/' }))
      poison(issue, part)
      w.snapshot.results.permissions = { 2: 'write' }
      const { faults, actions } = decide(w.snapshot)
      expect(faults.map((fault) => fault.issue)).toEqual([n])
      const known = part !== 'comments' && part !== 'labels'
      expect(actions.some((action) => action.kind === 'comment' && action.issue === n)).toBe(known)
      expect(actions).toContainEqual(expect.objectContaining({ kind: 'create-branch', branch: 'feature/other' }))
    },
  )
})

describe('a dashboard that makes the bot throw', () => {
  it('the bot leaves the dashboard alone, its packets continue, and no other session replaces it', () => {
    const { w, n, branch, dashboard } = failingPacket()
    const fix = poison(w.issue(dashboard), 'comments')
    w.push('agent', branch, ['src/db.js'])
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(w.snapshot.issues.filter(({ labels }) => labels.includes('session'))).toHaveLength(1)
    fix()
    w.settle()
    expect(w.body(dashboard)).toContain('Running')
  })
})

it('an error that belongs to no issue is thrown', () => {
  const { w } = failingPacket()
  poison(w.snapshot, 'branches')
  w.file('writer', 'Work Packet: other', packetText())
  expect(() => w.settle()).toThrow('poisoned')
})
