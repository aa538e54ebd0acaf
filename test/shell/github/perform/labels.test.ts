import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { fakeGitHub, makeIssue, makeMirror, no, ok, self, startedAt } from '../harness.ts'
import { perform } from './performing.ts'

describe('labels', () => {
  const action: Action = { kind: 'create-label', name: 'packet', color: 'ededed', description: 'A work packet' }

  test('a label is made and mirrored', async () => {
    const github = fakeGitHub()
    github.on('POST /labels', { status: 201, body: {} })
    const mirror = makeMirror()
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    expect(mirror.labels).toEqual([{ name: 'packet', color: 'ededed', description: 'A work packet' }])
  })

  test('a label that is there already is done', async () => {
    const github = fakeGitHub()
    github.on(
      'POST /labels',
      no(422, 'Validation Failed', [{ resource: 'Label', code: 'already_exists', field: 'name' }]),
    )
    expect(await perform(github, action)).toEqual({ kind: 'done' })
  })

  test('another 422 is refused in GitHub’s words', async () => {
    const github = fakeGitHub()
    github.on('POST /labels', no(422, 'Validation Failed', [{ resource: 'Label', code: 'invalid', field: 'color' }]))
    expect(await perform(github, action)).toEqual({
      kind: 'refused',
      status: 422,
      message: 'Validation Failed: color invalid',
    })
  })

  test('labels put on an issue show in the mirror, with the event', async () => {
    const github = fakeGitHub()
    github.on('POST /issues/12/labels', ok([{ name: 'bug' }, { name: 'status: ready' }]))
    const mirror = makeMirror({ issues: [makeIssue(12, { labels: ['bug'] })] })
    await perform(github, { kind: 'add-labels', issue: 12, labels: ['status: ready'] }, mirror)
    expect(mirror.issues[0]?.labels).toEqual(['bug', 'status: ready'])
    expect(mirror.issues[0]?.labelEvents).toEqual([{ at: startedAt, label: 'status: ready', added: true, actor: self }])
  })

  test.each([
    ['there', ok([])],
    ['off already', no(404, 'Label does not exist')],
  ])('a label is taken off: %s', async (_, answer) => {
    const github = fakeGitHub()
    github.on('DELETE /issues/12/labels/status: ready', answer)
    const mirror = makeMirror({ issues: [makeIssue(12, { labels: ['status: ready', 'bug'] })] })
    expect(await perform(github, { kind: 'remove-label', issue: 12, label: 'status: ready' }, mirror)).toEqual({
      kind: 'done',
    })
    expect(mirror.issues[0]?.labels).toEqual(['bug'])
  })
})
