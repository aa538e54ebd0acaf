/** Reviews over the real reader, git and emulator: objections hold, and "Update branch" is nobody's work. */
import { expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, needs, testHarness } from '../harness/support.ts'

const config = 'agents: [agent]\ntest: npm test\n'
const protecting = `${config}protected: ['**']\n`

async function begin(text = config): Promise<{ harness: Harness; issue: number; pull: number }> {
  const harness = await testHarness({ config: text })
  const issue = await finishPacket(harness, 'users')
  return { harness, issue, pull: harness.repo.pulls[0]?.number ?? 0 }
}

async function merge(harness: Harness, issue: number): Promise<void> {
  await harness.pass(2000)
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
}

const said = (harness: Harness, issue: number, words: string) =>
  harness.repo.comments.filter((one) => one.issue === issue && one.body.includes(words)).length

test('requested changes hold a /merge and name the reviewer once, and the packet merges after they are dismissed', async () => {
  const { harness, issue, pull } = await begin()
  await harness.pass(2000)
  const review = await harness.people.review('writer', pull, 'REQUEST_CHANGES', 'The ledger is lost.')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('running')
  expect(needs(harness)).toContain('changes requested by writer')
  await merge(harness, issue)
  expect(harness.see.status(issue)).toBe('running')
  expect(said(harness, issue, 'again to merge')).toBe(1)
  await harness.people.dismissReview('maintainer', pull, review)
  await harness.settle()
  expect(harness.see.status(issue)).toBe('merged')
  expect(said(harness, issue, 'again to merge')).toBe(1)
  await harness.end({ unheard: 'allowed' })
})

test('a reviewer who updated the branch may approve it, and one who pushed a file may not', async () => {
  const { harness, issue, pull } = await begin(protecting)
  await harness.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
  await harness.settle()
  await harness.people.updateBranch('writer', pull)
  await harness.settle()
  await harness.people.review('writer', pull, 'APPROVE')
  await merge(harness, issue)
  expect(harness.see.status(issue)).toBe('merged')
  await harness.end({ unheard: 'allowed' })
})

test('an approval survives an update of the branch from main but not a new commit', async () => {
  const { harness, issue, pull } = await begin(protecting)
  await harness.people.review('writer', pull, 'APPROVE')
  await harness.people.push('maintainer', harness.repo.pulls[0]?.headRef ?? '', {
    'src/users.js': 'export const more = 1\n',
  })
  await merge(harness, issue)
  expect(harness.see.status(issue)).toBe('done')
  expect(said(harness, issue, 'writer, who approved an older head')).toBe(1)
  await harness.people.review('writer', pull, 'APPROVE')
  await harness.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
  await harness.people.updateBranch('agent', pull)
  await merge(harness, issue)
  expect(harness.see.status(issue)).toBe('merged')
  await harness.end({ unheard: 'allowed' })
})
