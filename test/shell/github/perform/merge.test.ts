import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeMirror, no, ok } from '../harness.ts'
import { head, main, perform, routes, trial } from './performing.ts'

describe('merging', () => {
  const action: Action = {
    ...{ kind: 'merge', packet: 'x', baseBranch: 'main', base: main, head, trial, pull: 13, issue: 12 },
    message: 'Merge it',
  }
  const rules = (strict: boolean) =>
    ok([{ type: 'required_status_checks', parameters: { strict_required_status_checks_policy: strict } }])
  const ruled = no(422, 'Repository rule violations found\n\nChanges must be made through a pull request.')

  test('sets the base to the tested commit, never by force', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ok({ object: { sha: trial } }))
    const mirror = makeMirror()
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done', reread: { refs: true, issues: [13, 12] } })
    expect(github.work()[0]?.body).toEqual({ sha: trial, force: false })
    expect(mirror.branches[0]?.sha).toBe(trial)
  })

  test('main has moved: another trial', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', no(422, 'Update is not a fast forward'))
    expect(await perform(github, action)).toEqual({ kind: 'outdated', reread: { refs: true } })
  })

  test('rules that want "up to date": the pull request’s own merge, guarded by the head', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ruled)
    github.on('GET /rules/branches/main', rules(true))
    github.on('PUT /pulls/13/merge', ok({ sha: 'd'.repeat(40), merged: true }))
    expect((await perform(github, action)).kind).toBe('done')
    expect(github.work().at(-1)?.body).toEqual({ sha: head, merge_method: 'merge' })
  })

  test('a linear history has no merge commits: the pull request is squashed', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ruled)
    github.on('GET /rules/branches/main', ok([...(rules(true).body as object[]), { type: 'required_linear_history' }]))
    github.on('PUT /pulls/13/merge', ok({ sha: 'd'.repeat(40), merged: true }))
    expect((await perform(github, action)).kind).toBe('done')
    expect(github.work().at(-1)?.body).toEqual({ sha: head, merge_method: 'squash' })
  })

  test('a merge queue is explained, and nothing is merged past it', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ruled)
    github.on('GET /rules/branches/main', ok([...(rules(true).body as object[]), { type: 'merge_queue' }]))
    const message = expect.stringContaining('press "Merge when ready" on #13')
    expect(await perform(github, action)).toMatchObject({ kind: 'refused', message })
    expect(routes(github).some((each) => each.startsWith('PUT'))).toBe(false)
  })

  test('rules without "up to date" stand in the way, and nothing is merged', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ruled)
    github.on('GET /rules/branches/main', rules(false))
    const outcome = await perform(github, action)
    expect(outcome).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('Changes must be made through a pull request'),
    })
    expect(routes(github).some((each) => each.startsWith('PUT'))).toBe(false)
  })

  test.each([
    [405, 'Base branch was modified. Review and try the merge again.', 'later'],
    [405, 'Pull Request is not mergeable', 'refused'],
    [409, 'Head branch was modified. Review and try the merge again.', 'outdated'],
  ])('the pull request’s merge answers %i %s', async (status, message, kind) => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', ruled)
    github.on('GET /rules/branches/main', rules(true))
    github.on('PUT /pulls/13/merge', no(status, message))
    expect((await perform(github, action)).kind).toBe(kind)
  })
})
