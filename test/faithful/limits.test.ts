/** GitHub's limits on content hold in the sandbox: what is as much as may be goes through, and one more does not. */
import {
  type Bench,
  commitTree,
  createIssue,
  makeBench,
  pinIssue,
  writeBlob,
  writeTree,
} from '@switchyard/github-emulator/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'

let b: Bench
beforeEach(async () => {
  b = await makeBench()
})
afterEach(() => b.close())

const status = async (method: string, path: string, body: object) => (await b.call('bot', method, path, body)).status
const x = (length: number) => 'x'.repeat(length)

test.each<[string, number, string, (text: string) => object]>([
  ['the title of an issue', 256, 'issues', (title) => ({ title })],
  ['the body of an issue', 65_536, 'issues', (body) => ({ title: 'T', body })],
  ['a comment', 65_536, 'issues/1/comments', (body) => ({ body })],
  ['the name of a label', 50, 'labels', (name) => ({ name, color: 'aabbcc' })],
  ['the description of a label', 100, 'labels', (description) => ({ name: 'n', color: 'aabbcc', description })],
])('the emulator limits %s to %i characters', async (_, most, path, body) => {
  await b.ok('bot', 'POST', 'issues', { title: 'first' })
  expect(await status('POST', path, body(x(most + 1)))).toBe(422)
  expect(await status('POST', path, body(x(most)))).toBe(201)
})

test('the emulator limits an issue to 2,500 comments', async () => {
  const { number } = await b.ok('bot', 'POST', 'issues', { title: 'T' })
  await b.ok('bot', 'POST', `issues/${number}/comments`, { body: 'one' })
  const [one] = b.demo.repo.comments
  if (!one) throw new Error('no comment')
  while (b.demo.repo.comments.length < 2499) b.demo.repo.comments.push({ ...one, id: b.forge.newId() })
  expect(await status('POST', `issues/${number}/comments`, { body: 'the last' })).toBe(201)
  expect(await status('POST', `issues/${number}/comments`, { body: 'too many' })).toBe(403)
})

test('the emulator limits pinned issues to three', () => {
  const { repo, users } = b.demo
  const issues = ['1', '2', '3', '4'].map((title) =>
    createIssue({ forge: b.forge, actor: users.writer, repo }, { title }),
  )
  for (const issue of issues.slice(0, 3)) pinIssue({ forge: b.forge, actor: users.writer, repo }, issue)
  for (const issue of issues.slice(3))
    expect(() => pinIssue({ forge: b.forge, actor: users.writer, repo }, issue)).toThrow('Maximum 3 pinned issues')
})

test.each([
  ['sub-issues', 100, 'sub_issues', 'sub_issue_id'],
  ['dependencies', 50, 'dependencies/blocked_by', 'issue_id'],
])('the emulator limits %s of an issue to %i', async (_, most, path, field) => {
  const { repo, users } = b.demo
  const [top, ...others] = Array.from({ length: most + 2 }, (_, n) =>
    createIssue({ forge: b.forge, actor: users.writer, repo }, { title: `${n}` }),
  )
  const answers: number[] = []
  for (const { id } of others)
    answers.push((await b.call('writer', 'POST', `issues/${top?.number}/${path}`, { [field]: id })).status)
  expect(answers).toEqual([...Array.from({ length: most }, () => 201), 422])
})

test('the emulator shows 300 files of a comparison and 3,000 files of a pull request', async () => {
  const { repo, users } = b.demo
  const sha = await writeBlob(b.forge, repo, 'x\n')
  const rows = Array.from({ length: 3001 }, (_, n) => ({ path: `many/${n}.txt`, mode: '100644', sha }))
  const tree = await writeTree(b.forge, repo, b.tip(), rows)
  const head = await commitTree(b.forge, repo, users.agent, { tree, parents: [b.tip()], message: 'many' })
  await b.ok('writer', 'POST', 'git/refs', { ref: 'refs/heads/many', sha: head })
  expect((await b.ok('bot', 'GET', 'compare/main...many')).files).toHaveLength(300)
  const { number } = await b.ok('writer', 'POST', 'pulls', { title: 'many', head: 'many', base: 'main' })
  const page = (n: number) => b.ok('bot', 'GET', `pulls/${number}/files?per_page=100&page=${n}`)
  expect([(await page(30)).length, (await page(31)).length]).toEqual([100, 0])
})
