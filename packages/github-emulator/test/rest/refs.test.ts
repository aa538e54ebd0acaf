import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())
beforeEach(() => void b.heard())

const get = (path: string) => b.ok('reader', 'GET', path)
const move = (ref: string, sha: string, force = false) => b.call('bot', 'PATCH', `git/refs/${ref}`, { sha, force })

describe('refs', () => {
  test('making one: 201, then the 422s', async () => {
    const make = async (ref: string, sha: string) => {
      const { status, data } = await b.call('bot', 'POST', 'git/refs', { ref, sha })
      return [status, status === 201 ? data.ref : data.message]
    }
    expect(await make('refs/heads/feature/one', b.tip())).toEqual([201, 'refs/heads/feature/one'])
    expect(await make('refs/heads/feature/one', b.tip())).toEqual([422, 'Reference already exists'])
    expect(await make('refs/heads/feature/two', 'a'.repeat(40))).toEqual([422, 'Object does not exist'])
    expect((await make('heads/x', b.tip()))[0]).toBe(422)
    expect((await make('refs/heads/a..b', b.tip()))[0]).toBe(422)
    expect((await make('refs/heads/feature/one/below', b.tip()))[0]).toBe(422)
    expect(b.heard()).toEqual(['create', 'push'])
    expect(await get('git/ref/heads/feature/one')).toMatchObject({ object: { sha: b.tip(), type: 'commit' } })
    expect((await get('git/matching-refs/heads/feature')).length).toBe(1)
    expect((await b.call('reader', 'POST', 'git/refs', { ref: 'refs/heads/r', sha: b.tip() })).status).toBe(403)
  })

  test('moves forward only, unless forced', async () => {
    const [one, two] = [await b.commit([b.tip()], { a: '1\n' }), await b.commit([b.tip()], { a: '2\n' })]
    await b.ok('bot', 'POST', 'git/refs', { ref: 'refs/heads/feature/ff', sha: b.tip() })
    expect((await move('heads/feature/ff', one)).status).toBe(200)
    const refused = await move('heads/feature/ff', two)
    expect([refused.status, refused.data.message]).toEqual([422, 'Update is not a fast forward'])
    expect((await move('heads/feature/ff', two, true)).status).toBe(200)
    expect((await move('heads/none', two)).data.message).toBe('Reference does not exist')
    const rows = await get('activity?ref=refs/heads/feature/ff')
    expect(rows.map((r: { activity_type: string }) => r.activity_type)).toEqual([
      'force_push',
      'push',
      'branch_creation',
    ])
    expect(rows[0]).toMatchObject({ before: one, after: two, actor: { login: 'helper[bot]' } })
  })

  test('two that move the same branch at once: one wins, the other is told', async () => {
    const shas = [await b.commit([b.tip()], { race: '1\n' }), await b.commit([b.tip()], { race: '2\n' })]
    const answers = await Promise.all(shas.map((sha) => move('heads/main', sha)))
    expect(answers.map((a) => a.status).toSorted()).toEqual([200, 422])
  })

  test('branches with a slash are read plain and encoded; a deleted one is gone and closes its pull request', async () => {
    const { number } = await openWork(b, 'feature/gone', { 'gone.js': '1\n' })
    for (const name of ['feature/gone', encodeURIComponent('feature/gone')])
      expect((await get(`branches/${name}`)).name).toBe('feature/gone')
    b.heard()
    expect((await b.call('bot', 'DELETE', 'git/refs/heads/feature/gone')).status).toBe(204)
    expect(b.heard()).toEqual(['push', 'delete', 'pull_request.closed'])
    expect((await b.call('reader', 'GET', 'branches/feature%2Fgone')).data.message).toBe('Branch not found')
    expect(await get(`pulls/${number}`)).toMatchObject({ state: 'closed', merged: false, changed_files: 1 })
    expect((await b.call('bot', 'DELETE', 'git/refs/heads/feature/gone')).status).toBe(422)
  })

  test('an App without the workflows right cannot bring in a change to them', async () => {
    const sha = await b.commit([b.tip()], { '.github/workflows/ci.yml': 'on: push\n' })
    const answer = await b.call('bot', 'POST', 'git/refs', { ref: 'refs/heads/feature/ci', sha })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-accepted-github-permissions')).toBe('workflows=write')
    expect((await b.call('writer', 'POST', 'git/refs', { ref: 'refs/heads/feature/ci', sha })).status).toBe(201)
  })
})

