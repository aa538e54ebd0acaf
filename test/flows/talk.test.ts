/** What people and agents say in reviews, on lines and by a draft, from GitHub's webhooks to the verdict there. */
import type { PlayedJob } from '@switchyard/github-emulator'
import { convertToDraft, markReady } from '@switchyard/github-emulator/testing'
import { expect, test } from 'vitest'
import type { Bed } from '../harness/bed.ts'
import { packet } from '../harness/story.ts'
import { finishPacket, startPacket, testBed } from '../harness/support.ts'

const reactions = (of: { reactions?: { content: string }[] } | undefined) =>
  of?.reactions?.map(({ content }) => content)
const user = (bed: Bed, login: string) => bed.forge.world.users.find((each) => each.login === login) ?? never()
/** Each in a second of its own: GitHub does not tell what was first within one. */
const say = async (bed: Bed, role: 'agent' | 'maintainer' | 'writer', method: string, path: string, body: object) => {
  await bed.pass(2000)
  await bed.call(role, method, path, body)
  await bed.settle()
}
const pull = (bed: Bed) => bed.repo.pulls[0] ?? never()
const never = () => {
  throw new Error('not there')
}

test('a report on a line, an answer in a review, an edit of it, and a merge with an approval', async () => {
  const bed = await testBed()
  const issue = await startPacket(bed, 'users')
  const head = await bed.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await bed.settle()
  const { number } = pull(bed)
  const line = { path: 'src/users/a.js', line: 1, commit_id: head }
  await bed.call('agent', 'POST', `/pulls/${number}/comments`, {
    ...line,
    body: '- **/status blocked** which currency?',
  })
  await bed.settle()
  expect(bed.see.status(issue)).toBe('blocked')
  expect(reactions(bed.repo.lineComments?.[0])).toEqual(['+1'])

  const review = { event: 'COMMENT', body: 'Look here.\n\n/unblock euro' }
  await say(bed, 'maintainer', 'POST', `/pulls/${number}/reviews`, review)
  expect(bed.see.status(issue)).toBe('running')
  const said = bed.repo.reviews.at(-1)
  expect(reactions(said)).toEqual(['+1'])

  await say(bed, 'maintainer', 'PUT', `/pulls/${number}/reviews/${said?.id}`, { body: `${review.body}\n\n/pause` })
  expect(bed.see.status(issue)).toBe('paused')
  await bed.people.comment('maintainer', issue, '/resume')
  await bed.people.tick('agent', issue)
  await bed.people.comment('agent', issue, '/status done')
  await bed.settle()
  await say(bed, 'writer', 'POST', `/pulls/${number}/reviews`, { event: 'APPROVE', body: 'Reads well.\n\n**/merge**' })
  expect(bed.see.status(issue)).toBe('merged')
  await bed.end({ unheard: 'allowed' })
})

test('marked ready by its agent it is done and tested; back to draft it runs', async () => {
  const bed = await testBed()
  const issue = await startPacket(bed, 'users')
  await bed.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await bed.people.tick('agent', issue)
  await bed.settle()
  expect(pull(bed).draft).toBe(true)
  markReady({ forge: bed.forge, actor: user(bed, 'agent'), repo: bed.repo }, pull(bed))
  await bed.settle()
  expect(bed.see.status(issue)).toBe('done')
  expect(bed.repo.checkRuns.findLast(({ name }) => name === 'switchyard/integration')?.conclusion).toBe('success')
  convertToDraft({ forge: bed.forge, actor: user(bed, 'agent'), repo: bed.repo }, pull(bed))
  await bed.settle()
  expect(bed.see.status(issue)).toBe('running')
  expect(pull(bed).draft).toBe(true)
  await bed.end()
})

test('skip words in an objective keep no workflow from testing the trial', async () => {
  const jobs: PlayedJob[] = []
  const bed = await testBed({ config: 'agents: [agent]\nrunner: actions\n', workflows: (job) => void jobs.push(job) })
  const on = "{ push: { branches: ['switchyard/trial/**'] } }"
  const workflow = `name: CI\non: ${on}\njobs:\n  test:\n    steps:\n      - run: npm test\n`
  await bed.people.pushMain('maintainer', { '.github/workflows/ci.yml': workflow })
  const text = packet('users', 'src/users/').replace(
    /\*\*Objective:\*\* .*/,
    '**Objective:** Honour [skip ci] and [no ci]',
  )
  expect(text).toContain('[skip ci]')
  const issue = await bed.people.file('maintainer', 'Work Packet: users', text)
  await bed.settle()
  await bed.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await bed.people.tick('agent', issue)
  await bed.people.comment('agent', issue, '/status done')
  await bed.settle()
  expect(jobs.map(({ branch }) => branch)).toEqual(['switchyard/trial/users'])
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('GitHub itself starts nothing for a commit that says so', async () => {
  const jobs: PlayedJob[] = []
  const bed = await testBed({ workflows: (job) => void jobs.push(job) })
  const workflow = 'name: CI\non: push\njobs:\n  test:\n    steps:\n      - run: npm test\n'
  await bed.people.push('maintainer', 'main', { '.github/workflows/ci.yml': workflow }, { message: 'Add CI [skip ci]' })
  expect(jobs).toHaveLength(0)
  await bed.people.pushMain('maintainer', { 'README.md': 'x\n' })
  await bed.settle()
  expect(jobs).toHaveLength(1)
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('squashed by GitHub, the commit says what the bot gives it', async () => {
  const bed = await testBed({ config: 'agents: [agent]\ntest: npm test\nmerge-unguarded: true\n' })
  const issue = await finishPacket(bed, 'users')
  await bed.people.allowMethods('maintainer', ['squash'])
  const parameters = { required_approving_review_count: 0 }
  await bed.people.rules('maintainer', 'pulls', [{ type: 'pull_request', parameters }])
  await bed.call('maintainer', 'PATCH', `/pulls/${pull(bed).number}`, { title: 'Anything [skip ci]' })
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
  expect(bed.see.status(issue)).toBe('merged')
  const { commit } = await bed.call<{ commit: { message: string } }>('reader', 'GET', '/commits/main')
  expect(commit.message).toMatch(/^users: .* \(#\d+\)\n\nPacket: #\d+$/)
  await bed.end({ unheard: 'allowed' })
})
