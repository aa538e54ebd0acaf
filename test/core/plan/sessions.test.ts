import { describe, expect, it } from 'vitest'
import { another, complete, done, filed, moves, pushed, withSession } from '../support/stories.ts'
import { createWorld, oneSaying, packetText, type Who } from '../support/world.ts'

const titles = (w: ReturnType<typeof createWorld>) =>
  w.snapshot.issues.filter((one) => one.labels.includes('session')).map((one) => one.revisions.at(-1)?.title)

const numberOf = (w: ReturnType<typeof createWorld>, title: string) =>
  w.snapshot.issues.find((one) => one.revisions.at(-1)?.title === title)?.number ?? 0

describe('a session opens', () => {
  it.each<Who>(['maintainer', 'writer'])('when a %s files its issue: labelled, pinned, with a dashboard', (who) => {
    const w = createWorld()
    const n = w.file(who, 'Session: users', '').number
    w.settle()
    expect(w.labels(n)).toEqual(['session'])
    expect(w.issue(n).pinned).toBe(true)
    expect(w.body(n)).toContain('## Needs you')
  })

  it.each<Who>(['triager', 'reader', 'outsider', 'agent', 'robot'])('not when a %s files it; said once', (who) => {
    const w = createWorld()
    const n = w.file(who, 'Session: users', '').number
    w.settle()
    expect(w.labels(n)).toEqual([])
    oneSaying(w, n, 'only people with write access can open a session')
    expect(moves(w)).toBe(0)
  })

  it('by the first accepted packet, named by the date', () => {
    const w = createWorld()
    const n = w.file('writer', 'Work Packet: db', packetText()).number
    w.settle()
    expect(titles(w)).toEqual(['Session: 5 Jan 2026'])
    expect(w.status(n)).toBe('ready')
    expect(w.packet(n).session).toBe(numberOf(w, 'Session: 5 Jan 2026'))
  })

  it('not by a proposed packet', () => {
    const w = createWorld()
    const n = w.file('outsider', 'Work Packet: db', packetText()).number
    w.settle()
    expect(titles(w)).toEqual([])
    expect(w.status(n)).toBe('proposed')
    w.comment('writer', n, '/accept')
    w.settle()
    expect(titles(w)).toHaveLength(1)
  })

  it('by one packet only, however many are filed together', () => {
    const w = createWorld()
    for (const name of ['a', 'b', 'c']) w.file('writer', `Work Packet: ${name}`, packetText({ inScope: `${name}/` }))
    w.settle()
    expect(titles(w)).toHaveLength(1)
  })

  it('by /session start, once, whoever opened it being asked from then on', () => {
    const { w, n } = pushed()
    w.comment('writer', n, '/session start night')
    w.settle()
    expect(titles(w)).toEqual(['Session: users', 'Session: night'])
    expect(moves(w)).toBe(0)
    const next = another(w, 'api', { inScope: 'api/' })
    expect(w.packet(next).session).toBe(numberOf(w, 'Session: night'))
    w.comment('agent2', next, '/ask Row or id?')
    w.settle()
    expect(oneSaying(w, next, 'Row or id?')).toContain('@writer')
  })
})

describe('with several sessions', () => {
  it('a packet joins the one it names, else the newest', () => {
    const { w, dashboard } = withSession()
    const night = w.file('maintainer', 'Session: night', '').number
    w.settle()
    const named = w.file('writer', 'Work Packet: a', `**Session:** Users\n\n${packetText({ inScope: 'a/' })}`).number
    const plain = w.file('writer', 'Work Packet: b', packetText({ inScope: 'b/' })).number
    const unknown = w.file('writer', 'Work Packet: c', `**Session:** nope\n\n${packetText({ inScope: 'c/' })}`).number
    w.settle()
    expect([named, plain, unknown].map((n) => w.packet(n).session)).toEqual([dashboard, night, night])
    expect(w.body(dashboard)).toContain(`| #${named} |`)
    expect(w.body(dashboard)).not.toContain(`| #${plain} |`)
  })

  it('a packet stays where it is when another opens', () => {
    const { w, n, dashboard } = pushed()
    w.file('maintainer', 'Session: night', '')
    w.settle()
    expect(w.packet(n).session).toBe(dashboard)
  })

  it('a name may be used again in another', () => {
    const { w } = filed()
    w.file('maintainer', 'Session: night', '')
    w.settle()
    const text = `**Branch:** \`feature/db-night\`\n\n${packetText({ inScope: 'night/' })}`
    const n = w.file('writer', 'Work Packet: db', text).number
    w.settle()
    expect(w.status(n)).toBe('ready')
  })
})