describe('objects and files', () => {
  test('a tree, a commit and a branch made by the API can be read back', async () => {
    const base = await get(`git/commits/${b.tip()}`)
    const tree = await b.ok('bot', 'POST', 'git/trees', {
      base_tree: base.tree.sha,
      tree: [{ path: 'docs/made.md', mode: '100644', content: 'made\n' }],
    })
    const commit = await b.ok('bot', 'POST', 'git/commits', { message: 'made', tree: tree.sha, parents: [b.tip()] })
    await b.ok('bot', 'POST', 'git/refs', { ref: 'refs/heads/feature/made', sha: commit.sha })
    const file = await get('contents/docs/made.md?ref=feature/made')
    expect(Buffer.from(file.content, 'base64').toString()).toBe('made\n')
    expect((await b.call('reader', 'GET', 'contents/docs/made.md')).status).toBe(404)
    const paths = (await get('git/trees/feature%2Fmade?recursive=1')).tree.map((e: { path: string }) => e.path)
    expect(paths).toContain('docs/made.md')
    const compared = await get('compare/main...feature/made')
    expect(compared).toMatchObject({
      status: 'ahead',
      ahead_by: 1,
      behind_by: 0,
      files: [{ filename: 'docs/made.md' }],
    })
  })

  test.each([
    [{ base_tree: '--index-output=x', tree: [{ path: 'a', mode: '100644', content: '' }] }, 404],
    [{ tree: [{ path: '../a', mode: '100644', content: '' }] }, 422],
    [{ tree: [{ path: '.git/config', mode: '100644', content: '' }] }, 422],
    [{ tree: [{ path: 'a', mode: '100644', sha: '0 x' }] }, 422],
    [{ tree: [] }, 422],
  ])('a tree that cannot be is refused: %j', async (body, status) => {
    expect((await b.call('bot', 'POST', 'git/trees', body)).status).toBe(status)
  })

  test('a folder in brackets is no pattern: each file has its own patch', async () => {
    const { number } = await openWork(b, 'feature/id', { 'app/[id]/p.js': 'one\n', 'app/i/p.js': 'two\n' })
    const files = await get(`pulls/${number}/files`)
    expect(files.map((f: { patch: string }) => f.patch)).toEqual(['@@ -0,0 +1 @@\n+one', '@@ -0,0 +1 @@\n+two'])
  })

  test('a ref that is neither branch nor tag can be made, and nobody is told', async () => {
    await b.ok('bot', 'POST', 'git/refs', { ref: 'refs/helper/x', sha: b.tip() })
    expect(b.heard()).toEqual([])
    expect((await get('git/ref/helper/x')).object.sha).toBe(b.tip())
  })

  test('a file is made, changed against its blob, and refused against another', async () => {
    const put = (more: object) =>
      b.call('writer', 'PUT', 'contents/notes/n.md', {
        message: 'note',
        content: Buffer.from('n\n').toString('base64'),
        ...more,
      })
    const first = await put({})
    expect(first.status).toBe(201)
    expect((await put({})).status).toBe(422)
    expect((await put({ sha: 'b'.repeat(40) })).status).toBe(409)
    expect((await put({ sha: first.data.content.sha })).status).toBe(200)
    expect((await b.call('reader', 'PUT', 'contents/r', { message: 'm', content: '' })).status).toBe(403)
  })

  test('commits are listed by branch and path', async () => {
    const list = await get('commits?path=package.json')
    expect(list.map((c: { commit: { message: string } }) => c.commit.message)).toEqual(['Start of the project'])
    expect((await b.call('reader', 'GET', 'commits/none')).status).toBe(422)
  })
})
