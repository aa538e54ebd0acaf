import { afterEach, beforeEach, expect, test } from 'vitest'
import { nodeId, readNodeId } from '../../src/domain/nodeid.ts'
import { addRepo } from '../../src/domain/seed.ts'
import {
  convertToDraft,
  createComment,
  createIssue,
  deleteIssue,
  markReady,
  pinIssue,
  transferIssue,
  unpinIssue,
} from '../../src/domain/verbs/index.ts'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

let b: Bench
beforeEach(async () => {
  b = await makeBench()
})
afterEach(() => b.close())

const issue = (title = 'T') =>
  createIssue({ forge: b.forge, actor: b.demo.users.maintainer, repo: b.demo.repo }, { title })

test('three issues can be pinned; pinning one again is nothing; a fourth is refused', () => {
  const [first, ...others] = [issue(), issue(), issue()]
  const pin = (i: ReturnType<typeof issue>) =>
    pinIssue({ forge: b.forge, actor: b.demo.users.maintainer, repo: b.demo.repo }, i)
  if (!first) throw new Error('no issue')
  for (const i of [first, ...others, first]) pin(i)
  expect(b.heard().filter((e) => e === 'issues.pinned').length).toBe(3)
  expect(() => pin(issue())).toThrow('Maximum 3 pinned issues per repository')
  unpinIssue({ forge: b.forge, actor: b.demo.users.maintainer, repo: b.demo.repo }, first)
  expect(() => pin(issue())).not.toThrow()
})

test('ready and draft go back and forth, each said once', async () => {
  await openWork(b, 'feature/d', { d: '1\n' }, { draft: true })
  const [pull] = b.demo.repo.pulls
  if (!pull) throw new Error('no pull request')
  b.heard()
  const args = [{ forge: b.forge, actor: b.demo.users.writer, repo: b.demo.repo }, pull] as const
  for (const verb of [markReady, markReady, convertToDraft]) verb(...args)
  expect(b.heard()).toEqual(['pull_request.ready_for_review', 'pull_request.converted_to_draft'])
})

test('a deleted issue takes its comments along, and its number is not given again', () => {
  const gone = issue()
  createComment({ forge: b.forge, actor: b.demo.users.reader, repo: b.demo.repo }, gone, 'hello')
  deleteIssue({ forge: b.forge, actor: b.demo.users.maintainer, repo: b.demo.repo }, gone)
  expect(b.demo.repo.comments).toEqual([])
  expect(b.heard()).toContain('issues.deleted')
  expect(issue().number).toBe(gone.number + 1)
})

test('a transferred issue arrives with its comments and those labels that are there', () => {
  const other = addRepo(b.forge, b.demo.owner, 'other')
  const labels = ['kept', 'lost']
  const from = createIssue(
    { forge: b.forge, actor: b.demo.users.maintainer, repo: b.demo.repo },
    { title: 'T', labels },
  )
  createComment({ forge: b.forge, actor: b.demo.users.reader, repo: b.demo.repo }, from, 'hello')
  other.labels.push({ id: b.forge.newId(), name: 'kept', color: 'ededed', description: '' })
  const moved = transferIssue({ forge: b.forge, actor: b.demo.users.maintainer, repo: b.demo.repo }, from, other)
  expect(moved).toMatchObject({ number: 1, title: 'T', labelIds: [other.labels[0]?.id] })
  expect(other.comments).toMatchObject([{ issue: 1, body: 'hello' }])
  expect(b.demo.repo.issues).toEqual([])
  expect(b.heard()).toContain('issues.transferred')
})

test('an event is a photograph: what changes later does not reach into it', () => {
  const made = issue('before')
  made.title = 'after'
  expect(b.events[0]?.payload).toMatchObject({ issue: { title: 'before' } })
})

test('node ids read back, and strangers are null', () => {
  const ref = { kind: 'Ref', id: '7:refs/heads/feature/ä' } as const
  expect(readNodeId(nodeId(ref.kind, ref.id))).toEqual(ref)
  const wrong = ['', 'I_', 'I_xxxx', nodeId('Issue', 1).replace('I_', 'PR_'), 'MDU6SXNzdWUx']
  for (const text of wrong) expect(readNodeId(text)).toBeNull()
})
