/** What GitHub refuses to an App without the `workflows` permission. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

let b: Bench
/** A pull request that changes a workflow, one that does not, and main with another workflow that both lack. */
let changing: { number: number; sha: string }
let plain: { number: number; sha: string }
let old: string
beforeAll(async () => {
  b = await makeBench()
  old = b.tip()
  changing = await openWork(b, 'feature/changing', { '.github/workflows/own.yml': 'on: push\n' })
  plain = await openWork(b, 'feature/plain', { 'plain.js': '1\n' })
  const ahead = await b.commit([old], { '.github/workflows/ci.yml': 'on: push\n' })
  await b.ok('writer', 'PATCH', 'git/refs/heads/main', { sha: ahead })
})
afterAll(() => b.close())

const words = (file: string) =>
  `refusing to allow a GitHub App to create or update workflow \`.github/workflows/${file}\` without \`workflows\` permission`
const tipOf = (branch: string) => b.demo.repo.refs[`refs/heads/${branch}`]

describe('without the permission', () => {
  test.each<[string, () => [string, string, object], string]>([
    ['update-branch', () => ['PUT', `pulls/${plain.number}/update-branch`, {}], 'ci.yml'],
    ['merging main into a branch', () => ['POST', 'merges', { base: 'feature/plain', head: 'main' }], 'ci.yml'],
    ['setting a branch', () => ['PATCH', 'git/refs/heads/feature/plain', { sha: b.tip(), force: true }], 'ci.yml'],
    ['merging a pull request', () => ['PUT', `pulls/${changing.number}/merge`, {}], 'own.yml'],
  ])('%s that brings in a workflow is refused, and moves nothing', async (_, request, file) => {
    const [method, path, body] = request()
    const before = [tipOf('feature/plain'), b.tip()]
    const answer = await b.call('bot', method, path, body)
    expect([answer.status, answer.data.message]).toEqual([403, words(file)])
    expect([tipOf('feature/plain'), b.tip()]).toEqual(before)
  })

  test('a new branch may have the workflows of main, or those of a branch that is there', async () => {
    const both = await b.commit([b.tip(), plain.sha], { 'plain.js': '1\n' })
    const refs = [both, plain.sha, changing.sha, old]
    for (const [n, sha] of refs.entries())
      expect((await b.call('bot', 'POST', 'git/refs', { ref: `refs/heads/trial/${n}`, sha })).status).toBe(201)
    const other = await b.commit([b.tip()], { '.github/workflows/other.yml': 'on: push\n' })
    const answer = await b.call('bot', 'POST', 'git/refs', { ref: 'refs/heads/trial/other', sha: other })
    expect([answer.status, answer.data.message]).toEqual([403, words('other.yml')])
  })

  test('main is set to a commit that keeps its workflows', async () => {
    const trial = await b.commit([b.tip(), plain.sha], { 'plain.js': '1\n' })
    expect((await b.call('bot', 'PATCH', 'git/refs/heads/main', { sha: trial })).status).toBe(200)
  })
})

test('people may, and so may an App with the permission', async () => {
  const { number } = await openWork(b, 'feature/more', { '.github/workflows/more.yml': 'on: push\n' })
  expect((await b.call('writer', 'PUT', `pulls/${number}/merge`, {})).status).toBe(200)
  b.demo.installation.permissions.workflows = 'write'
  const { status } = await b.call('bot', 'PUT', `pulls/${changing.number}/merge`, {})
  expect(status).toBe(200)
})
