import { describe, expect, it } from 'vitest'
import type { CheckAction } from '../../../src/core/actions.ts'
import { another, complete, done, filed, finish, moves, pushed, withSession } from '../support/stories.ts'
import type { World } from '../support/world.ts'

const conclusions = (w: World, branch: string): Record<string, string | null> => {
  const head = w.snapshot.branches.find((one) => one.name === branch)?.sha ?? w.pullOf(branch)?.headSha
  const runs = w.snapshot.checks.filter((one) => one.headSha === head)
  return Object.fromEntries(runs.map((one) => [one.name.replace('switchyard/', ''), one.conclusion]))
}

const lastScope = (w: World) =>
  w.actions.findLast((action): action is CheckAction => action.kind === 'check' && action.name === 'switchyard/scope')

const scopeOf = (w: World) => {
  const check = lastScope(w)
  const annotations = check?.annotations.map((one) => `${one.level} ${one.path}`)
  return { conclusion: check?.conclusion, annotations, summary: check?.summary ?? '' }
}

describe('which checks run when', () => {
  it('scope and dependencies on every head, the others while it is done', () => {
    const { w, n, branch } = pushed()
    expect(conclusions(w, branch)).toEqual({ scope: 'success', dependencies: 'success' })
    w.push('agent', branch, ['src/more.js'])
    w.settle()
    expect(conclusions(w, branch)).toEqual({ scope: 'success', dependencies: 'success' })
    finish(w, n)
    expect(conclusions(w, branch)).toEqual({
      scope: 'success',
      dependencies: 'success',
      acceptance: 'success',
      contract: 'neutral',
      integration: 'success',
    })
  })

  it('every push while it is done is tested anew', () => {
    const { w, branch } = done()
    w.push('agent', branch, ['src/more.js'])
    w.settle()
    expect(conclusions(w, branch).integration).toBe('success')
    expect(moves(w)).toBe(0)
  })

  it('nothing runs for a packet nobody accepted', () => {
    const { w } = filed({ by: 'outsider' })
    w.push('maintainer', 'feature/db', ['src/a.js'])
    w.openPull('maintainer', 'feature/db')
    w.settle()
    expect(w.actions.filter((action) => action.kind === 'trial')).toEqual([])
    expect(new Set(Object.values(conclusions(w, 'feature/db')))).toEqual(new Set(['neutral']))
  })

  it("pull requests that are no packet's get neutral results, once for each head", () => {
    const { w } = withSession()
    w.push('reader', 'patch-1', ['README.md'])
    w.openPull('reader', 'patch-1')
    w.settle()
    const neutral = {
      scope: 'neutral',
      acceptance: 'neutral',
      dependencies: 'neutral',
      contract: 'neutral',
      integration: 'neutral',
    }
    expect(conclusions(w, 'patch-1')).toEqual(neutral)
    expect(moves(w)).toBe(0)
    w.push('reader', 'patch-1', ['LICENSE'])
    w.settle()
    expect(conclusions(w, 'patch-1')).toEqual(neutral)
  })
})

