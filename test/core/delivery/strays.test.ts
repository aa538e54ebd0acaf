/** Where the checks are required, nobody merges packet work past them. */
import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/core/decide.ts'
import { snapshotOf } from '../../../src/core/snapshot/finders.ts'
import type { FileChange } from '../../../src/core/snapshot/queries.ts'
import type { PullFact } from '../../../src/core/snapshot/snapshot.ts'
import { another, done, filed, pushed } from '../support/stories.ts'
import type { World } from '../support/world.ts'

const results = (w: World, head: string) =>
  Object.fromEntries(
    w.snapshot.checks.filter((run) => run.headSha === head).map((run) => [run.name.slice(11), run.conclusion]),
  )
const change = (path: string): FileChange => ({
  path,
  from: null,
  kind: 'modified',
  additions: 1,
  deletions: 0,
  mode: 'file',
})
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

describe('an agent finds no way around the checks', () => {
  const scoped = () => filed({ text: { inScope: 'src/' } })
  /** A pull request of the agent from a branch of its own, changed before the bot sees it. */
  const opened = (w: World, more: Partial<PullFact> = {}, branch = 'mine') => {
    w.push('agent', branch, ['readme.md'])
    return w.openPull('agent', branch, more)
  }
  const ways: [string, (w: World, n: number) => PullFact][] = [
    ['from a branch of its own', (w) => opened(w)],
    ['from a fork', (w) => opened(w, { sameRepo: false })],
    ['as a draft', (w) => opened(w, { draft: true })],
    ['into another branch', (w) => opened(w, { baseRef: 'stage' })],
    ['from the branch of somebody else', (w) => opened(w, {}, 'maintainers-branch')],
  ]

  it.each(ways)('%s', (_, open) => {
    const { w, n } = scoped()
    const pull = open(w, n)
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('failure'))
    Object.assign(pull, { draft: false, baseRef: 'main' })
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('failure'))
  })

  it('by a push to the open pull request of a writer, until the writer pushes', () => {
    const { w } = scoped()
    w.push('writer', 'docs', ['readme.md'])
    w.pass(1)
    const pull = w.openPull('writer', 'docs')
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('neutral'))
    w.pass(1)
    w.push('agent', 'docs', ['readme.md'])
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('failure'))
    expect(w.snapshot.checks.find((run) => run.headSha === pull.headSha)?.title).toBe('An agent pushed to it')
    w.push('writer', 'docs', ['readme.md'])
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('neutral'))
  })

  it('what a branch had when a writer opened its pull request, the writer answers for', () => {
    const { w } = scoped()
    w.push('agent', 'docs', ['readme.md'])
    w.pass(1)
    const pull = w.openPull('writer', 'docs')
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('neutral'))
  })

  it.each([
    ['an outsider’s fork', 'outsider', { sameRepo: false }],
    ['an App that nobody listed', 'robot', {}],
    ['an account that is deleted since', 'ghost', {}],
  ] as const)('by %s that changes what a packet works on, also by renaming a file away', (_, who, more) => {
    const { w } = scoped()
    w.push('outsider', 'theirs', ['readme.md'])
    w.changed('theirs').push({ ...change('lib/db.js'), from: 'src/db.js', kind: 'renamed' })
    const pull = w.openPull(who, 'theirs', more)
    w.settle()
    expect(results(w, pull.headSha)).toEqual({ ...ALL('neutral'), scope: 'failure' })
  })

  it('with files that cannot be read, or are not read yet', () => {
    const { w } = scoped()
    w.push('outsider', 'theirs', ['readme.md'])
    const pull = w.openPull('outsider', 'theirs', { sameRepo: false })
    const key = `#${pull.number}...${pull.headSha}`
    w.snapshot.results.diffs[key] = { mergeBase: null, ahead: 0, behind: 0, files: [] }
    w.settle()
    expect(results(w, pull.headSha)).toEqual({ ...ALL('neutral'), scope: 'failure' })
    delete w.snapshot.results.diffs[key]
    w.snapshot.checks = []
    const first = decide(snapshotOf(w.snapshot))
    expect(first.actions.filter((one) => one.kind === 'check' && one.head === pull.headSha)).toEqual([])
  })

  it('with a neutral result from before the packet began', () => {
    const w = scoped().w
    w.push('reader', 'theirs', ['lib/a.js'])
    const pull = w.openPull('reader', 'theirs')
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('neutral'))
    another(w, 'library', { inScope: 'lib/' })
    expect(results(w, pull.headSha)).toEqual({ ...ALL('neutral'), scope: 'failure' })
  })

  it('with an account that is listed later', () => {
    const { w } = scoped()
    w.push('robot', 'theirs', ['readme.md'])
    const pull = w.openPull('robot', 'theirs')
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('neutral'))
    w.configure('agents: [agent, "robot[bot]"]\n')
    w.settle()
    expect(results(w, pull.headSha)).toEqual(ALL('failure'))
  })

  it('with the results of another packet on the same commit', () => {
    const { w, n } = done({ text: { inScope: 'src/' } })
    const head = w.packet(n).work.head ?? ''
    expect(results(w, head).acceptance).toBe('success')
    const other = another(w, 'twin', { inScope: 'src/' })
    w.move('agent', 'feature/twin', head)
    w.openPull('agent', 'feature/twin', { closes: [other] })
    w.settle()
    expect(results(w, head).acceptance).toBe('failure')
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
