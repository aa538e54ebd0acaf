/** Where the checks are required, nobody merges packet work past them. */
import { describe, expect, it } from 'vitest'
import { done, filed, pushed } from '../support/stories.ts'
import type { World } from '../support/world.ts'

const results = (w: World, head: string) =>
  Object.fromEntries(
    w.snapshot.checks.filter((run) => run.headSha === head).map((run) => [run.name.slice(11), run.conclusion]),
  )
const ALL = (conclusion: string) => ({
  scope: conclusion,
  acceptance: conclusion,
  dependencies: conclusion,
  contract: conclusion,
  integration: conclusion,
})

describe('a pull request that is no packet’s', () => {
  it('has neutral results where it has nothing to do with a packet', () => {
    const { w } = filed()
    w.push('maintainer', 'docs', ['readme.md'])
    const pull = w.openPull('maintainer', 'docs')
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('neutral'))
  })

  it('by a listed agent fails, and says what to do', () => {
    const { w } = filed()
    w.push('agent', 'mine', ['readme.md'])
    const pull = w.openPull('agent', 'mine')
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('failure'))
    expect(w.snapshot.checks.find((run) => run.headSha === pull.headSha)?.summary).toContain('Closes #NUMBER')
  })

  it('that would close a packet its author may not work on fails', () => {
    const { w, n } = filed()
    w.push('reader', 'theirs', ['readme.md'])
    const pull = w.openPull('reader', 'theirs', { closes: [n] })
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('failure'))
  })

  it('that changes what a packet works on fails its scope, unless its author may write', () => {
    const { w } = filed({ text: { inScope: 'src/' } })
    for (const [who, scope] of [
      ['reader', 'failure'],
      ['writer', 'success'],
    ] as const) {
      w.push(who, `by-${who}`, ['src/db.js'])
      const pull = w.openPull(who, `by-${who}`)
      w.settle()
      expect(results(w, pull.headSha).scope).toBe(scope)
    }
  })

  it('from the branch of a packet that is over fails', () => {
    const { w, n, branch } = done()
    w.comment('maintainer', n, '/merge')
    w.settle()
    w.push('agent', branch, ['src/later.js'])
    const pull = w.openPull('agent', branch)
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('failure'))
  })
})

describe('a pull request that becomes a packet’s later', () => {
  it('keeps none of the neutral results it had', () => {
    const { w, n } = filed()
    w.push('writer', 'mine', ['src/db.js'])
    const pull = w.openPull('writer', 'mine')
    w.settle()
    expect(results(w, pull.headSha).acceptance).toBe('neutral')
    pull.closes = [n]
    w.settle()
    const now = results(w, pull.headSha)
    expect(now.acceptance).toBe('failure')
    expect(now.integration).toBe('failure')
  })
})

describe('two open pull requests on one commit', () => {
  it('show the stricter result, and say of which', () => {
    const { w, n, branch } = pushed()
    w.snapshot.branches.push({ name: 'twin', sha: w.packet(n).work.head ?? '' })
    const twin = w.openPull('agent2', 'twin')
    w.settle()
    const head = w.packet(n).work.head ?? ''
    expect(twin.headSha).toBe(head)
    expect(results(w, head).scope).toBe('failure')
    expect(w.snapshot.checks.find((run) => run.headSha === head && run.name === 'switchyard/scope')?.title).toContain(
      `#${twin.number}`,
    )
    w.closePull('writer', 'twin')
    w.settle()
    expect(results(w, head).scope).toBe('success')
    expect(w.packet(n).work.branch).toBe(branch)
  })
})