describe('a round', () => {
  it('is logged once, with what changed since the last', () => {
    const { w, n, dashboard } = pushed()
    w.comment('writer', dashboard, '/round')
    w.settle()
    expect(oneSaying(w, dashboard, 'Execution round 1')).toContain('This is the first round')
    w.comment('agent', n, '/status blocked no table')
    w.settle()
    w.comment('writer', dashboard, '/round')
    w.settle()
    expect(oneSaying(w, dashboard, 'Execution round 2')).toContain('db: running → blocked')
    expect(moves(w)).toBe(0)
  })

  it('asks the agents whose report is overdue, and nobody else', () => {
    const { w, dashboard } = pushed()
    w.comment('writer', dashboard, '/round')
    w.settle()
    w.pass(90)
    w.comment('writer', dashboard, '/round')
    w.settle()
    expect(oneSaying(w, dashboard, 'Execution round 1')).toContain('reported in time')
    expect(oneSaying(w, dashboard, 'Execution round 2')).toContain('Please report')
  })

  it('survives the loss of its command', () => {
    const { w, dashboard } = pushed()
    const comment = w.comment('writer', dashboard, '/round')
    w.settle()
    w.deleteComment(comment)
    w.settle()
    expect(w.settle().sessions[0]?.rounds).toHaveLength(1)
  })
})

describe('/session end', () => {
  it('posts the report, unpins and closes; packets keep their status', () => {
    const { w, n, dashboard } = pushed()
    w.comment('maintainer', dashboard, '/session end')
    w.settle()
    expect(oneSaying(w, dashboard, 'Learnings')).toContain('db')
    expect(w.issue(dashboard)).toMatchObject({ state: 'closed', pinned: false })
    expect(w.status(n)).toBe('running')
    expect(moves(w)).toBe(0)
  })

  it('only a newly accepted packet opens another session, and the old packets go on in it', () => {
    const { w, n, dashboard } = pushed()
    w.comment('maintainer', dashboard, '/session end')
    w.settle()
    w.comment('agent', n, '/status running 50%')
    w.settle()
    expect(titles(w)).toHaveLength(1)
    const next = another(w, 'api', { inScope: 'api/' })
    expect(titles(w)).toHaveLength(2)
    expect(w.status(next)).toBe('ready')
    expect(w.packet(n).session).toBe(w.packet(next).session)
  })

  it('closed by hand it is reported as well; reopened it goes on', () => {
    const { w, n, dashboard } = pushed()
    w.closeIssue('maintainer', dashboard)
    w.settle()
    oneSaying(w, dashboard, 'Learnings')
    expect(w.issue(dashboard).pinned).toBe(false)
    w.reopen('maintainer', dashboard)
    w.settle()
    expect(w.issue(dashboard).pinned).toBe(true)
    expect(w.packet(n).session).toBe(dashboard)
    expect(moves(w)).toBe(0)
  })

  it('after a reopening a new /session end ends it again', () => {
    const { w, dashboard } = pushed()
    w.comment('maintainer', dashboard, '/session end')
    w.settle()
    w.reopen('maintainer', dashboard)
    w.settle()
    expect(w.issue(dashboard).state).toBe('open')
    w.comment('maintainer', dashboard, '/session end')
    w.settle()
    expect(w.issue(dashboard).state).toBe('closed')
  })
})

