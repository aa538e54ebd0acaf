/** Branches that hold one another's commits. */
import { describe, expect, it } from 'vitest'
import { another, finish, moves, pushed } from '../support/stories.ts'

describe('two branches on one commit', () => {
  function together() {
    const scenario = pushed()
    const { w } = scenario
    const api = another(w, 'api', { soft: 'db - start with a mock' })
    const shop = another(w, 'shop', { hard: 'api' })
    w.move('agent2', 'feature/api', w.packet(scenario.n).work.branchSha ?? '')
    w.settle()
    return { ...scenario, api, shop }
  }

  it('the one that had it first is done and merges', () => {
    const { w, n } = together()
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(moves(w)).toBe(0)
  })

  it('the other is not delivered by that, and nothing starts on it', () => {
    const { w, n, api, shop } = together()
    finish(w, n)
    w.comment('maintainer', n, '/merge')
    w.settle()
    expect(w.status(api)).not.toBe('merged')
    expect(w.issue(api).state).toBe('open')
    expect(w.status(shop)).toBe('waiting')
  })

  it('the other has no pull request of somebody else’s work', () => {
    const { w } = together()
    expect(w.snapshot.pulls.some((pull) => pull.headRef === 'feature/api')).toBe(false)
  })
})
