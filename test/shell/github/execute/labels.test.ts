import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { type Answer, fakeGitHub, makeIssue, makeMirror, no, ok, self, startedAt } from '../harness.ts'
import { perform, routes } from './performing.ts'

describe('labels of the repository', () => {
  const action: Action = { kind: 'create-label', name: 'packet', color: 'ededed', description: 'A work packet' }

  test('a label is made and mirrored', async () => {
    const github = fakeGitHub()
    github.on('POST /labels', { status: 201, body: { node_id: 'L_1' } })
    const mirror = makeMirror()
    expect(await perform(github, action, mirror)).toEqual({ kind: 'done' })
    const made = { nodeId: 'L_1', name: 'packet', color: 'ededed', description: 'A work packet' }
    expect(mirror.labels).toEqual([made])
  })

  test('a label that is there already has an id to be read', async () => {
    const github = fakeGitHub()
    const known = [{ resource: 'Label', code: 'already_exists', field: 'name' }]
    github.on('POST /labels', no(422, 'Validation Failed', known))
    expect(await perform(github, action)).toEqual({ kind: 'outdated', reread: { all: true } })
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
})

describe('labels of an issue', () => {
  const label = (name: string) => ({ nodeId: `L_${name}`, name, color: 'ededed', description: '' })
  const start = () =>
    makeMirror({
      labels: ['bug', 'ready', 'running'].map(label),
      issues: [makeIssue(12, { labels: ['bug', 'ready'] })],
    })
  const move: Action = { kind: 'set-labels', issue: 12, add: ['running'], remove: ['ready'] }
  const half = (...names: string[]) => ({ labelable: { labels: { nodes: names.map((name) => ({ name })) } } })
  const failed = (alias: string, type: string, message = 'Could not resolve') => ({ type, path: [alias], message })
  const lookAgain = { kind: 'outdated', reread: { all: true, issues: [12] } }

  /** Performs the move against one answer of GraphQL. */
  async function moveWith(answer: Answer, action = move) {
    const github = fakeGitHub()
    github.on('GRAPHQL', answer)
    const mirror = start()
    const outcome = await perform(github, action, mirror)
    return { outcome, github, mirror, issue: mirror.issues[0] }
  }

  test('one goes, one comes, in one request; the others stay; the mirror has both events', async () => {
    const both = { m0: half('bug'), m1: half('bug', 'running') }
    const { outcome, github, issue } = await moveWith(ok({ data: both }))
    expect(outcome).toEqual({ kind: 'done' })
    expect(routes(github)).toEqual(['POST /api/graphql'])
    expect(github.work()[0]?.body.variables).toMatchObject({
      input0: { labelableId: 'I_12', labelIds: ['L_ready'] },
      input1: { labelableId: 'I_12', labelIds: ['L_running'] },
    })
    expect(issue?.labels).toEqual(['bug', 'running'])
    expect(issue?.labelEvents).toEqual([
      { at: startedAt, label: 'ready', added: false, actor: self },
      { at: startedAt, label: 'running', added: true, actor: self },
    ])
  })

  test.each<[string, Action, object, string[], RegExp]>([
    [
      'only what comes',
      { kind: 'set-labels', issue: 12, add: ['running'], remove: [] },
      { m0: half('bug', 'ready', 'running') },
      ['bug', 'ready', 'running'],
      /removeLabelsFromLabelable/,
    ],
    [
      'only what goes',
      { kind: 'set-labels', issue: 12, add: [], remove: ['ready'] },
      { m0: half('bug') },
      ['bug'],
      /addLabelsToLabelable/,
    ],
  ])('%s is asked for without an empty list for the rest', async (_, action, data, labels, unasked) => {
    const { outcome, github, issue } = await moveWith(ok({ data }), action)
    expect(outcome).toEqual({ kind: 'done' })
    expect(issue?.labels).toEqual(labels)
    expect(String(github.work()[0]?.body.query)).not.toMatch(unasked)
  })

  test('a label that is off already: what came is in the mirror, and who took it off is read', async () => {
    const data = { m0: null, m1: half('bug', 'running') }
    const { outcome, issue } = await moveWith(ok({ data, errors: [failed('m0', 'NOT_FOUND')] }))
    expect(outcome).toEqual({ kind: 'done', reread: { issues: [12] } })
    expect(issue?.labels).toEqual(['bug', 'running'])
  })

  test('a label that could not be taken off and is still there: look again', async () => {
    const data = { m0: null, m1: half('bug', 'ready', 'running') }
    const { outcome, issue } = await moveWith(ok({ data, errors: [failed('m0', 'NOT_FOUND')] }))
    expect(outcome).toEqual(lookAgain)
    expect(issue?.labels).toEqual(['bug', 'ready', 'running'])
  })

  test('a label that is gone from the repository cannot come: what went is in the mirror', async () => {
    const data = { m0: half('bug'), m1: null }
    const { outcome, issue } = await moveWith(ok({ data, errors: [failed('m1', 'NOT_FOUND')] }))
    expect(outcome).toEqual(lookAgain)
    expect(issue?.labels).toEqual(['bug'])
  })

  test('an issue that is gone: look again', async () => {
    const errors = [failed('m0', 'NOT_FOUND'), failed('m1', 'NOT_FOUND')]
    const { outcome, issue } = await moveWith(ok({ data: { m0: null, m1: null }, errors }))
    expect(outcome).toEqual(lookAgain)
    expect(issue?.labels).toEqual(['bug', 'ready'])
  })

  test('a half that is forbidden is refused; the mirror has the other half', async () => {
    const data = { m0: half('bug'), m1: null }
    const errors = [failed('m1', 'FORBIDDEN', 'Resource not accessible by integration')]
    const { outcome, issue } = await moveWith(ok({ data, errors }))
    expect(outcome).toMatchObject({ kind: 'refused', status: 403 })
    expect(issue?.labels).toEqual(['bug'])
  })

  test('somebody else’s label that came meanwhile is read, so that it is not taken for the App’s', async () => {
    const both = { m0: half('bug'), m1: half('bug', 'running', 'packet') }
    const { outcome } = await moveWith(ok({ data: both }))
    expect(outcome).toEqual({ kind: 'done', reread: { issues: [12] } })
  })

  test.each([
    ['comes', { add: ['unheard-of'], remove: [] }],
    ['goes', { add: [], remove: ['unheard-of'] }],
  ])('a label the mirror has no id of %s: nothing is asked, everything is read', async (_, change) => {
    const { outcome, github } = await moveWith(ok(), { kind: 'set-labels', issue: 12, ...change })
    expect(outcome).toEqual(lookAgain)
    expect(routes(github)).toEqual([])
  })

  test('where a label was there first in other letters, it is the App’s', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', ok({ data: { m0: half('Status: Ready', 'Bug') } }))
    const mirror = makeMirror({ labels: [label('status: ready')], issues: [makeIssue(12, { labels: ['Bug'] })] })
    const request: Action = { kind: 'set-labels', issue: 12, add: ['status: ready'], remove: [] }
    expect(await perform(github, request, mirror)).toEqual({ kind: 'done' })
    expect(mirror.issues[0]?.labels).toEqual(['status: ready', 'Bug'])
  })
})
