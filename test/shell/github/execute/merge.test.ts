import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeMirror, no, ok } from '../harness.ts'
import { head, main, perform, routes, trial } from './performing.ts'

const tested = { packet: 'x', base: main, head, trial, message: 'Merge it' }

describe('setting the base branch to the tested commit', () => {
  const action: Action = { kind: 'merge', baseBranch: 'main', pull: 13, issue: 12, ...tested }

  test('never by force', async () => {
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

  test.each([
    [422, 'Repository rule violations found\n\nChanges must be made through a pull request.'],
    [422, 'Repository rule violations found\n\nChanges must be made through the merge queue'],
    [403, 'You’re not authorized to push to this branch. Branch protection forbids it.'],
    [422, 'Required status check "ci" is expected.'],
  ])('a rule refuses it (%i %s): the rules are read, and nothing is merged', async (status, message) => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', no(status, message))
    expect(await perform(github, action)).toEqual({ kind: 'outdated', reread: { refs: true, rules: true } })
    expect(routes(github)).toHaveLength(1)
  })
})

describe('merging the pull request', () => {
  const action: Action = { kind: 'merge', method: 'squash', baseBranch: 'main', pull: 13, issue: 12, ...tested }
  const stands = ok({ object: { sha: main } })

  test('guarded by its head, on the base that was tested', async () => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/main', stands)
    github.on('PUT /pulls/13/merge', ok({ sha: 'd'.repeat(40), merged: true }))
    const mirror = makeMirror()
    expect((await perform(github, action, mirror)).kind).toBe('done')
    expect(github.work().at(-1)?.body).toEqual({ sha: head, merge_method: 'squash' })
    const commit = { title: 'db: Make users (#13)', message: 'Packet: #12' }
    await perform(github, { ...action, commit }, makeMirror())
    const words = { commit_title: commit.title, commit_message: commit.message }
    expect(github.work().at(-1)?.body).toEqual({ sha: head, merge_method: 'squash', ...words })
    expect(mirror.branches[0]?.sha).toBe('d'.repeat(40))
  })

  test('not on another base', async () => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/main', ok({ object: { sha: 'e'.repeat(40) } }))
    expect(await perform(github, action)).toEqual({ kind: 'outdated', reread: { refs: true } })
    expect(routes(github).some((each) => each.startsWith('PUT'))).toBe(false)
  })

  test.each([
    [405, 'Base branch was modified. Review and try the merge again.', 'later'],
    [405, 'Pull Request is not mergeable', 'refused'],
    [409, 'Head branch was modified. Review and try the merge again.', 'outdated'],
  ])('GitHub answers %i %s', async (status, message, kind) => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/main', stands)
    github.on('GET /rules/branches/main', ok([]))
    github.on('PUT /pulls/13/merge', no(status, message))
    expect((await perform(github, action)).kind).toBe(kind)
  })

  test('what is refused is explained rule by rule', async () => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/main', stands)
    github.on(
      'PUT /pulls/13/merge',
      no(405, 'Repository rule violations found\n\nAt least 1 approving review is required.'),
    )
    const parameters = { required_approving_review_count: 1 }
    github.on('GET /rules/branches/main', ok([{ type: 'pull_request', parameters }]))
    const message = expect.stringMatching(
      /^The rules for main block the merge:[\s\S]*It requires 1 approving review on #13/,
    )
    expect(await perform(github, action)).toEqual({ kind: 'refused', status: 405, message })
  })
})

test('GitHub’s own words do where its rules cannot be read', async () => {
  const github = fakeGitHub()
  github.on('GET /git/ref/heads/main', ok({ object: { sha: main } }))
  github.on('PUT /pulls/13/merge', no(405, 'Required status check "ci" is expected.'))
  github.on('GET /rules/branches/main', no(404, 'Not Found'))
  const message = 'The rules for main block the merge: Required status check "ci" is expected.'
  const action: Action = { kind: 'merge', method: 'merge', baseBranch: 'main', pull: 13, issue: 12, ...tested }
  expect(await perform(github, action)).toEqual({ kind: 'refused', status: 405, message })
})

describe('bringing the base into a packet’s branch', () => {
  const action: Action = { kind: 'update-branch', branch: 'feature/x', pull: 13, ...tested }

  test('sets it to the tested commit, never by force, and notes who did', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/feature/x', ok({ object: { sha: trial } }))
    const mirror = makeMirror({ branches: [{ name: 'feature/x', sha: head, protected: false }] })
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done', reread: { refs: true, issues: [13] } })
    expect(github.work()[0]?.body).toEqual({ sha: trial, force: false })
    expect(mirror.branches[0]?.sha).toBe(trial)
    expect(mirror.activity.at(-1)).toMatchObject({ branch: 'feature/x', before: head, after: trial, type: 'push' })
  })

  test('somebody pushed meanwhile: it is looked at again', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/feature/x', no(422, 'Update is not a fast forward'))
    expect(await perform(github, action)).toEqual({ kind: 'outdated', reread: { refs: true, issues: [13] } })
  })
})
