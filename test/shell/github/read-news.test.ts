/** Looking for news: free where nothing changed, and what did change is read. */
import { describe, expect, it } from 'vitest'
import type { Hints } from '../../../src/shell/reconcile/hints.ts'
import { commentNode, graphqlOf, issueNode, page, time } from './answers.ts'
import { type FakeGitHub, fakeGitHub, no, ok } from './harness.ts'
import { read, serve } from './reading.ts'

const nothing: Hints = { all: false, issues: [], refs: false, checks: [] }
const news: Hints = { ...nothing, news: true }

type Row = Record<string, unknown>

const issueRow = (number: number, more: Row = {}): Row => ({ id: 1000 + number, number, updated_at: time(0), ...more })
const commentRow = (id: number, issue: number, body: string): Row => ({
  id,
  body,
  issue_url: `http://github.test/api/v3/repos/acme/app/issues/${issue}`,
})

/** Answers 304 to the ETag of the present text, as GitHub does. */
function list(github: FakeGitHub, route: string, rows: Row[]): void {
  const etag = `W/"${JSON.stringify(rows).length}-${rows.map((row) => JSON.stringify(row)).join('')}"`
  github.on(`GET ${route}`, ({ headers }) =>
    headers['if-none-match'] === etag ? { status: 304, body: '', headers: { etag } } : ok(rows, { etag }),
  )
}

/** What stands behind these rows. */
function nodes(rows: Row[], comments: Row[]) {
  const commentsOf = (number: number) => comments.filter((row) => String(row.issue_url).endsWith(`/${number}`))
  return [1, 2, 3].map((number) => {
    const row = rows.find((each) => each.number === number)
    const said = commentsOf(number).map(({ id }) => commentNode(Number(id)))
    return issueNode(number, { updatedAt: String(row?.updated_at ?? time(5)), comments: page(said) })
  })
}

async function looked(rows: Row[], comments: Row[] = []) {
  const github = fakeGitHub()
  serve(github, graphqlOf(nodes(rows, comments), []))
  list(github, '/activity', [])
  list(github, '/issues', rows)
  list(github, '/issues/comments', comments)
  const mirror = await read(github, null, { ...nothing, all: true })
  github.asked.splice(0)
  return { github, mirror }
}

const documents = (github: FakeGitHub) =>
  github
    .work()
    .filter(({ path }) => path === '/api/graphql')
    .map(({ body }) => [...String(body.query).matchAll(/\bi(\d+): /g)].map(([, n]) => Number(n)))

describe('a look for news', () => {
  it('asks three questions where nothing changed, and the mirror stays', async () => {
    const { github, mirror } = await looked([issueRow(1)], [commentRow(5, 1, 'hello')])
    expect(await read(github, mirror, news)).toEqual(mirror)
    expect(
      github
        .work()
        .map(({ path }) => path.replace('/repos/acme/app', ''))
        .sort(),
    ).toEqual(['/activity', '/issues', '/issues/comments'])
    expect(github.work().every(({ headers }) => headers['if-none-match'] !== undefined)).toBe(true)
  })

  const before = [issueRow(1), issueRow(2)]
  const said = [commentRow(5, 1, 'hello'), commentRow(6, 2, 'hello')]
  it.each<[string, Row[], Row[], number[]]>([
    ['an issue changed', [issueRow(1), issueRow(2, { updated_at: time(9) })], said, [2]],
    ['something about it that does not move its time', [issueRow(1, { comments: 3 }), issueRow(2)], said, [1]],
    ['a new one', [issueRow(3), ...before], said, [3]],
    ['one is gone', [issueRow(2)], said, [1]],
    ['a comment was edited', before, [commentRow(6, 2, 'edited'), said[0] ?? {}], [2]],
    ['a comment is gone', before, [commentRow(6, 2, 'hello')], [1]],
    [
      'two at once',
      [issueRow(2, { a: 1 }), issueRow(1)],
      [said[0] ?? {}, commentRow(7, 1, 'new'), said[1] ?? {}],
      [1, 2],
    ],
  ])('reads what changed: %s', async (_, rows, comments, numbers) => {
    const { github, mirror } = await looked(before, said)
    list(github, '/issues', rows)
    list(github, '/issues/comments', comments)
    shows(github, rows, comments)
    const next = await read(github, mirror, news)
    expect(documents(github)).toEqual([numbers])
    github.asked.splice(0)
    await read(github, next, news)
    expect(documents(github)).toEqual([])
  })

  it.each<[string, Row[], Row[], number]>([
    ['an issue', [issueRow(1), issueRow(2, { updated_at: time(9) })], said, 2],
    ['a comment', before, [commentRow(7, 1, 'new'), ...said], 1],
  ])('looks once more at %s that is shown as it was before', async (_, rows, comments, number) => {
    const { github, mirror } = await looked(before, said)
    list(github, '/issues', rows)
    list(github, '/issues/comments', comments)
    let next = await read(github, mirror, news)
    next = await read(github, next, news)
    expect(documents(github)).toEqual([[number], [number]])
    await read(github, next, news)
    expect(documents(github)).toHaveLength(2)
  })

  it('looks again for what it could not read', async () => {
    const { github, mirror } = await looked(before)
    list(github, '/issues', [issueRow(1), issueRow(2, { updated_at: time(9) })])
    github.on('GRAPHQL', no(502, 'Bad Gateway'))
    await expect(read(github, mirror, news)).rejects.toMatchObject({ outcome: { kind: 'later' } })
    shows(github, before, [])
    await read(github, mirror, news)
    expect(documents(github).at(-1)).toEqual([2])
  })

  it('reads everything when more changed than a list shows', async () => {
    const { github, mirror } = await looked(before)
    const many = Array.from({ length: 50 }, (_, n) => issueRow(n + 10, { updated_at: time(9) }))
    list(github, '/issues', many)
    await read(github, mirror, news)
    const texts = github.work().map(({ body }) => String(body.query ?? ''))
    expect(texts.some((text) => text.includes('packets: issues('))).toBe(true)
  })

  it('does without issues where they are switched off', async () => {
    const { github, mirror } = await looked([])
    github.on('GET /issues', no(410, 'Issues are disabled for this repo'))
    expect(await read(github, mirror, news)).toEqual(mirror)
  })
})

function shows(github: FakeGitHub, rows: Row[], comments: Row[]): void {
  const answer = graphqlOf(nodes(rows, comments), [])
  github.on('GRAPHQL', ({ body }) => ok(answer(String(body.query))))
}