describe('what people do by hand', () => {
  it.each(['status: running', 'packet'])('label %s removed: put back', (name) => {
    const { w, n } = pushed()
    w.unlabel('writer', n, name)
    w.settle()
    expect(w.labels(n)).toContain(name)
  })

  it('another status label added: taken off, and never believed', () => {
    const { w, n } = pushed()
    w.label('agent', n, 'status: merged')
    w.settle()
    expect(w.status(n)).toBe('running')
  })

  it('a label deleted or renamed in the repository: made again', () => {
    const { w, n } = pushed()
    w.snapshot.labels = w.snapshot.labels.filter((one) => one.name !== 'status: running')
    w.unlabel('writer', n, 'status: running')
    w.settle()
    expect(w.snapshot.labels.map((one) => one.name)).toContain('status: running')
    expect(w.status(n)).toBe('running')
  })

  it("other people's labels stay", () => {
    const { w, n } = pushed()
    w.label('writer', n, 'good first issue')
    w.settle()
    expect(w.labels(n)).toContain('good first issue')
  })

  it('the pull request closed: said once, the packet stays open', () => {
    const { w, n, branch } = done()
    w.closePull('writer', branch)
    w.settle()
    expect(oneSaying(w, n, 'no open pull request')).toContain('writer closed')
    expect(w.issue(n).state).toBe('open')
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.status(n)).not.toBe('merged')
    expect(moves(w)).toBe(0)
  })

  it('the pull request merged by hand: the packet is merged', () => {
    const { w, n, branch } = done()
    w.mergePull('maintainer', branch)
    w.settle()
    expect(w.status(n)).toBe('merged')
    oneSaying(w, n, 'is merged into `main`')
  })

  it('the issue closed and opened again', () => {
    const { w, n } = pushed()
    w.closeIssue('writer', n)
    w.settle()
    expect(w.status(n)).toBe('abandoned')
    expect(w.issue(n).state).toBe('closed')
    w.reopen('writer', n)
    w.settle()
    expect(w.status(n)).toBe('running')
    w.closeIssue('writer', n)
    w.settle()
    expect(w.status(n)).toBe('abandoned')
  })

  it('/abandon again after a reopening counts', () => {
    const { w, n } = pushed()
    w.comment('writer', n, '/abandon')
    w.settle()
    w.reopen('writer', n)
    w.settle()
    expect(w.status(n)).toBe('running')
    w.comment('writer', n, '/abandon really')
    w.settle()
    expect(w.status(n)).toBe('abandoned')
    expect(w.issue(n).state).toBe('closed')
  })

  it('a deleted issue disappears from the dashboard', () => {
    const { w, n, dashboard } = pushed()
    const api = another(w, 'api', { inScope: 'api/' })
    w.deleteIssue(n)
    w.settle()
    expect(w.body(dashboard)).not.toContain(`| #${n} |`)
    expect(w.status(api)).toBe('ready')
    expect(moves(w)).toBe(0)
  })

  it('the label packet makes a packet of an issue, to be accepted like any other', () => {
    const { w } = withSession()
    const n = w.file('reader', 'Users', packetText()).number
    w.settle()
    expect(w.labels(n)).toEqual([])
    w.label('writer', n, 'packet')
    w.settle()
    expect(w.status(n)).toBe('proposed')
    expect(moves(w)).toBe(0)
  })

  it("a dashboard's title edited renames the session", () => {
    const { w, dashboard } = filed()
    w.edit('maintainer', dashboard, { title: 'Session: people' })
    expect(w.settle().sessions[0]?.name).toBe('people')
    expect(w.labels(dashboard)).toContain('session')
  })
})

it('a merge frees a place for what waits', () => {
  const { w } = withSession({ config: 'agents: [agent]\ncapacity: 1\n' })
  const first = another(w, 'a', { inScope: 'a/' })
  const next = another(w, 'b', { inScope: 'b/', hard: 'a' })
  complete(w, first, 'a', ['a/x.js'])
  w.comment('writer', first, '/merge')
  w.settle()
  expect([first, next].map((n) => w.status(n))).toEqual(['merged', 'ready'])
})
