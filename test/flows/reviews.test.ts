/** Reviews over the real reader, git and emulator: objections hold, and "Update branch" is nobody's work. */
import { expect, test } from 'vitest'
import type { Bed } from '../harness/harness.ts'
import { finishPacket, needs, testBed } from '../harness/support.ts'

const config = 'agents: [agent]\ntest: npm test\n'
const protecting = `${config}protected: ['**']\n`

async function begin(text = config): Promise<{ bed: Bed; issue: number; pull: number }> {
  const bed = await testBed({ config: text })
  const issue = await finishPacket(bed, 'users')
  return { bed, issue, pull: bed.repo.pulls[0]?.number ?? 0 }
}

async function merge(bed: Bed, issue: number): Promise<void> {
  await bed.pass(2000)
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
}

const said = (bed: Bed, issue: number, words: string) =>
  bed.repo.comments.filter((one) => one.issue === issue && one.body.includes(words)).length

test('changes requested hold a `/merge`, once by name; dismissed, the packet merges', async () => {
  const { bed, issue, pull } = await begin()
  await bed.pass(2000)
  const review = await bed.people.review('writer', pull, 'REQUEST_CHANGES', 'The ledger is lost.')
  await bed.settle()
  expect(bed.see.status(issue)).toBe('running')
  expect(needs(bed)).toContain('changes requested by writer')
  await merge(bed, issue)
  expect(bed.see.status(issue)).toBe('running')
  expect(said(bed, issue, 'again to merge')).toBe(1)
  await bed.people.dismissReview('maintainer', pull, review)
  await bed.settle()
  expect(bed.see.status(issue)).toBe('merged')
  expect(said(bed, issue, 'again to merge')).toBe(1)
  await bed.end({ unheard: 'allowed' })
})

test('the reviewer who updated the branch may approve it; one who pushed a file may not', async () => {
  const { bed, issue, pull } = await begin(protecting)
  await bed.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
  await bed.settle()
  await bed.people.updateBranch('writer', pull)
  await bed.settle()
  await bed.people.review('writer', pull, 'APPROVE')
  await merge(bed, issue)
  expect(bed.see.status(issue)).toBe('merged')
  await bed.end({ unheard: 'allowed' })
})

test('an approval counts on over an "Update branch" by anybody, and not over a commit', async () => {
  const { bed, issue, pull } = await begin(protecting)
  await bed.people.review('writer', pull, 'APPROVE')
  await bed.people.push('maintainer', bed.repo.pulls[0]?.headRef ?? '', { 'src/users.js': 'export const more = 1\n' })
  await merge(bed, issue)
  expect(bed.see.status(issue)).toBe('done')
  expect(said(bed, issue, 'writer, who approved an older head')).toBe(1)
  await bed.people.review('writer', pull, 'APPROVE')
  await bed.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
  await bed.people.updateBranch('agent', pull)
  await merge(bed, issue)
  expect(bed.see.status(issue)).toBe('merged')
  await bed.end({ unheard: 'allowed' })
})
