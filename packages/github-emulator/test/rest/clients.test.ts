/** What clients ask for besides what an App does, and how the emulator says no. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

let current: Bench
beforeEach(async () => {
  current = await makeBench()
})
afterEach(() => current.close())
const bench = () => current
const as = (accept: string) => ({ accept: `application/vnd.github.${accept}` })

describe('media types', () => {
  test('a pull request, a commit and a comparison are diffs and patches where that is asked', async () => {
    const b = bench()
    const { sha, number } = await openWork(b, 'work', { 'x.txt': 'x\n' })
    const paths = [`pulls/${number}`, `commits/${sha}`, 'compare/main...work']
    for (const path of paths) {
      for (const form of ['diff', 'v3.diff', 'v3.diff+json']) {
        const { status, data, headers } = await b.call('reader', 'GET', path, undefined, as(form))
        expect([status, data]).toEqual([
          200,
          expect.stringMatching(/^diff --git a\/x\.txt b\/x\.txt\nnew file[\s\S]*\+x\n$/),
        ])
        expect(headers.get('content-type')).toContain('application/vnd.github.diff')
      }
      const { data } = await b.call('reader', 'GET', path, undefined, as('patch'))
      expect(data).toMatch(/^From [0-9a-f]{40} [\s\S]*Subject: \[PATCH\] work on work/)
    }
  })

  test('a diff shows what the pull request changes, not what its base did since', async () => {
    const b = bench()
    const { number } = await openWork(b, 'work', { 'x.txt': 'x\n' })
    const sha = await b.commit([b.tip()], { 'main.txt': 'm\n' })
    await b.ok('writer', 'PATCH', 'git/refs/heads/main', { sha })
    expect((await b.call('reader', 'GET', `pulls/${number}`, undefined, as('diff'))).data).not.toContain('main.txt')
  })

  test('a diff of more than 20,000 lines is refused', async () => {
    const b = bench()
    const { number } = await openWork(b, 'work', { 'x.txt': 'x\n'.repeat(20_001) })
    const { status, data } = await b.call('reader', 'GET', `pulls/${number}`, undefined, as('diff'))
    expect([status, data.errors[0].code]).toEqual([406, 'too_large'])
  })

  test('a body comes as text, as HTML, or both', async () => {
    const b = await makeBench({ renderBody: (text) => `<p>${text}</p>` })
    await b.ok('writer', 'POST', 'issues', { title: 'one', body: 'Hello' })
    const asked = async (form: string) => (await b.call('reader', 'GET', 'issues/1', undefined, as(form))).data
    expect(await asked('html+json')).toMatchObject({ body_html: '<p>Hello</p>' })
    expect(await asked('html+json')).not.toHaveProperty('body')
    expect(await asked('v3.text+json')).toMatchObject({ body_text: 'Hello' })
    expect(await asked('full+json')).toMatchObject({ body: 'Hello', body_text: 'Hello', body_html: '<p>Hello</p>' })
    const list = (await b.call('reader', 'GET', 'issues', undefined, as('full+json'))).data
    expect(list).toMatchObject([{ body_html: '<p>Hello</p>' }])
    await b.close()
  })

  test.each([
    ['issues', 'diff'],
    ['contents/README.md', 'html'],
    ['contents/src', 'object'],
    ['branches', 'patch'],
  ])('%s is refused as %s, and named', async (path, form) => {
    const unknown: string[] = []
    const b = await makeBench({ onUnknown: (method, where) => unknown.push(`${method} ${where}`) })
    const { status, data } = await b.call('reader', 'GET', path, undefined, as(form))
    expect([status, data.message]).toEqual([415, expect.stringContaining("Unsupported 'Accept' header")])
    expect(unknown).toEqual([`GET /api/v3/repos/acme/app/${path} as application/vnd.github.${form}`])
    await b.close()
  })
})

test('only the versions of the API that there are are answered', async () => {
  const asked = async (version: string) =>
    (await bench().call('reader', 'GET', '', undefined, { 'x-github-api-version': version })).status
  expect([await asked('2022-11-28'), await asked('1999-01-01'), await asked('')]).toEqual([200, 400, 400])
})

describe('milestones', () => {
  test('are given to issues and pull requests, and taken away with themselves', async () => {
    const b = bench()
    const { number } = await b.ok('writer', 'POST', 'milestones', { title: 'one', due_on: '2026-03-01T00:00:00Z' })
    const issue = await b.ok('writer', 'POST', 'issues', { title: 'planned', milestone: number })
    expect(issue.milestone).toMatchObject({ number: 1, title: 'one', open_issues: 1, due_on: '2026-03-01T00:00:00Z' })
    const { number: pull } = await openWork(b, 'work', { 'x.txt': 'x\n' })
    await b.ok('writer', 'PATCH', `issues/${pull}`, { milestone: number })
    expect((await b.ok('reader', 'GET', `pulls/${pull}`)).milestone.title).toBe('one')
    expect(await b.ok('reader', 'GET', `issues?milestone=${number}`)).toHaveLength(2)
    expect(await b.ok('reader', 'GET', 'issues?milestone=none')).toEqual([])
    await b.ok('writer', 'PATCH', `issues/${pull}`, { milestone: null })
    await b.ok('writer', 'PATCH', 'milestones/1', { state: 'closed' })
    expect(await b.ok('reader', 'GET', 'milestones')).toEqual([])
    expect(await b.ok('reader', 'GET', 'milestones?state=all')).toMatchObject([{ state: 'closed', open_issues: 1 }])
    await b.ok('writer', 'DELETE', 'milestones/1')
    expect((await b.ok('reader', 'GET', `issues/${issue.number}`)).milestone).toBeNull()
  })

  test.each<[string, string, object]>([
    ['PATCH', 'issues/1', { milestone: 77 }],
    ['POST', 'issues', { title: 'x', milestone: 77 }],
    ['POST', 'milestones', {}],
    ['POST', 'milestones', { title: 'one' }],
  ])('%s %s %j is refused and changes nothing', async (method, path, body) => {
    const b = bench()
    await b.ok('writer', 'POST', 'milestones', { title: 'one' })
    await b.ok('writer', 'POST', 'issues', { title: 'kept' })
    expect((await b.call('writer', method, path, body)).status).toBe(422)
    expect(await b.ok('reader', 'GET', 'issues')).toMatchObject([{ title: 'kept', milestone: null }])
    expect(await b.ok('reader', 'GET', 'milestones')).toHaveLength(1)
  })
})

describe('settings of a repository', () => {
  const saved = { description: 'An app', homepage: 'https://app.test', has_wiki: true, delete_branch_on_merge: true }

  test('are saved and shown', async () => {
    const b = bench()
    await b.ok('maintainer', 'PATCH', '', saved)
    expect(await b.ok('reader', 'GET', '')).toMatchObject(saved)
  })

  test.each<[object, RegExp]>([
    [{ default_branch: 'nope' }, /The branch nope was not found/],
    [{ archived: true }, /does not have the setting "archived"/],
    [{ description: 'new', is_template: true }, /does not have the setting "is_template"/],
  ])('%j is refused and changes nothing', async (body, message) => {
    const b = bench()
    const before = await b.ok('reader', 'GET', '')
    const { status, data } = await b.call('maintainer', 'PATCH', '', body)
    expect([status, data.message]).toEqual([422, expect.stringMatching(message)])
    expect(await b.ok('reader', 'GET', '')).toEqual(before)
  })

  test('another branch becomes the default one', async () => {
    const b = bench()
    await openWork(b, 'next', { 'x.txt': 'x\n' })
    await b.ok('maintainer', 'PATCH', '', { default_branch: 'next' })
    expect((await b.ok('reader', 'GET', 'contents/x.txt')).name).toBe('x.txt')
  })

  test('the head of a merged pull request is deleted where that is set', async () => {
    const b = bench()
    await b.ok('maintainer', 'PATCH', '', { delete_branch_on_merge: true })
    const { number } = await openWork(b, 'work', { 'x.txt': 'x\n' })
    await b.ok('writer', 'PUT', `pulls/${number}/merge`, {})
    expect((await b.call('writer', 'GET', 'git/ref/heads/work')).status).toBe(404)
  })
})

describe('repositories', () => {
  test('are made by those who may, once for a name', async () => {
    const b = bench()
    const made = await b.ok('maintainer', 'POST', '/orgs/acme/repos', { name: 'second', auto_init: true })
    expect(made).toMatchObject({ full_name: 'acme/second', permissions: { admin: true } })
    expect((await b.call('maintainer', 'POST', '/orgs/acme/repos', { name: 'second' })).status).toBe(422)
    expect((await b.call('writer', 'POST', '/orgs/acme/repos', { name: 'third' })).status).toBe(403)
    await b.ok('writer', 'POST', '/user/repos', { name: 'own', private: true })
    expect((await b.call('reader', 'GET', '/repos/writer/own')).status).toBe(404)
    const names = async (path: string) => (await b.ok('writer', 'GET', path)).map((one: { name: string }) => one.name)
    expect(await names('/user/repos')).toEqual(['app', 'own'])
    expect(await names('/orgs/acme/repos')).toEqual(['app', 'second'])
  })

  test('each has numbers, labels and branches of its own', async () => {
    const b = bench()
    await b.ok('maintainer', 'POST', '/orgs/acme/repos', { name: 'second', auto_init: true })
    await b.ok('writer', 'POST', 'issues', { title: 'in app' })
    expect((await b.ok('reader', 'POST', '/repos/acme/second/issues', { title: 'in second' })).number).toBe(1)
    expect(await b.ok('reader', 'GET', '/repos/acme/second/branches')).toMatchObject([{ name: 'main' }])
  })
})

test('older clients read refs at their old address', async () => {
  const b = bench()
  await openWork(b, 'feature/one', { 'x.txt': 'x\n' })
  const { data } = await askOld(b, 'git/refs/heads/main')
  expect(data).toMatchObject({ ref: 'refs/heads/main', object: { sha: b.tip() } })
  expect((await askOld(b, 'git/refs/heads/feature')).data).toMatchObject([{ ref: 'refs/heads/feature/one' }])
  expect((await askOld(b, 'git/refs/heads/nope')).status).toBe(404)
})
const askOld = (b: Bench, path: string) => b.call('reader', 'GET', path)

describe('search', () => {
  test.each<[string, number[]]>([
    ['repo:acme/app is:issue', [1]],
    ['repo:acme/app is:pr is:open', [2]],
    ['author:writer', [2, 1]],
    ['-is:pr label:"good one"', [1]],
    ['no:label', [2]],
    ['"planned well"', [1]],
    ['repo:acme/other', []],
    ['assignee:@me', []],
    ['created:>=2025-01-01 base:main', [2]],
  ])('%s', async (query, numbers) => {
    const b = bench()
    await b.ok('writer', 'POST', 'issues', { title: 'Planned well', labels: ['good one'] })
    b.clock.advance(1000)
    await openWork(b, 'work', { 'x.txt': 'x\n' })
    const found = await b.ok('reader', 'GET', `/search/issues?q=${encodeURIComponent(query)}`)
    expect(found.items.map(({ number }: { number: number }) => number)).toEqual(numbers)
  })

  test('what it does not know is refused, not left out', async () => {
    const { status, data } = await bench().call('reader', 'GET', '/search/issues?q=is:issue+language:go')
    expect([status, data.message]).toEqual([422, expect.stringContaining('"language:"')])
  })
})
