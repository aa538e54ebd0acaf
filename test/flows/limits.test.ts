/** GitHub's limits, met by the bot: nothing is asked that would be refused, and what is refused holds nothing up. */
import {
  commitTree,
  createIssue,
  LIMITS,
  noticeRefs,
  pinIssue,
  writeBlob,
  writeTree,
} from '@switchyard/github-emulator/testing'
import { expect, it, onTestFinished } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { needs, startPacket, testHarness } from '../harness/support.ts'

const person = (harness: Harness, login: string) => {
  const found = harness.forge.world.users.find((user) => user.login === login)
  if (!found) throw new Error(`no ${login}`)
  return found
}

/** So many files in one push. */
async function pushMany(harness: Harness, branch: string, paths: string[]): Promise<void> {
  const { forge, repo } = harness
  const base = repo.refs[`refs/heads/${repo.defaultBranch}`] ?? ''
  const sha = await writeBlob(forge, repo, 'x\n')
  const rows = paths.map((path) => ({ path, mode: '100644', sha }))
  const tree = await writeTree(forge, repo, base, rows)
  const head = await commitTree(forge, repo, person(harness, 'agent'), { tree, parents: [base], message: 'many' })
  await harness.call('agent', 'PATCH', `/git/refs/heads/${branch}`, { sha: head })
  await noticeRefs(forge, repo, person(harness, 'agent'))
}

const scopeRun = (harness: Harness) => harness.repo.checkRuns.findLast(({ name }) => name === 'switchyard/scope')
const paths = (folder: string, count: number) => Array.from({ length: count }, (_, n) => `${folder}/${n}.txt`)

it('the scope check sees every file of a pull request with more files than GitHub lists', async () => {
  const harness = await testHarness()
  const one = await startPacket(harness, 'one', '**Out of Scope:** zoo/')
  await pushMany(harness, 'feature/one', [...paths('src/one', 3200), 'zoo/last.txt'])
  await harness.settle()
  expect(harness.see.status(one)).toBe('drifting')
  expect(scopeRun(harness)).toMatchObject({ conclusion: 'failure', output: { title: '1 file out of bounds' } })
  expect(scopeRun(harness)?.annotations.map(({ path }) => path)).toEqual(['zoo/last.txt'])
  await harness.end({ unheard: 'allowed' })
})

it('120 annotations are sent in three requests and are not repeated when the check is updated', async () => {
  const harness = await testHarness()
  await startPacket(harness, 'one', '**Out of Scope:** zoo/')
  harness.proxy.reset()
  await pushMany(harness, 'feature/one', paths('zoo', 120))
  await harness.settle()
  const sets = () => harness.proxy.count(/^(POST|PATCH) .*check-runs/)
  // One of them is the check of dependencies.
  expect(sets()).toBe(4)
  expect(scopeRun(harness)?.annotations).toHaveLength(120)
  await harness.stop()
  await harness.loseStore()
  await harness.start()
  await harness.look()
  expect(scopeRun(harness)?.annotations).toHaveLength(120)
  await harness.end({ unheard: 'allowed' })
})

it('60 hard dependencies all count, 50 show as blocked by, and GitHub refuses nothing', async () => {
  const harness = await testHarness()
  const { forge, repo } = harness
  const others = paths('x', 60).map(
    (title) => createIssue({ forge, actor: person(harness, 'writer'), repo }, { title }).number,
  )
  while (harness.outbox.drop());
  const hard = `## Dependencies\n**Hard:** ${others.map((issue) => `#${issue}`).join(', ')}`
  const one = await startPacket(harness, 'one', hard)
  const refused = harness.proxy.calls().filter(({ status }) => status >= 400)
  expect([repo.blockedBy.length, refused.length]).toEqual([50, 0])
  expect(harness.see.status(one)).toBe('waiting')
  await harness.end({ unheard: 'allowed' })
})

