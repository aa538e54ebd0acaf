/** What is said in reviews and on lines, and who marked a pull request ready, as GitHub gives it. */
import { describe, expect, test } from 'vitest'
import { commentId, eventTime } from '../../../src/core/snapshot/comments.ts'
import { isShown } from '../../../src/shell/reconcile/mirror.ts'
import { commentNode, graphqlOf, page, pullNode, time, who } from './answers.ts'
import { fakeGitHub, maintainer, makeMirror } from './harness.ts'
import { read, serve } from './reading.ts'

const nothing = { all: false, issues: [], refs: false, checks: [] }
const pull13 = { ...nothing, issues: [13] }
const reactionGroups = [{ content: 'THUMBS_UP', viewerHasReacted: true }]
const at = (minute: number) => Date.parse(time(minute))

const reviewNode = (id: number, more: object = {}) => ({
  ...commentNode(id, { id: `PRR_${id}`, reactionGroups }),
  state: 'COMMENTED' as const,
  submittedAt: time(3),
  commit: null,
  ...more,
})
const lineNode = (id: number, more: object = {}) => ({
  ...commentNode(id, { id: `PRRC_${id}` }),
  publishedAt: time(4),
  path: 'src/a.js',
  ...more,
})

/** Reads pull request 13; documents that ask for something else than the numbers are answered by `others`. */
async function pullRead(node: Parameters<typeof pullNode>[1], others: (document: string, at: object) => object | null) {
  const github = fakeGitHub()
  const whole = graphqlOf([], [pullNode(13, node)])
  serve(github, (document, variables) => {
    const other = others(document, variables)
    return other === null ? whole(document) : { data: other }
  })
  const mirror = await read(github, makeMirror(), pull13)
  return { pull: mirror.pulls[0], mirror, asked: github.work().map(({ body }) => String(body.query ?? '')) }
}

const alone = () => null

describe('texts of reviews', () => {
  test('with their reactions, from when they were sent off; what has no text says nothing', async () => {
    const nodes = [
      reviewNode(5, { body: 'Fine.\n\n/merge' }),
      reviewNode(6, { body: ' ' }),
      reviewNode(7, { state: 'PENDING', submittedAt: null }),
    ]
    const { pull } = await pullRead({ reviews: page(nodes) }, alone)
    expect(pull?.reviews.map(({ id, comment }) => [id, comment?.kind])).toEqual([
      [5, 'review'],
      [6, undefined],
      [7, undefined],
    ])
    expect(pull?.reviews[0]?.comment).toEqual({
      id: commentId('review', 5),
      nodeId: 'PRR_5',
      issue: 13,
      url: 'http://github.test/c/5',
      author: maintainer,
      createdAt: at(3),
      revisions: [{ at: at(3), editor: maintainer, body: 'Fine.\n\n/merge' }],
      verdict: '+1',
      eyes: false,
      kind: 'review',
    })
  })

  test('edits are asked for where there are any, all pages of them; those before it was sent off count as its first text', async () => {
    const edited = reviewNode(5, { body: 'third', lastEditedAt: time(9), editor: who })
    const edit = (minute: number, diff: string) => ({ editedAt: time(minute), diff, editor: who })
    const { pull, asked } = await pullRead({ reviews: page([edited, reviewNode(6)]) }, (document, variables) => {
      if (document.includes('nodes(ids')) {
        expect(variables).toMatchObject({ ids: ['PRR_5'] })
        return { nodes: [{ id: 'PRR_5', userContentEdits: page([edit(9, 'third'), edit(6, 'second')], 'more') }] }
      }
      return document.includes('node(id') ? { node: { page: page([edit(2, 'draft two'), edit(1, 'draft')]) } } : null
    })
    expect(pull?.reviews[0]?.comment?.revisions.map(({ at, body }) => [at, body])).toEqual([
      [at(3), 'draft two'],
      [at(6), 'second'],
      [at(9), 'third'],
    ])
    expect(asked.filter((document) => document.includes('nodes(ids'))).toHaveLength(1)
  })

  test('a review that was deleted meanwhile keeps nothing from being read', async () => {
    const github = fakeGitHub()
    const edited = reviewNode(5, { lastEditedAt: time(9), editor: who, body: 'now' })
    const whole = graphqlOf([], [pullNode(13, { reviews: page([edited]) })])
    const errors = [{ type: 'NOT_FOUND', path: ['nodes', 0], message: 'Could not resolve' }]
    serve(github, (document) =>
      document.includes('nodes(ids') ? { data: { nodes: [null] }, errors } : whole(document),
    )
    const [pull] = (await read(github, makeMirror(), pull13)).pulls
    expect(pull?.reviews[0]?.comment?.revisions.at(-1)?.body).toBe('now')
  })
})

