/** Changes that share a request of GraphQL: each keeps its identity and is judged by itself. */
import { describe, expect, test } from 'vitest'
import type { Action } from '../../../../src/core/actions.ts'
import type { RawComment } from '../../../../src/shell/reconcile/mirror.ts'
import { type Answer, fakeGitHub, maintainer, makeIssue, makeMirror, no, ok, ref } from '../harness.ts'
import { routes } from './performing.ts'

const said = (id: number): RawComment => ({
  id,
  nodeId: `IC_${id}`,
  issue: 12,
  url: '',
  createdAt: 1,
  verdict: null,
  eyes: false,
  author: maintainer,
  revisions: [{ at: 1, editor: null, body: '/status blocked' }],
})
const label = (name: string) => ({ nodeId: `L_${name}`, name, color: 'ededed', description: '' })
const start = () =>
  makeMirror({
    labels: ['ready', 'blocked'].map(label),
    issues: [makeIssue(12, { labels: ['ready'], comments: [said(3), said(4)] })],
  })

const react: Action = { kind: 'react', issue: 12, comment: 3, content: '+1' }
const labels: Action = { kind: 'set-labels', issue: 12, add: ['blocked'], remove: ['ready'] }
const body = 'Blocked\n\n<!-- switchyard:blocked:3 -->'
const comment: Action = { kind: 'comment', issue: 12, marker: 'blocked:3', body }
const report = [react, labels, comment]

const named = (...names: string[]) => ({ labelable: { labels: { nodes: names.map((name) => ({ name })) } } })
const node = { id: 'IC_9', fullDatabaseId: '9', url: 'u', createdAt: '2026-05-01T10:00:01Z', body }
const all = {
  m0: { clientMutationId: null },
  m1: named(),
  m2: named('blocked'),
  m3: { commentEdge: { node } },
}
const failed = (key: string, type: string, message = 'Could not resolve to a node') => ({ type, path: [key], message })

async function together(answer: Answer | ((nth: number) => Answer), actions: Action[] = report, mirror = start()) {
  const github = fakeGitHub()
  github.on('GRAPHQL', typeof answer === 'function' ? (_, nth) => answer(nth) : answer)
  github.on('GET ', ok({ id: 70 }))
  const outcomes = await github.app.repository(ref).executeTogether?.(actions, mirror)
  return { outcomes, github, issue: mirror.issues[0] }
}

const names = (query: unknown) => [...String(query).matchAll(/: (\w+)\(input/g)].map(([, name]) => name)

describe('changes that share a request', () => {
  test('reaction, labels and comment go out in their order; the mirror has them all', async () => {
    const { outcomes, github, issue } = await together(ok({ data: all }))
    expect(outcomes).toEqual([{ kind: 'done' }, { kind: 'done' }, { kind: 'done' }])
    expect(routes(github)).toEqual(['POST /api/graphql'])
    expect(names(github.work()[0]?.body.query)).toEqual([
      ...['addReaction', 'removeLabelsFromLabelable', 'addLabelsToLabelable', 'addComment'],
    ])
    expect(issue).toMatchObject({ labels: ['blocked'], comments: [{ verdict: '+1' }, { verdict: null }, { id: 9 }] })
  })

  test('one that fails is judged by its own error; the others are done', async () => {
    const data = { ...all, m0: null }
    const { outcomes, issue } = await together(ok({ data, errors: [failed('m0', 'NOT_FOUND')] }))
    const lookAgain = { kind: 'outdated', reread: { issues: [12] } }
    expect(outcomes).toEqual([lookAgain, { kind: 'done' }, { kind: 'done' }])
    expect(issue).toMatchObject({ labels: ['blocked'], comments: [{ verdict: null }, {}, { id: 9 }] })
  })

  test('one that is refused, and one for which GitHub had no time: both are told', async () => {
    const data = { ...all, m0: null, m3: null }
    const errors = [
      failed('m0', 'FORBIDDEN', 'no right'),
      { message: 'Something went wrong while executing your query' },
    ]
    const { outcomes } = await together(ok({ data, errors }))
    expect(outcomes).toMatchObject([{ kind: 'refused', status: 403 }, { kind: 'done' }, { kind: 'later' }])
  })

  test.each([
    ['no answer', no(502, 'Server Error')],
    ['a limit', no(403, 'You have exceeded a secondary rate limit.', [], { 'retry-after': '30' })],
    ['a time-out of the whole', ok({ data: null, errors: [{ message: 'Something went wrong: timeout' }] })],
  ])('with %s nothing is known of any: looked at again, and nothing is sent twice', async (_, answer) => {
    const { outcomes, github, issue } = await together(answer)
    expect(outcomes).toMatchObject([{ kind: 'later' }])
    expect(routes(github)).toHaveLength(1)
    expect(issue).toEqual(start().issues[0])
  })

  test('what is refused as a whole is asked for one by one, so that the refusal falls on whom it is for', async () => {
    const { outcomes, github } = await together((nth) =>
      nth === 0 ? no(422, 'Validation Failed') : ok({ data: { m0: all.m0 } }),
    )
    expect(outcomes).toEqual([{ kind: 'done' }])
    expect(github.work().map((each) => names(each.body.query).length)).toEqual([4, 1])
  })

  test('too many creations at once are no refusal', async () => {
    const data = { ...all, m3: null }
    const errors = [failed('m3', 'UNPROCESSABLE', 'was submitted too quickly')]
    const { outcomes } = await together(ok({ data, errors }))
    expect(outcomes?.[2]).toMatchObject({ kind: 'later', afterMs: 60_000 })
  })

  test.each<[string, Action[], number]>([
    ['a verdict that hangs on the comment before it', [comment, react], 1],
    ['what goes through REST', [react, { kind: 'close-issue', issue: 12, reason: 'completed' }, labels], 1],
    ['what the mirror is too old for', [react, { ...labels, add: ['unheard-of'] }, comment], 1],
    ['more than ten changes', Array.from({ length: 12 }, () => react), 10],
    ['more text than two long comments', [comment, ...Array(3).fill({ ...comment, body: 'x'.repeat(60_000) })], 2],
  ])('%s is left for the next request', async (_, actions, count) => {
    const changes = Array.from({ length: 10 }, (_, n) => [`m${n}`, n === 0 || count === 10 ? all.m0 : all.m3])
    const data = { ...Object.fromEntries(changes), ...(actions[0]?.kind === 'comment' && { m0: all.m3 }) }
    const { outcomes, github } = await together(ok({ data }), actions)
    expect(outcomes).toHaveLength(count)
    expect(names(github.work()[0]?.body.query)).toHaveLength(count)
  })

  test('where the limits are near, no more goes along than leaves the reserve for commands', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', ok({ data: all }))
    const repository = github.app.repository(ref)
    for (let n = 0; n < 31; n++) await repository.execute(react, start())
    await repository.executeTogether?.(report, start())
    expect(names(github.work().at(-1)?.body.query)).not.toContain('addComment')
  })
})
