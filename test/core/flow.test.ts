import { describe, expect, it } from 'vitest'
import { createWorld, failing, packetText } from './support/world.ts'

const session = (w: ReturnType<typeof createWorld>) => w.file('maintainer', 'Session: users', 'Goal: add users').number

describe('the main job', () => {
  it('goes from a filed packet to merged main', () => {
    const w = createWorld()
    const dashboard = session(w)
    const n = w.file('maintainer', 'Work Packet: db', packetText()).number
    w.settle()
    expect(w.status(n)).toBe('ready')
    expect(w.labels(dashboard)).toContain('session')
    expect(w.issue(dashboard).pinned).toBe(true)
    expect(w.body(dashboard)).toContain('Goal: add users')
    w.push('agent', 'feature/db', ['src/db.js'])
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(w.pullOf('feature/db')?.draft).toBe(true)
    w.tick('agent', n)
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.status(n)).toBe('done')
    expect(w.pullOf('feature/db')?.draft).toBe(false)
    expect(w.snapshot.checks.filter((check) => check.conclusion === 'failure')).toEqual([])
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.issue(n).state).toBe('closed')
    expect(w.snapshot.branches.map((branch) => branch.name)).toEqual(['main'])
    w.comment('maintainer', dashboard, '/session end')
    w.settle()
    expect(w.issue(dashboard).state).toBe('closed')
    expect(w.issue(dashboard).pinned).toBe(false)
    expect(w.said(dashboard).join('\n')).toContain('Learnings')
  })

  it('takes a packet out of done when the trial fails, says why once, and takes it back after a new done', () => {
    const w = createWorld()
    session(w)
    const n = w.file('maintainer', 'Work Packet: api', packetText()).number
    w.settle()
    w.push('agent', 'feature/api', ['src/api.js'])
    w.tick('agent', n)
    w.trial = failing('not ok 1 - POST returns the created user')
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.status(n)).toBe('running')
    const why = w.said(n).filter((body) => body.includes('Back to running'))
    expect(why).toHaveLength(1)
    expect(why[0]).toContain('POST returns the created user')
    w.trial = createWorld().trial
    w.push('agent', 'feature/api', ['src/api.js'])
    w.settle()
    expect(w.status(n)).toBe('running')
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.status(n)).toBe('done')
  })

  it('waits for hard dependencies until they are merged, not merely closed', () => {
    const w = createWorld()
    session(w)
    const db = w.file('maintainer', 'Work Packet: db', packetText()).number
    const api = w.file('maintainer', 'Work Packet: api', packetText({ hard: 'db', inScope: 'src/api/' })).number
    w.settle()
    expect(w.status(api)).toBe('waiting')
    w.closeIssue('maintainer', db)
    w.settle()
    expect(w.status(db)).toBe('abandoned')
    expect(w.status(api)).toBe('waiting')
    w.comment('maintainer', api, '/waive db')
    w.settle()
    expect(w.status(api)).toBe('ready')
  })
})
