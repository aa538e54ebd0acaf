import { Octokit } from '@octokit/rest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { restApp } from '../../src/rest/app.ts'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

let b: Bench
let octokit: Octokit
const quiet = () => {}
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const at = { owner: 'acme', repo: 'app' }

beforeAll(async () => {
  b = await makeBench()
  const app = restApp(b.forge, () => ({ kind: 'user', user: b.demo.users.maintainer }))
  const fetch = (url: string, init: RequestInit) => app.request(url, init)
  octokit = new Octokit({ baseUrl: `${b.forge.baseUrl}/api/v3`, request: { fetch }, log: SILENT })
})
afterAll(() => b.close())

test("GitHub's own client pages through issues by their links", async () => {
  for (let i = 0; i < 5; i += 1) await octokit.rest.issues.create({ ...at, title: `issue ${i}` })
  const all = await octokit.paginate(octokit.rest.issues.listForRepo, { ...at, per_page: 2 })
  expect(all.map((i) => i.title)).toEqual(['issue 4', 'issue 3', 'issue 2', 'issue 1', 'issue 0'])
})

test('and reads branches, refs and files with a slash in their names', async () => {
  await openWork(b, 'feature/deep/name', { 'docs/a b.md': 'text\n' })
  const branch = await octokit.rest.repos.getBranch({ ...at, branch: 'feature/deep/name' })
  const ref = await octokit.rest.git.getRef({ ...at, ref: 'heads/feature/deep/name' })
  expect(ref.data.object.sha).toBe(branch.data.commit.sha)
  const file = await octokit.rest.repos.getContent({ ...at, path: 'docs/a b.md', ref: 'feature/deep/name' })
  expect(file.data).toMatchObject({ type: 'file', path: 'docs/a b.md' })
  const basehead = 'main...feature/deep/name'
  expect((await octokit.rest.repos.compareCommitsWithBasehead({ ...at, basehead })).data.ahead_by).toBe(1)
  await octokit.rest.git.deleteRef({ ...at, ref: 'heads/feature/deep/name' })
  await expect(octokit.rest.repos.getBranch({ ...at, branch: 'feature/deep/name' })).rejects.toMatchObject({
    status: 404,
  })
})

test('labels with a colon, a space and a slash survive the path', async () => {
  const { data: issue } = await octokit.rest.issues.create({ ...at, title: 'T', labels: ['status: ready', 'a/b'] })
  const left = await octokit.rest.issues.removeLabel({ ...at, issue_number: issue.number, name: 'a/b' })
  expect(left.data.map((l) => l.name)).toEqual(['status: ready'])
  await octokit.rest.issues.updateLabel({ ...at, name: 'status: ready', new_name: 'status: running' })
  const read = await octokit.rest.issues.getLabel({ ...at, name: 'status: running' })
  expect(read.data.name).toBe('status: running')
})