it('a full list of pinned issues is reported once, even across a restart', async () => {
  const harness = await testHarness()
  const { forge, repo } = harness
  for (const issue of ['a', 'b', 'c'].map((title) =>
    createIssue({ forge, actor: person(harness, 'writer'), repo }, { title }),
  ))
    pinIssue({ forge, actor: person(harness, 'writer'), repo }, issue)
  const session = await harness.people.file('maintainer', 'Session: s', 'Goal: pins')
  const one = await startPacket(harness, 'one')
  await harness.stop()
  await harness.loseStore()
  await harness.start()
  await harness.look()
  expect(harness.see.said(session).filter(({ body }) => body.includes('Maximum 3 pinned'))).toHaveLength(1)
  expect(harness.see.status(one)).toBe('ready')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

/** Comments of somebody, put straight into the forge. */
function fill(harness: Harness, issue: number): void {
  const { forge, repo } = harness
  const [at, userId] = [harness.clock.now(), person(harness, 'writer').id]
  const missing = LIMITS.comments - repo.comments.filter((each) => each.issue === issue).length
  for (let n = 0; n < missing; n += 1)
    repo.comments.push({
      id: forge.newId(),
      issue,
      userId,
      body: 'x',
      createdAt: at,
      updatedAt: at,
      reactions: [],
      revisions: [{ at, editorId: userId, body: 'x' }],
    })
}

/** Says something where there is no room left, in place of somebody's. */
async function squeeze(harness: Harness, issue: number, body: string): Promise<number> {
  const { comments } = harness.repo
  comments.splice(
    comments.findIndex((each) => each.issue === issue && each.body === 'x'),
    1,
  )
  const id = await harness.people.comment('maintainer', issue, body)
  await harness.settle()
  await harness.pass(65_000)
  return id
}

it('commands still work on issues that take no more comments, the dashboard says so, and the session ends', async () => {
  // 2,500 on GitHub; fewer are read faster.
  const { comments } = LIMITS
  onTestFinished(() => void Object.assign(LIMITS, { comments }))
  LIMITS.comments = 50
  const harness = await testHarness()
  const session = await harness.people.file('maintainer', 'Session: s', 'Goal: many words')
  const one = await startPacket(harness, 'one')
  fill(harness, session)
  fill(harness, one)
  const asked = await squeeze(harness, one, '/ask one or two?')
  const decided = await squeeze(harness, one, '/decide two')
  const verdicts = harness.repo.comments.filter(({ id }) => id === asked || id === decided)
  expect(verdicts.map(({ reactions }) => reactions.map(({ content }) => content))).toEqual([['+1'], ['+1']])
  expect(needs(harness)).toMatch(/cannot comment on \[issue \d+\].*Commenting is disabled on issues with more than 50/)
  await squeeze(harness, session, '/round')
  expect(needs(harness)).toContain('I cannot comment here')
  await squeeze(harness, session, '/session end')
  expect(harness.repo.issues.find(({ number }) => number === session)?.state).toBe('closed')
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

it('the longest allowed names give titles, branches and labels that GitHub accepts', async () => {
  const harness = await testHarness()
  const name = 'n'.repeat(50)
  const session = await harness.people.file('maintainer', `Session: ${'s'.repeat(247)}`, 'Goal: long names')
  const title = `Work Packet: ${name}`
  const one = await harness.people.file('maintainer', title, packet(name, `src/${'d'.repeat(200)}/`))
  await harness.settle()
  await harness.people.push('agent', `feature/${name}`, { 'src/a.js': '1\n' })
  await harness.people.comment('maintainer', one, `/session start ${'t'.repeat(1000)}`)
  await harness.settle()
  expect(harness.proxy.calls().filter(({ status }) => status >= 400 && status !== 404)).toEqual([])
  expect(harness.repo.pulls).toHaveLength(1)
  expect([...harness.repo.issues.map((issue) => issue.title.length)].every((length) => length <= 256)).toBe(true)
  expect(harness.see.dashboard()?.number).toBeGreaterThanOrEqual(session)
  await harness.end({ unheard: 'allowed' })
})
