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
    [422, 'At least 1 approving review is required by reviewers with write access.'],
    [403, "You're not authorized to push to this branch. Visit https://docs.github.com/… for more information."],
    [422, 'This branch must not contain merge commits.'],
    [409, 'Commits must have verified signatures.'],
    [405, 'Cannot update this protected ref.'],
    [422, 'A text that nobody has seen yet'],
  ])('a refusal means "not this way", whatever its words: %i %s', async (status, message) => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', no(status, message))
    const reread = { refs: true, rules: true }
    expect(await perform(github, action)).toEqual({ kind: 'not-this-way', message, reread })
    expect(routes(github)).toHaveLength(1)
  })

  test.each([
    [403, 'Resource not accessible by integration', 'refused'],
    [403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', 'later'],
    [429, 'Slow down', 'later'],
    [502, 'Server Error', 'later'],
  ])('it is no rule: %i %s', async (status, message, kind) => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/main', no(status, message))
    expect((await perform(github, action)).kind).toBe(kind)
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

  const stood = { head: { sha: head }, state: 'open', draft: false, mergeable: true }
  test.each([
    [405, 'Base branch was modified. Review and try the merge again.', stood, 'later'],
    [405, 'Pull Request is not mergeable', stood, 'not-this-way'],
    [405, 'Waiting on code owner review from acme/owners.', stood, 'not-this-way'],
    [422, 'A text that nobody has seen yet', stood, 'not-this-way'],
    [409, 'A text that nobody has seen yet', stood, 'not-this-way'],
    [405, 'Pull Request is not mergeable', { ...stood, mergeable: null }, 'later'],
    [405, 'Pull Request is still a draft', { ...stood, draft: true }, 'outdated'],
    [405, 'Pull Request is not mergeable', { ...stood, state: 'closed' }, 'outdated'],
    [409, 'Head branch was modified. Review and try the merge again.', { ...stood, head: { sha: main } }, 'outdated'],
    [403, 'Resource not accessible by integration', stood, 'refused'],
  ])('GitHub answers %i %s', async (status, message, now, kind) => {
    const github = fakeGitHub()
    github.on('GET /git/ref/heads/main', stands)
    github.on('GET /pulls/13', ok(now))
    github.on('PUT /pulls/13/merge', no(status, message))
    expect((await perform(github, action)).kind).toBe(kind)
  })
})

describe('bringing the base into a packet’s branch', () => {
  const action: Action = { kind: 'update-branch', branch: 'feature/x', pull: 13, ...tested }

  const made = 'd'.repeat(40)
  const branchAt = (sha: string) => ok({ object: { sha } })

  test('lets GitHub merge it for exactly this head, and notes who did', async () => {
    const github = fakeGitHub()
    github.on('PUT /pulls/13/update-branch', ok({ message: 'Updating pull request branch.' }))
    github.on('GET /git/ref/heads/feature/x', branchAt(made))
    const mirror = makeMirror({ branches: [{ name: 'feature/x', sha: head }] })
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done', reread: { refs: true, issues: [13] } })
    expect(github.work()[0]?.body).toEqual({ expected_head_sha: head })
    expect(mirror.branches[0]?.sha).toBe(made)
    expect(mirror.activity.at(-1)).toMatchObject({ branch: 'feature/x', before: head, after: made, type: 'push' })
  })

  test('GitHub has not done it yet: it is looked at again', async () => {
    const github = fakeGitHub()
    github.on('PUT /pulls/13/update-branch', ok({ message: 'Updating pull request branch.' }))
    github.on('GET /git/ref/heads/feature/x', branchAt(head))
    expect((await perform(github, action)).kind).toBe('later')
  })

  test.each([
    [head, 'not-this-way'],
    [made, 'outdated'],
  ])('a refusal while the branch is at %s: %s', async (sha, kind) => {
    const github = fakeGitHub()
    github.on('PUT /pulls/13/update-branch', no(422, 'expected head sha didn’t match current head ref.'))
    github.on('GET /git/ref/heads/feature/x', branchAt(sha))
    expect((await perform(github, action)).kind).toBe(kind)
  })
})

describe('setting a packet’s branch to the tested commit', () => {
  const action: Action = { kind: 'update-branch', branch: 'feature/x', pull: 13, pushed: true, ...tested }

  test('sets it to the tested commit, never by force, and notes who did', async () => {
    const github = fakeGitHub()
    github.on('PATCH /git/refs/heads/feature/x', ok({ object: { sha: trial } }))
    const mirror = makeMirror({ branches: [{ name: 'feature/x', sha: head }] })
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
