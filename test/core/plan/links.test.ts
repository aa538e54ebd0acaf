/** Packets as sub-issues of their session, hard dependencies as "blocked by", and what people link by hand. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Action } from '../../../src/core/actions.ts'
import { createWorld, oneSaying, packetText, type World } from '../support/world.ts'

let world: World
let session: number

beforeEach(() => {
  world = createWorld()
  session = world.file('maintainer', 'Session: s', 'Goal: links').number
})

/** What GitHub tells of a new issue where it has these features. */
function file(name: string, more: Parameters<typeof packetText>[0] = {}): number {
  const issue = world.file('maintainer', `Work Packet: ${name}`, packetText(more))
  Object.assign(issue, { parent: null, blockedBy: [] })
  return issue.number
}

const links = () => world.actions.filter(({ kind }) => /sub-issue|blocked-by/.test(kind)).map(plain)
const plain = (action: Action) =>
  'by' in action && 'byId' in action ? [action.kind, action.issue, action.by] : [action.kind]
const dependencies = (issue: number) =>
  world.packet(issue).dependencies.map(({ issue: of, kind, byHand }) => [of, kind, byHand === true])

describe('sub-issues', () => {
  it('a packet becomes one of its session, once', () => {
    const one = file('one')
    world.settle()
    expect(world.issue(one).parent).toBe(session)
    world.settle()
    expect(links()).toEqual([['add-sub-issue']])
  })

  it('nothing is asked while GitHub does not tell', () => {
    world.file('maintainer', 'Work Packet: one', packetText())
    world.settle()
    expect(links()).toEqual([])
  })

  it('a parent that a person chose stays', () => {
    const one = file('one')
    world.issue(one).parent = -1
    world.settle()
    expect(world.issue(one).parent).toBe(-1)
  })

  it("a stranger's proposal waits for its acceptance", () => {
    const issue = world.file('outsider', 'Work Packet: odd', packetText())
    Object.assign(issue, { parent: null, blockedBy: [] })
    world.settle()
    expect(issue.parent).toBeNull()
    world.comment('maintainer', issue.number, '/accept')
    world.settle()
    expect(issue.parent).toBe(session)
  })

  it('where GitHub refuses, the dashboard is told once and the work goes on', () => {
    world.refuses = (action) => (action.kind === 'add-sub-issue' ? 'Not Found' : null)
    const one = file('one')
    world.settle()
    for (const refusal of Object.values(world.snapshot.refused)) refusal.status = 404
    file('two')
    world.settle()
    oneSaying(world, session, 'sub-issues', 'Not Found')
    expect(world.status(one)).toBe('ready')
  })
})

describe('blocked by', () => {
  it('a packet that names itself is not linked to itself', () => {
    const one = file('one', { hard: 'one' })
    world.settle()
    expect(world.issue(one).blockedBy).toEqual([])
    expect(links()).not.toContainEqual(['add-blocked-by', one, one])
  })

  it('hard dependencies are linked, and taken away with the words', () => {
    const [auth, api] = [file('auth'), file('api', { hard: 'auth', soft: 'other' })]
    world.settle()
    expect(world.issue(api).blockedBy).toEqual([auth])
    world.comment('maintainer', api, '/depends drop auth')
    world.settle()
    expect(world.issue(api).blockedBy).toEqual([])
    expect(dependencies(api)).toEqual([[null, 'soft', false]])
  })

  it('words that are edited away take the link with them', () => {
    const [auth, api] = [file('auth'), file('api', { hard: 'auth' })]
    world.settle()
    world.edit('maintainer', api, { body: packetText() })
    world.settle()
    expect(world.issue(auth).number).toBe(auth)
    expect(world.issue(api).blockedBy).toEqual([])
    expect(world.status(api)).toBe('ready')
  })

  it('one linked by hand is a hard dependency for as long as it stands', () => {
    const [auth, api] = [file('auth'), file('api')]
    world.issue(api).blockedBy = [auth]
    world.settle()
    expect(dependencies(api)).toEqual([[auth, 'hard', true]])
    expect(world.status(api)).toBe('waiting')
    world.issue(api).blockedBy = []
    world.settle()
    expect(world.status(api)).toBe('ready')
  })

  it('one linked by hand makes a soft dependency hard', () => {
    const [auth, api] = [file('auth'), file('api', { soft: 'auth' })]
    world.issue(api).blockedBy = [auth]
    world.settle()
    expect(dependencies(api)).toEqual([[auth, 'hard', true]])
  })

  it('`/depends drop` counts over a link by hand', () => {
    const [auth, api] = [file('auth'), file('api')]
    world.issue(api).blockedBy = [auth]
    world.settle()
    world.comment('maintainer', api, '/depends drop auth')
    world.settle()
    expect(dependencies(api)).toEqual([])
    expect(world.status(api)).toBe('ready')
  })

  it('a link that a person takes off a named dependency is put back: the words count', () => {
    const [auth, api] = [file('auth'), file('api', { hard: 'auth' })]
    world.settle()
    world.issue(api).blockedBy = []
    world.settle()
    expect(world.issue(api).blockedBy).toEqual([auth])
  })
})
