/** Queries that GitHub finds too heavy, and servers that lack a field. */
import { githubSchema } from '@switchyard/github-emulator/testing'
import { parse, validate } from 'graphql'
import { describe, expect, it, test } from 'vitest'
import { type Context, query } from '../../../src/shell/github/context.ts'
import * as documents from '../../../src/shell/github/read/documents.ts'
import { fitted } from '../../../src/shell/github/read/fit.ts'
import { readItems } from '../../../src/shell/github/read/items.ts'
import { Lacks } from '../../../src/shell/github/read/lacks.ts'
import { QuerySize } from '../../../src/shell/github/read/query-size.ts'
import { silentLog } from '../../../src/shell/log.ts'

type Send = (document: string) => unknown

/** Octokit's errors, recognised by name like the real ones. */
const graphqlError = (errors: object[], data: unknown = null) =>
  Object.assign(new Error('GraphQL'), { name: 'GraphqlResponseError', errors, headers: {}, data })
const httpError = (status: number) =>
  Object.assign(new Error('HTTP'), {
    name: 'HttpError',
    status,
    request: { url: 'https://api.github.com/graphql' },
    response: { data: {}, headers: {} },
  })

const slow =
  'Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug.'
const refusals: [string, () => Error][] = [
  ['502', () => httpError(502)],
  ['504', () => httpError(504)],
  ['a timeout with status 200', () => graphqlError([{ message: slow }])],
  [
    'a resource limit',
    () =>
      graphqlError([{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits for this query exceeded.' }], {
        repository: null,
      }),
  ],
  [
    'the node limit',
    () =>
      graphqlError([{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: 'This query requests up to 500,001 possible nodes' }]),
  ],
]

function contextWith(send: Send) {
  const sent: string[] = []
  const clock = { now: 1_000_000 }
  const graphql = async (document: string) => {
    sent.push(document)
    return send(document)
  }
  const context = {
    octokit: { graphql },
    ref: { owner: 'acme', name: 'app', repoId: 70, installationId: 7 },
    size: new QuerySize(),
    lacks: new Lacks(),
    now: () => clock.now,
    self: async () => ({ id: 500, login: 'switchyard[bot]', type: 'Bot' }),
    log: silentLog,
  } as unknown as Context
  return { context, sent, clock }
}

const numbersIn = (document: string) =>
  [...document.matchAll(/\bi(\d+): issueOrPullRequest/g)].map((each) => Number(each[1]))
const page = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }
const issue = (number: number) => ({
  __typename: 'Issue',
  id: `I_${number}`,
  fullDatabaseId: String(number),
  number,
  title: 't',
  body: '',
  createdAt: '2026-05-01T10:00:00Z',
  updatedAt: '2026-05-01T10:00:00Z',
  state: 'OPEN',
  closedAt: null,
  author: null,
  timelineItems: page,
  comments: page,
  userContentEdits: page,
  closedByPullRequestsReferences: page,
})
const answerTo = (document: string) => ({
  repository: Object.fromEntries([['databaseId', 70], ...numbersIn(document).map((n) => [`i${n}`, issue(n)])]),
})
const twenty = Array.from({ length: 20 }, (_, n) => n + 1)

