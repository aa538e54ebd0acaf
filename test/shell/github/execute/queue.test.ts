import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import { type FakeGitHub, fakeGitHub, ok, ref } from '../harness.ts'
import { head, perform } from './performing.ts'

const put: Action = { kind: 'enqueue', baseBranch: 'main', issue: 12, pull: 13, nodeId: 'PR_13', head }
const take: Action = { kind: 'dequeue', issue: 12, pull: 13, nodeId: 'PR_13' }
const reread = { refs: true, issues: [13, 12] }
const refused = (message: string, type = 'UNPROCESSABLE') => ok({ data: null, errors: [{ type, message }] })
const stands = (now: object) =>
  ok({ data: { repository: { pullRequest: { state: 'OPEN', headRefOid: head, isInMergeQueue: false, ...now } } } })
const asked = (github: FakeGitHub) => github.work().map(({ body }) => Reflect.get(body as object, 'variables'))

describe('GitHub’s merge queue', () => {
  test('a pull request goes in with the head that was seen', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', ok({ data: { m0: {} } }))
    expect(await perform(github, put)).toEqual({ kind: 'done', reread })
    expect(asked(github)).toEqual([{ input0: { pullRequestId: 'PR_13', expectedHeadOid: head } }])
  })

  test.each([
    ['it is in already', put, { isInMergeQueue: true }, { kind: 'outdated', reread }],
    ['its head has moved', put, { headRefOid: 'd'.repeat(40) }, { kind: 'outdated', reread }],
    ['it is merged', put, { state: 'MERGED' }, { kind: 'outdated', reread }],
    ['a rule keeps it out', put, {}, { kind: 'refused', status: 422, message: 'No.' }],
    ['it is out already', take, {}, { kind: 'done', reread }],
    ['it may not be taken out', take, { isInMergeQueue: true }, { kind: 'refused', status: 422, message: 'No.' }],
  ])('refused, and %s', async (_, action, now, outcome) => {
    const github = fakeGitHub()
    github.on('GRAPHQL', (_, nth) => (nth === 0 ? refused('No.') : stands(now)))
    expect(await perform(github, action)).toEqual(outcome)
  })

  test('reading: groups as they are, events of the pull requests that were asked for', async () => {
    const github = fakeGitHub()
    const who = { __typename: 'User', login: 'writer', databaseId: 7 }
    const entry = { position: 2, enqueuer: who, baseCommit: { oid: 'b' }, headCommit: { oid: 'c' } }
    const added = { __typename: 'AddedToMergeQueueEvent', createdAt: '2026-05-01T10:00:00Z', actor: who }
    const removed = { ...added, __typename: 'RemovedFromMergeQueueEvent', reason: 'failed_checks' }
    github.on(
      'GRAPHQL',
      ok({
        data: {
          repository: {
            mergeQueue: {
              entries: {
                nodes: [
                  { ...entry, pullRequest: { number: 14 } },
                  { ...entry, position: 1, headCommit: null, pullRequest: { number: 13 } },
                ],
              },
            },
            p13: { number: 13, timelineItems: { nodes: [added, { ...removed, beforeCommit: { oid: 'e' } }] } },
          },
        },
      }),
    )
    const by = { id: 7, login: 'writer', type: 'User' }
    const at = Date.UTC(2026, 4, 1, 10)
    expect(await github.app.repository(ref).queue('main', [13])).toEqual({
      entries: [
        { pull: 13, place: 1, by, group: null },
        { pull: 14, place: 2, by, group: { base: 'b', head: 'c' } },
      ],
      events: [
        { pull: 13, kind: 'added', at, by, reason: '', group: null },
        { pull: 13, kind: 'removed', at, by, reason: 'failed_checks', group: 'e' },
      ],
    })
  })

  test('an installation that was not given the permission cannot see it', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', refused('Resource not accessible by integration', 'FORBIDDEN'))
    expect(await github.app.repository(ref).queue('main', [])).toBeNull()
  })
})