test('comments on lines: all threads, all of each, with their file, in order of time', async () => {
  const first = { id: 'PRRT_1', comments: page([lineNode(5, { publishedAt: time(8) })], 'next') }
  const pending = { id: 'PRRT_2', comments: page([lineNode(6, { publishedAt: null })]) }
  const last = { id: 'PRRT_3', comments: page([lineNode(8, { path: 'b.js' })]) }
  const { pull, mirror } = await pullRead({ reviewThreads: page([first, pending], 'more') }, (document, variables) => {
    if (document.includes('PullRequestReviewThread {')) {
      expect(variables).toMatchObject({ id: 'PRRT_1', after: 'next' })
      return { node: { page: page([lineNode(7, { publishedAt: time(9) })]) } }
    }
    return document.includes('page: reviewThreads') ? { repository: { item: { page: page([last]) } } } : null
  })
  const ids = [8, 5, 7].map((id) => commentId('line', id))
  expect(pull?.lineComments?.map(({ id }) => id)).toEqual(ids)
  expect(pull?.lineComments?.map(({ path }) => path)).toEqual(['b.js', 'src/a.js', 'src/a.js'])
  expect(pull?.lineComments?.[0]).toMatchObject({ kind: 'line', issue: 13, createdAt: at(4) })
  expect(isShown(mirror, { number: 13, comment: commentId('line', 7) })).toBe(true)
  expect(isShown(mirror, { number: 13, comment: 7 })).toBe(false)
})

test('ids of the three kinds, and times of events, never meet', () => {
  const ids = [1, 4_294_967_296, 2 ** 41].flatMap((id) => [
    id,
    commentId('review', id),
    commentId('line', id),
    commentId('event', id),
  ])
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(Number.isSafeInteger(id)).toBe(true)
  expect(eventTime(commentId('event', at(3)))).toBe(at(3))
  expect(eventTime(commentId('line', 5))).toBeNull()
})

describe('drafts', () => {
  const reviewer = (login: string) => ({ __typename: 'User', login, databaseId: 9 })
  const asked = (minute: number, login: string | null) => ({
    __typename: 'ReviewRequestedEvent' as const,
    createdAt: time(minute),
    actor: who,
    requestedReviewer: login === null ? null : reviewer(login),
  })

  test('all pages of who marked it ready or a draft, and who asked whom for a review', async () => {
    const ready = { __typename: 'ReadyForReviewEvent' as const, createdAt: time(2), actor: who }
    const analysis = { __typename: 'ConvertToDraftEvent' as const, createdAt: time(3), actor: null }
    const { pull } = await pullRead({ drafts: page([ready], 'more') }, (document) =>
      document.includes('page: timelineItems')
        ? { repository: { item: { page: page([analysis, asked(4, 'writer')]) } } }
        : null,
    )
    expect(pull?.draftEvents).toEqual([
      { at: at(2), draft: false, actor: maintainer },
      { at: at(3), draft: true, actor: null },
      { at: at(4), draft: false, review: true, actor: maintainer },
    ])
  })

  test('a review that GitHub asks of a code owner, or of a team, or with the opening, is nobody’s word', async () => {
    const reviewRequests = { nodes: [{ asCodeOwner: true, requestedReviewer: reviewer('owner') }] }
    const drafts = page([asked(0, 'writer'), asked(4, 'owner'), asked(5, null)])
    const { pull } = await pullRead({ drafts, reviewRequests }, alone)
    expect(pull?.draftEvents).toEqual([])
    expect(pull?.requestedReviewers).toEqual(['owner'])
  })
})