describe.each(refusals)('after %s', (_, refusal) => {
  it('fewer issues are read at once, no query is repeated, and the size is kept', async () => {
    const { context, sent } = contextWith((document) => {
      if (numbersIn(document).length > 5) throw refusal()
      return answerTo(document)
    })
    const { issues } = await readItems(context, twenty, false)
    expect(issues.map(({ number }) => number)).toEqual(twenty)
    expect(sent.map((document) => numbersIn(document).length)).toEqual([20, 10, 5, 5, 5, 5])
    expect(new Set(sent).size).toBe(sent.length)
    sent.length = 0
    await readItems(context, [31, 32, 33, 34, 35, 36], false)
    expect(sent.map((document) => numbersIn(document).length)).not.toContain(20)
  })

  it('an issue that is too heavy alone is left out and named, and the others are read', async () => {
    const { context, sent, clock } = contextWith((document) => {
      if (numbersIn(document).includes(7)) throw refusal()
      return answerTo(document)
    })
    const { issues, missing } = await readItems(context, twenty, false)
    expect(issues.map(({ number }) => number)).toEqual(twenty.filter((n) => n !== 7))
    expect(missing).toEqual([])
    expect(context.size.report().tooHeavy.map(({ number }) => number)).toEqual([7])
    const asked = sent.filter((document) => numbersIn(document).includes(7))
    expect(new Set(asked).size).toBe(asked.length)
    sent.length = 0
    await readItems(context, [7, 8], false)
    expect(sent.map(numbersIn)).toEqual([[8]])
    clock.now += 3_600_001
    sent.length = 0
    await readItems(context, [7, 8], false)
    expect(sent.flatMap(numbersIn)).toContain(7)
  })

  it('a list is read with shorter pages', async () => {
    const { context, sent } = contextWith((document) => {
      if (Number(/comments\(first: (\d+)/.exec(document)?.[1]) > 25) throw refusal()
      return { ok: true }
    })
    expect(await query(context, documents.pageDocuments.issueComments, { number: 1, after: 'x' })).toEqual({ ok: true })
    expect(sent.map((document) => /comments\(first: (\d+)/.exec(document)?.[1])).toEqual(['100', '50', '25'])
  })
})

it('an issue with many long comments is read with short pages, and its neighbours with the usual ones', async () => {
  const { context, sent } = contextWith((document) => {
    const isHeavy = numbersIn(document).includes(7)
    if (isHeavy && Number(/ comments\(first: (\d+)/.exec(document)?.[1]) > 12) throw httpError(502)
    return answerTo(document)
  })
  const { issues } = await readItems(context, [7, 8], false)
  expect(issues.map(({ number }) => number)).toEqual([7, 8])
  expect(context.size.report().tooHeavy).toEqual([])
  expect(sent.at(-1)).toContain('comments(first: 100)')
})

it('during an outage nothing is taken for too heavy', async () => {
  const { context, sent } = contextWith(() => {
    throw httpError(502)
  })
  await expect(readItems(context, [7], false)).rejects.toMatchObject({ status: 502 })
  expect(context.size.report().tooHeavy).toEqual([])
  expect(sent.length).toBeLessThan(10)
})

it('grows again after successes, and more slowly when that was too early', () => {
  const { size } = contextWith(() => null).context
  size.lists.shrink(0)
  size.lists.shrink(0)
  expect(size.lists.value).toBe(4)
  for (let n = 0; n < 5; n++) size.lists.succeeded()
  expect(size.lists.value).toBe(2)
  size.lists.shrink(0)
  for (let n = 0; n < 9; n++) size.lists.succeeded()
  expect(size.lists.value).toBe(4)
  size.lists.succeeded()
  expect(size.lists.value).toBe(2)
  expect(size.report().reducedSince).toBe(null)
  size.lists.shrink(15 * 60_000)
  expect(size.report().reducedSince).toBe(0)
  for (let n = 0; n < 20; n++) size.lists.succeeded()
  for (let n = 0; n < 20; n++) size.lists.succeeded()
  expect([size.lists.value, size.report().reducedSince]).toEqual([1, null])
})

describe('what a server does not have', () => {
  const all: [string, string][] = [
    ['whole', documents.wholeDocument()],
    ['numbers', documents.numbersDocument([1, 12], true)],
    ...Object.entries(documents.pageDocuments),
    ...Object.entries(documents.listDocuments),
    ['reviews', documents.reviewEditsDocument],
  ]
  const errors = [
    { message: "Field 'isPinned' doesn't exist on type 'Issue'", path: ['fragment IssueParts', 'isPinned'] },
    {
      message: "Field 'reviewThreads' doesn't exist on type 'PullRequest'",
      path: ['fragment PullParts', 'reviewThreads'],
    },
    { message: "Field 'closedByPullRequestsReferences' doesn't accept argument 'includeClosedPrs'", path: [] },
    { message: "No such type CommentDeletedEvent, so it can't be a fragment condition", path: [] },
    {
      message: "Field 'squashMergeAllowed' doesn't exist on type 'Repository'",
      path: ['query', 'repository', 'squashMergeAllowed'],
    },
  ]

  test.each(all)('the document %s stays valid without it, and with shorter pages', (_, document) => {
    const lacks = new Lacks()
    lacks.learn(errors)
    const text = fitted(document, { divisor: 8, lacks })
    expect(validate(githubSchema(), parse(text))).toEqual([])
    expect(text).not.toMatch(
      /isPinned|reviewThreads|includeClosedPrs|CommentDeleted|COMMENT_DELETED|squashMergeAllowed/,
    )
    expect(text).not.toContain('first: 100,')
  })

  it('is left out of this and later documents, and named', async () => {
    const { context, sent } = contextWith((document) => {
      if (/isPinned/.test(document)) throw graphqlError([errors[0] ?? {}], undefined)
      return answerTo(document)
    })
    const { issues } = await readItems(context, [1], false)
    expect(issues).toMatchObject([{ number: 1, pinned: false }])
    await readItems(context, [2], false)
    expect(sent.map((document) => document.includes('isPinned'))).toEqual([true, false, false])
    expect(context.lacks.names()).toEqual(['Issue.isPinned'])
  })

  it('a field that the App may not read is null, and named; an object that it belongs to is not lost for it', async () => {
    const hidden = { type: 'FORBIDDEN', message: 'Resource not accessible by integration' }
    const allowed = contextWith((document) => {
      const data = { repository: { i1: { ...issue(1), parent: null } } }
      throw numbersIn(document).length > 0 && graphqlError([{ ...hidden, path: ['repository', 'i1', 'parent'] }], data)
    })
    expect((await readItems(allowed.context, [1], false)).issues).toMatchObject([{ number: 1, parent: null }])
    expect(allowed.context.lacks.names()).toEqual(['parent'])
    const lost = contextWith(() => {
      throw graphqlError([{ ...hidden, path: ['repository', 'i1', 'parent'] }], { repository: { i1: null } })
    })
    await expect(readItems(lost.context, [1], false)).rejects.toThrow('GraphQL')
  })

  it('a field without which nothing can be decided stops the reading', async () => {
    const { context } = contextWith(() => {
      throw graphqlError([
        { message: "Field 'number' doesn't exist on type 'Issue'", path: ['fragment IssueParts', 'number'] },
      ])
    })
    await expect(readItems(context, [1], false)).rejects.toThrow('GraphQL')
  })
})