describe('scope', () => {
  const bounded = (config?: string) => filed({ config, text: { inScope: 'src/db/', outOfScope: 'docs/' } })

  it.each<[string, string[], string | undefined, string, string[]]>([
    ['inside', ['src/db/a.js'], undefined, 'success', []],
    ['out of scope', ['src/db/a.js', 'docs/x.md'], undefined, 'failure', ['failure docs/x.md']],
    ['merely outside', ['lib/x.js'], undefined, 'success', ['warning lib/x.js']],
    ['merely outside, strict', ['lib/x.js'], 'agents: [agent]\nscope: strict\n', 'failure', ['failure lib/x.js']],
    [
      'several',
      ['docs/a.md', 'docs/b.md', 'lib/x.js'],
      undefined,
      'failure',
      ['failure docs/a.md', 'failure docs/b.md', 'warning lib/x.js'],
    ],
  ])('%s', (_what, paths, config, conclusion, annotations) => {
    const { w, n, branch } = bounded(config)
    w.push('agent', branch, paths)
    w.settle()
    expect(scopeOf(w)).toMatchObject({ conclusion, annotations })
    expect(w.status(n)).toBe(conclusion === 'failure' ? 'drifting' : 'running')
  })

  it("in another live packet's scope fails; once that one is merged it is only outside", () => {
    const { w, n, branch } = bounded()
    const ui = another(w, 'ui', { inScope: 'ui/' })
    w.push('agent', branch, ['ui/a.js'])
    w.settle()
    expect(w.status(n)).toBe('drifting')
    expect(scopeOf(w).summary).toContain('is in the scope of `ui`')
    complete(w, ui, 'ui', ['ui/b.js'], 'agent2')
    w.comment('writer', ui, '/merge')
    w.settle()
    expect(w.status(n)).toBe('running')
    expect(scopeOf(w)).toMatchObject({ conclusion: 'success', annotations: ['warning ui/a.js'] })
  })

  it('a rename touches both of its paths', () => {
    const { w, n, branch } = bounded()
    w.push('agent', branch, ['src/db/moved.md'])
    w.snapshot.results.diffs = {}
    w.changed(branch).push({
      path: 'src/db/b.md',
      from: 'docs/b.md',
      kind: 'renamed',
      additions: 0,
      deletions: 0,
      mode: 'file',
    })
    w.settle()
    expect(w.status(n)).toBe('drifting')
  })

  it('lists prose as not checkable', () => {
    const { w, branch } = filed({ text: { inScope: 'src/', outOfScope: 'Database schema, UI' } })
    w.push('agent', branch, ['src/a.js'])
    w.settle()
    expect(scopeOf(w).summary).toContain('name no path')
    expect(scopeOf(w).summary).toContain('Database schema')
  })

  it('a grant makes it green, and does not cover other files', () => {
    const { w, n, branch } = bounded()
    w.push('agent', branch, ['docs/x.md'])
    w.comment('agent', n, '/scope add docs/x.md - needs a page')
    w.settle()
    w.comment('writer', n, '/scope allow')
    w.settle()
    expect(conclusions(w, branch).scope).toBe('success')
    w.push('agent', branch, ['docs/y.md'])
    w.settle()
    expect(w.status(n)).toBe('drifting')
    expect(scopeOf(w).annotations).toEqual(['failure docs/y.md'])
  })

  it('a redirect ends drifting, but the check stays red and nothing merges', () => {
    const { w, n, branch } = bounded()
    w.push('agent', branch, ['docs/x.md'])
    w.settle()
    w.comment('writer', n, '/redirect take it out')
    w.settle()
    finish(w, n)
    expect(conclusions(w, branch).scope).toBe('failure')
    expect(w.status(n)).toBe('running')
  })
})

describe('acceptance', () => {
  it('fails until every criterion is ticked, and names what is open', () => {
    const { w, n } = pushed({ text: { criteria: ['one', 'two'] } })
    w.edit('agent', n, { body: w.body(n).replace('- [ ] one', '- [x] one') })
    w.comment('agent', n, '/status done')
    w.settle()
    expect(w.status(n)).toBe('running')
    const run = w.actions.findLast((action) => action.kind === 'check' && action.name === 'switchyard/acceptance')
    expect(run).toMatchObject({ conclusion: 'failure', title: '1 of 2 criteria not ticked' })
    expect(run?.kind === 'check' && run.summary).toContain('two')
  })
})

describe('dependencies', () => {
  it('a hard one that came later is red, and the packet waits', () => {
    const { w, n, branch } = pushed()
    w.comment('writer', n, '/depends on auth')
    w.settle()
    expect(conclusions(w, branch).dependencies).toBe('failure')
    expect(w.status(n)).toBe('waiting')
  })

  it('a soft one still open is named and not failed', () => {
    const { w, branch } = pushed({ text: { soft: 'auth - with a mock' } })
    expect(conclusions(w, branch).dependencies).toBe('success')
    const run = w.actions.findLast((action) => action.kind === 'check' && action.name === 'switchyard/dependencies')
    expect(run?.kind === 'check' && run.summary).toContain('auth')
  })

  it('a waived one is green', () => {
    const { w, n, branch } = pushed()
    w.comment('writer', n, '/depends on auth')
    w.comment('writer', n, '/waive auth')
    w.settle()
    expect(conclusions(w, branch).dependencies).toBe('success')
    expect(w.status(n)).toBe('running')
  })
})
