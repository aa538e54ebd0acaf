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
import type { Bed } from '../harness/bed.ts'
import { packet } from '../harness/story.ts'
import { needs, startPacket, testBed } from '../harness/support.ts'

const person = (bed: Bed, login: string) => {
  const found = bed.forge.world.users.find((user) => user.login === login)
  if (!found) throw new Error(`no ${login}`)
  return found
}

/** So many files in one push. */
async function pushMany(bed: Bed, branch: string, paths: string[]): Promise<void> {
  const { forge, repo } = bed
  const base = repo.refs[`refs/heads/${repo.defaultBranch}`] ?? ''
  const sha = await writeBlob(forge, repo, 'x\n')
  const rows = paths.map((path) => ({ path, mode: '100644', sha }))
  const tree = await writeTree(forge, repo, base, rows)
  const head = await commitTree(forge, repo, person(bed, 'agent'), { tree, parents: [base], message: 'many' })
  await bed.call('agent', 'PATCH', `/git/refs/heads/${branch}`, { sha: head })
  await noticeRefs(forge, repo, person(bed, 'agent'))
}

const scopeRun = (bed: Bed) => bed.repo.checkRuns.findLast(({ name }) => name === 'switchyard/scope')
const paths = (folder: string, count: number) => Array.from({ length: count }, (_, n) => `${folder}/${n}.txt`)

it('a pull request of more files than GitHub shows (300 compared, 3,000 listed) is looked at to the last', async () => {
  const bed = await testBed()
  const one = await startPacket(bed, 'one', '**Out of Scope:** zoo/')
  await pushMany(bed, 'feature/one', [...paths('src/one', 3200), 'zoo/last.txt'])
  await bed.settle()
  expect(bed.see.status(one)).toBe('drifting')
  expect(scopeRun(bed)).toMatchObject({ conclusion: 'failure', output: { title: '1 file out of bounds' } })
  expect(scopeRun(bed)?.annotations.map(({ path }) => path)).toEqual(['zoo/last.txt'])
  await bed.end({ unheard: 'allowed' })
})

it('120 annotations go out in three requests, and none is doubled when the check is set again', async () => {
  const bed = await testBed()
  await startPacket(bed, 'one', '**Out of Scope:** zoo/')
  bed.wire.reset()
  await pushMany(bed, 'feature/one', paths('zoo', 120))
  await bed.settle()
  const sets = () => bed.wire.count(/^(POST|PATCH) .*check-runs/)
  // One of them is the check of dependencies.
  expect(sets()).toBe(4)
  expect(scopeRun(bed)?.annotations).toHaveLength(120)
  await bed.stop()
  await bed.loseStore()
  await bed.start()
  await bed.look()
  expect(scopeRun(bed)?.annotations).toHaveLength(120)
  await bed.end({ unheard: 'allowed' })
})

it('of 60 hard dependencies 50 become "blocked by", all count, and nothing is refused', async () => {
  const bed = await testBed()
  const { forge, repo } = bed
  const others = paths('x', 60).map(
    (title) => createIssue({ forge, actor: person(bed, 'writer'), repo }, { title }).number,
  )
  while (bed.outbox.drop());
  const hard = `## Dependencies\n**Hard:** ${others.map((issue) => `#${issue}`).join(', ')}`
  const one = await startPacket(bed, 'one', hard)
  const refused = bed.wire.calls().filter(({ status }) => status >= 400)
  expect([repo.blockedBy.length, refused.length]).toEqual([50, 0])
  expect(bed.see.status(one)).toBe('waiting')
  await bed.end({ unheard: 'allowed' })
})

it('where three issues are pinned already, that is said once, over a restart too', async () => {
  const bed = await testBed()
  const { forge, repo } = bed
  for (const issue of ['a', 'b', 'c'].map((title) =>
    createIssue({ forge, actor: person(bed, 'writer'), repo }, { title }),
  ))
    pinIssue({ forge, actor: person(bed, 'writer'), repo }, issue)
  const session = await bed.people.file('maintainer', 'Session: s', 'Goal: pins')
  const one = await startPacket(bed, 'one')
  await bed.stop()
  await bed.loseStore()
  await bed.start()
  await bed.look()
  expect(bed.see.said(session).filter(({ body }) => body.includes('Maximum 3 pinned'))).toHaveLength(1)
  expect(bed.see.status(one)).toBe('ready')
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

/** Comments of somebody, put straight into the forge. */
function fill(bed: Bed, issue: number): void {
  const { forge, repo } = bed
  const [at, userId] = [bed.clock.now(), person(bed, 'writer').id]
  const missing = LIMITS.comments - repo.comments.filter((each) => each.issue === issue).length
  for (let n = 0; n < missing; n += 1)
    repo.comments.push({
      ...{ id: forge.newId(), issue, userId, body: 'x', createdAt: at, updatedAt: at, reactions: [] },
      revisions: [{ at, editorId: userId, body: 'x' }],
    })
}

/** Says something where there is no room left, in place of somebody's. */
async function squeeze(bed: Bed, issue: number, body: string): Promise<number> {
  const { comments } = bed.repo
  comments.splice(
    comments.findIndex((each) => each.issue === issue && each.body === 'x'),
    1,
  )
  const id = await bed.people.comment('maintainer', issue, body)
  await bed.settle()
  await bed.pass(65_000)
  return id
}

it('issues with as many comments as GitHub takes: commands go on, the dashboard says so, and the session ends', async () => {
  // 2,500 on GitHub; fewer are read faster.
  const { comments } = LIMITS
  onTestFinished(() => void Object.assign(LIMITS, { comments }))
  LIMITS.comments = 50
  const bed = await testBed()
  const session = await bed.people.file('maintainer', 'Session: s', 'Goal: many words')
  const one = await startPacket(bed, 'one')
  fill(bed, session)
  fill(bed, one)
  const asked = await squeeze(bed, one, '/ask one or two?')
  const decided = await squeeze(bed, one, '/decide two')
  const verdicts = bed.repo.comments.filter(({ id }) => id === asked || id === decided)
  expect(verdicts.map(({ reactions }) => reactions.map(({ content }) => content))).toEqual([['+1'], ['+1']])
  expect(needs(bed)).toMatch(/cannot comment on \[issue \d+\].*Commenting is disabled on issues with more than 50/)
  await squeeze(bed, session, '/round')
  expect(needs(bed)).toContain('I cannot comment here')
  await squeeze(bed, session, '/session end')
  expect(bed.repo.issues.find(({ number }) => number === session)?.state).toBe('closed')
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

it('names as long as they may be make titles, branches and labels that GitHub takes', async () => {
  const bed = await testBed()
  const name = 'n'.repeat(50)
  const session = await bed.people.file('maintainer', `Session: ${'s'.repeat(247)}`, 'Goal: long names')
  const title = `Work Packet: ${name}`
  const one = await bed.people.file('maintainer', title, packet(name, `src/${'d'.repeat(200)}/`))
  await bed.settle()
  await bed.people.push('agent', `feature/${name}`, { 'src/a.js': '1\n' })
  await bed.people.comment('maintainer', one, `/session start ${'t'.repeat(1000)}`)
  await bed.settle()
  expect(bed.wire.calls().filter(({ status }) => status >= 400 && status !== 404)).toEqual([])
  expect(bed.repo.pulls).toHaveLength(1)
  expect([...bed.repo.issues.map((issue) => issue.title.length)].every((length) => length <= 256)).toBe(true)
  expect(bed.see.dashboard()?.number).toBeGreaterThanOrEqual(session)
  await bed.end({ unheard: 'allowed' })
})
