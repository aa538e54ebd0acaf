/** What people and agents say in reviews, on lines and by a draft, from GitHub's webhooks to the verdict there. */
import type { PlayedJob } from '@switchyard/github-emulator'
import { convertToDraft, markReady } from '@switchyard/github-emulator/testing'
import { expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { finishPacket, startPacket, testHarness } from '../harness/support.ts'

const reactions = (of: { reactions?: { content: string }[] } | undefined) =>
  of?.reactions?.map(({ content }) => content)
const user = (harness: Harness, login: string) =>
  harness.forge.world.users.find((each) => each.login === login) ?? never()
/** Each in a second of its own: GitHub does not tell what was first within one. */
const say = async (
  harness: Harness,
  role: 'agent' | 'maintainer' | 'writer',
  method: string,
  path: string,
  body: object,
) => {
  await harness.pass(2000)
  await harness.call(role, method, path, body)
  await harness.settle()
}
const pull = (harness: Harness) => harness.repo.pulls[0] ?? never()
const never = () => {
  throw new Error('not there')
}

test('the bot acts on a report on a line, an answer in a review, its edit, and a merge with an approval', async () => {
  const harness = await testHarness()
  const issue = await startPacket(harness, 'users')
  const head = await harness.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await harness.settle()
  const { number } = pull(harness)
  const line = { path: 'src/users/a.js', line: 1, commit_id: head }
  await harness.call('agent', 'POST', `/pulls/${number}/comments`, {
    ...line,
    body: '- **/status blocked** which currency?',
  })
  await harness.settle()
  expect(harness.see.status(issue)).toBe('blocked')
  expect(reactions(harness.repo.lineComments?.[0])).toEqual(['+1'])

  const review = { event: 'COMMENT', body: 'Look here.\n\n/unblock euro' }
  await say(harness, 'maintainer', 'POST', `/pulls/${number}/reviews`, review)
  expect(harness.see.status(issue)).toBe('running')
  const said = harness.repo.reviews.at(-1)
  expect(reactions(said)).toEqual(['+1'])

  await say(harness, 'maintainer', 'PUT', `/pulls/${number}/reviews/${said?.id}`, { body: `${review.body}\n\n/pause` })
  expect(harness.see.status(issue)).toBe('paused')
  await harness.people.comment('maintainer', issue, '/resume')
  await harness.people.tick('agent', issue)
  await harness.people.comment('agent', issue, '/status done')
  await harness.settle()
  await say(harness, 'writer', 'POST', `/pulls/${number}/reviews`, {
    event: 'APPROVE',
    body: 'Reads well.\n\n**/merge**',
  })
  expect(harness.see.status(issue)).toBe('merged')
  await harness.end({ unheard: 'allowed' })
})

test('a packet is done and tested when its agent marks it ready, and running when it is a draft again', async () => {
  const harness = await testHarness()
  const issue = await startPacket(harness, 'users')
  await harness.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await harness.people.tick('agent', issue)
  await harness.settle()
  expect(pull(harness).draft).toBe(true)
  markReady({ forge: harness.forge, actor: user(harness, 'agent'), repo: harness.repo }, pull(harness))
  await harness.settle()
  expect(harness.see.status(issue)).toBe('done')
  expect(harness.repo.checkRuns.findLast(({ name }) => name === 'switchyard/integration')?.conclusion).toBe('success')
  convertToDraft({ forge: harness.forge, actor: user(harness, 'agent'), repo: harness.repo }, pull(harness))
  await harness.settle()
  expect(harness.see.status(issue)).toBe('running')
  expect(pull(harness).draft).toBe(true)
  await harness.end()
})

test('skip words in an objective keep no workflow from testing the trial', async () => {
  const jobs: PlayedJob[] = []
  const harness = await testHarness({
    config: 'agents: [agent]\nrunner: actions\n',
    workflows: (job) => void jobs.push(job),
  })
  const on = "{ push: { branches: ['switchyard/trial/**'] } }"
  const workflow = `name: CI\non: ${on}\njobs:\n  test:\n    steps:\n      - run: npm test\n`
  await harness.people.pushMain('maintainer', { '.github/workflows/ci.yml': workflow })
  const text = packet('users', 'src/users/').replace(
    /\*\*Objective:\*\* .*/,
    '**Objective:** Honour [skip ci] and [no ci]',
  )
  expect(text).toContain('[skip ci]')
  const issue = await harness.people.file('maintainer', 'Work Packet: users', text)
  await harness.settle()
  await harness.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await harness.people.tick('agent', issue)
  await harness.people.comment('agent', issue, '/status done')
  await harness.settle()
  expect(jobs.map(({ branch }) => branch)).toEqual(['switchyard/trial/users'])
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('GitHub itself starts no workflow for a commit with skip words', async () => {
  const jobs: PlayedJob[] = []
  const harness = await testHarness({ workflows: (job) => void jobs.push(job) })
  const workflow = 'name: CI\non: push\njobs:\n  test:\n    steps:\n      - run: npm test\n'
  await harness.people.push(
    'maintainer',
    'main',
    { '.github/workflows/ci.yml': workflow },
    { message: 'Add CI [skip ci]' },
  )
  expect(jobs).toHaveLength(0)
  await harness.people.pushMain('maintainer', { 'README.md': 'x\n' })
  await harness.settle()
  expect(jobs).toHaveLength(1)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('a pull request squashed by GitHub has the commit message that the bot gives', async () => {
  const harness = await testHarness({ config: 'agents: [agent]\ntest: npm test\nmerge-unguarded: true\n' })
  const issue = await finishPacket(harness, 'users')
  await harness.people.allowMethods('maintainer', ['squash'])
  const parameters = { required_approving_review_count: 0 }
  await harness.people.rules('maintainer', 'pulls', [{ type: 'pull_request', parameters }])
  await harness.call('maintainer', 'PATCH', `/pulls/${pull(harness).number}`, { title: 'Anything [skip ci]' })
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('merged')
  const { commit } = await harness.call<{ commit: { message: string } }>('reader', 'GET', '/commits/main')
  expect(commit.message).toMatch(/^users: .* \(#\d+\)\n\nPacket: #\d+$/)
  await harness.end({ unheard: 'allowed' })
})
