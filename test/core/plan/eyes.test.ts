import { describe, expect, it } from 'vitest'
import { done, pushed } from '../support/stories.ts'

describe('👀 on a command', () => {
  it('stands while the work it asked for goes on, and comes off when it has ended', () => {
    const { w, n } = done()
    w.pushMain()
    const merge = w.comment('maintainer', n, '/merge')
    w.stopAtTrials = true
    w.settle()
    expect(merge).toMatchObject({ verdict: '+1', eyes: true })
    w.stopAtTrials = false
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(merge.eyes).toBe(false)
  })
})

describe('the box that allows more scope', () => {
  it('grants what drifted when a writer ticks it, and nothing when anybody else does', () => {
    const { w, n, branch } = pushed({ text: { outOfScope: 'docs/' } })
    w.push('agent', branch, ['docs/a.md'])
    w.settle()
    expect(w.status(n)).toBe('drifting')
    w.tickBox('reader', 1, `allow:${n}`)
    w.settle()
    expect(w.status(n)).toBe('drifting')
    w.tickBox('writer', 1, `allow:${n}`)
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(w.packet(n).work.grants.map((grant) => grant.path)).toEqual(['docs/a.md'])
  })

  it('answers an open request', () => {
    const { w, n } = pushed()
    w.comment('agent', n, '/scope add docs/page.md - a page')
    w.settle()
    w.tickBox('maintainer', 1, `allow:${n}`)
    w.settle()
    expect(w.packet(n).talk.scopeRequests).toMatchObject([{ path: 'docs/page.md', verdict: 'allowed' }])
    expect(w.body(1)).not.toContain(`allow:${n}`)
  })
})
