/** What happened to other bots while merging, and does not happen here. */
import { describe, expect, it, test } from 'vitest'
import type { Action } from '../../src/core/actions.ts'
import { another, complete, done, filed, finish, moves, type Scenario } from '../core/support/stories.ts'
import { failing, packetText } from '../core/support/world.ts'
import { head, main, perform, routes, trial } from '../shell/github/execute/performing.ts'
import { fakeGitHub, no, ok } from '../shell/github/harness.ts'

describe('"base branch was modified" (kubernetes/test-infra#5171)', () => {
  const action: Action = {
    kind: 'merge',
    packet: 'x',
    baseBranch: 'main',
    base: main,
    head,
    trial,
    pull: 13,
    issue: 12,
    method: 'merge',
    message: 'Merge it',
  }

  const open = { head: { sha: head }, state: 'open', draft: false, mergeable: true }
  test.each([
    [405, 'Base branch was modified. Review and try the merge again.', 'later', open],
    [405, 'Pull Request is still a draft', 'outdated', { ...open, draft: true }],
    [409, 'Head branch was modified. Review and try the merge again.', 'outdated', { ...open, head: { sha: trial } }],
  ])('the bot distinguishes the errors: %i %s is %s', async (status, message, kind, pull) => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/main', ok({ object: { sha: main } }))
    github.on('GET /pulls/13', ok(pull))
    github.on('PUT /pulls/13/merge', no(status, message))
    expect((await perform(github, action)).kind).toBe(kind)
    expect(routes(github).filter((route) => route === 'PUT /pulls/13/merge')).toHaveLength(1)
  })

  it('packets merge one at a time, and each is tested on the main that the previous merge made', () => {
    const { w, n } = filed()
    const other = another(w, 'other', { inScope: 'lib/' })
    complete(w, n, 'db', ['src/db.js'])
    complete(w, other, 'other', ['lib/a.js'])
    w.comment('writer', n, '/merge')
    w.comment('writer', other, '/merge')
    w.settle()
    const merges = w.actions.filter((one) => one.kind === 'merge')
    expect(merges.map((one) => one.issue)).toEqual([n, other])
    expect(merges[1]?.base).toBe(merges[0]?.trial)
  })
})

describe("a failed prerequisite's dependents ran and merged (symphony-ts#281, #283)", () => {
  it('a dependent neither starts nor merges when its dependency is closed without delivery', () => {
    const { w, n } = filed()
    const dependent = another(w, 'api', { inScope: 'api/', hard: 'db' })
    w.closeIssue('writer', n)
    w.settle()
    expect(w.status(dependent)).toBe('waiting')
    expect(w.snapshot.branches.map(({ name }) => name)).not.toContain('feature/api')
  })

  it('a started dependent does not merge when its dependency is given up', () => {
    const { w, n } = filed()
    const dependent = another(w, 'api', { inScope: 'api/' })
    complete(w, dependent, 'api', ['api/a.js'])
    w.comment('writer', dependent, '/depends on db')
    w.comment('writer', dependent, '/merge')
    w.comment('writer', n, '/abandon does not work')
    w.settle()
    expect(w.pullOf('feature/api')?.merged).toBe(false)
    expect(w.said(dependent).join()).toContain('abandoned')
  })
})

describe('branch deleted before the merge was in (gastown#2028)', () => {
  it('a branch is deleted only after GitHub shows its head as merged', () => {
    const { w, n, branch } = done()
    w.comment('writer', n, '/merge')
    w.settle()
    const kinds = w.actions.map((action) => action.kind)
    expect(kinds.indexOf('delete-branch')).toBeGreaterThan(kinds.indexOf('merge'))
    expect(w.pullOf(branch)?.merged).toBe(true)
    expect(w.snapshot.branches.map(({ name }) => name)).not.toContain(branch)
  })

  const mishaps: Record<string, (scenario: Scenario) => void> = {
    'its pull request is closed unmerged': ({ w, branch }) => w.closePull('writer', branch),
    'its merge is refused': ({ w }) => {
      w.refuses = (action) => (action.kind === 'merge' ? 'no' : null)
    },
    'the trial fails': ({ w }) => {
      w.trial = failing('not ok')
    },
  }

  it.each(Object.entries(mishaps))('the branch stays when %s', (_, mishap) => {
    const scenario = done()
    const { w, n, branch } = scenario
    mishap(scenario)
    w.comment('writer', n, '/check')
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.snapshot.branches.map(({ name }) => name)).toContain(branch)
  })

  it('the branch stays when a commit was pushed after the merge', () => {
    const { w, n, branch } = done()
    w.comment('writer', n, '/merge')
    w.refuses = (action) => {
      if (action.kind === 'delete-branch') w.push('agent', branch, ['src/late.js'])
      return action.kind === 'delete-branch' ? 'it moved' : null
    }
    w.settle()
    w.refuses = () => null
    w.snapshot.refused = {}
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(w.snapshot.branches.map(({ name }) => name)).toContain(branch)
  })
})

it('one ticket without paths froze the queue (watt-mind/factory PR #1049): such a packet and all others start and merge', () => {
  const { w, n } = filed()
  const text = packetText().replace(/## Boundaries[\s\S]*?(?=## Dep)/, '')
  const bare = w.file('writer', 'Work Packet: bare', text).number
  w.settle()
  expect(w.packet(bare).text.problems.map(({ code }) => code)).toContain('no-boundaries')
  complete(w, bare, 'bare', ['anything.js'])
  complete(w, n, 'db', ['src/db.js'])
  for (const issue of [bare, n]) w.comment('writer', issue, '/merge')
  w.settle()
  expect([w.status(bare), w.status(n)]).toEqual(['merged', 'merged'])
})

describe('one stuck item stopped the queue (bors-ng#1152, #1109)', () => {
  it('the next packet merges when GitHub answers 422 for the first', () => {
    const { w, n, branch } = filed()
    const other = another(w, 'other', { inScope: 'lib/' })
    complete(w, n, 'db', ['src/db.js'])
    complete(w, other, 'other', ['lib/a.js'])
    w.refuses = (action) => (action.kind === 'merge' && action.issue === n ? 'Validation Failed' : null)
    w.comment('writer', n, '/merge')
    w.comment('writer', other, '/merge')
    w.settle()
    expect(w.status(other)).toBe('merged')
    expect(w.pullOf(branch)?.merged).toBe(false)
    expect(JSON.stringify(w.packet(n).merge.trouble)).toContain('Validation Failed')
  })

  it('a pull request whose fork is deleted does not hold other packets', () => {
    const { w, n, branch } = filed()
    w.openPull('outsider', 'patch-1', { sameRepo: false, headSha: 'f'.repeat(40) })
    w.refuses = (action) => (action.kind === 'check' && action.head.startsWith('f') ? 'No commit found for SHA' : null)
    w.push('agent', branch, ['src/db.js'])
    w.settle()
    finish(w, n)
    w.comment('writer', n, '/merge')
    w.settle()
    expect(w.status(n)).toBe('merged')
    expect(moves(w)).toBe(0)
  })
})
