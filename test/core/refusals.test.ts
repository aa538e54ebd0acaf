import { describe, expect, it } from 'vitest'
import type { Action } from '../../src/core/actions.ts'
import { another, complete, filed, finish, moves, pushed, withSession } from './support/stories.ts'
import { createWorld, packetText, type World } from './support/world.ts'

const refuse = (w: World, message: string, matches: (action: Action) => boolean) => {
  w.refuses = (action) => (matches(action) ? message : null)
}

describe('what GitHub refuses', () => {
  it('a reaction, because the conversation is locked: everything else goes on', () => {
    const { w, n } = filed()
    refuse(w, 'Issue is locked', (action) => action.kind === 'react')
    const comment = w.comment('agent', n, '/status')
    w.push('agent', 'feature/db', ['src/a.js'])
    const other = another(w, 'api', { inScope: 'lib/' })
    expect(comment.verdict).toBeNull()
    expect(w.status(n)).toBe('running')
    expect(w.status(other)).toBe('ready')
  })

  it('pinning: said once, work goes on', () => {
    const w = createWorld()
    refuse(w, 'Maximum 3 pinned issues per repository', (action) => action.kind === 'pin')
    const dashboard = w.file('maintainer', 'Session: users', '').number
    const n = another(w, 'db')
    expect(w.status(n)).toBe('ready')
    expect(w.issue(dashboard).pinned).toBe(false)
    expect(w.said(dashboard).filter((body) => body.includes('Maximum 3 pinned'))).toHaveLength(1)
    expect(moves(w)).toBe(0)
  })

  it('a draft pull request: a plain one is opened', () => {
    const { w, branch } = filed()
    refuse(w, 'Drafts are not supported', (action) => action.kind === 'open-pull' && action.draft)
    w.push('agent', branch, ['src/db.js'])
    w.settle()
    expect(w.pullOf(branch)?.draft).toBe(false)
  })

  it('a branch: shown under Needs you in the words of GitHub', () => {
    const { w, dashboard } = withSession()
    refuse(w, 'Repository rule violations found', (action) => action.kind === 'create-branch')
    const n = w.file('writer', 'Work Packet: db', packetText()).number
    w.settle()
    expect(w.body(dashboard)).toContain('Repository rule violations found')
    expect(w.status(n)).toBe('waiting')
    expect(moves(w)).toBe(0)
  })

  it('what is refused for one packet is not said of another whose name begins the same', () => {
    const { w } = withSession()
    refuse(w, 'No.', (action) => action.kind === 'create-branch' && action.branch === 'feature/db-more')
    const plain = another(w, 'db')
    const refused = another(w, 'db-more', { inScope: 'lib/' })
    expect(w.packet(plain).merge.trouble).toEqual([])
    expect(w.packet(refused).merge.trouble).toEqual([{ kind: 'refused', action: 'create-branch', message: 'No.' }])
  })

  it('what is refused of its pull request: shown with the packet', () => {
    const { w, n } = pushed()
    refuse(w, 'No.', (action) => action.kind === 'ready-pull')
    finish(w, n)
    expect(w.packet(n).merge.trouble).toEqual([{ kind: 'refused', action: 'ready-pull', message: 'No.' }])
  })

  it('a merge: shown, and the packet behind it is merged all the same', () => {
    const { w, n, branch, dashboard } = pushed()
    const other = another(w, 'api', { inScope: 'lib/' })
    complete(w, n, 'db', ['src/db.js'])
    complete(w, other, 'api', ['lib/a.js'])
    refuse(w, 'Changes must be made through the merge queue', (action) => action.kind === 'merge' && action.issue === n)
    w.comment('writer', n, '/merge')
    w.comment('writer', other, '/merge')
    w.settle()
    expect(w.status(other)).toBe('merged')
    expect(w.pullOf(branch)?.merged).toBe(false)
    expect(w.body(dashboard)).toContain('must be made through the merge queue')
    expect(moves(w)).toBe(0)
  })
})
