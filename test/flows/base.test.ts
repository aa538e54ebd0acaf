/** A session names the branch that its packets go to, such as a release branch. Judged by git and by what GitHub shows. */
import { git } from '@switchyard/github-emulator/testing'
import { describe, expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { finishPacket, needs, startPacket, testHarness } from '../harness/support.ts'

const RELEASE = 'release/2.0'

const ask = async (harness: Harness, ...args: string[]) => (await git(harness.forge.bareDir(harness.repo), args)).trim()
const tip = (harness: Harness, branch: string) => harness.repo.refs[`refs/heads/${branch}`] ?? ''
const contains = (harness: Harness, branch: string, sha: string) =>
  ask(harness, 'branch', '--contains', sha, '--format=%(refname:short)').then((all) => all.split('\n').includes(branch))
const said = (harness: Harness, issue: number) =>
  harness.repo.comments.filter((one) => one.issue === issue && one.body.includes('<!-- switchyard:')).map((one) => one.body)
const issueOf = (harness: Harness, number: number) => harness.repo.issues.find((one) => one.number === number)

/** The release branch has a commit that main lacks, and main one that the release branch lacks. */
async function begin(body = `Ship 2.0\n\n**Base:** ${RELEASE}`, config = 'agents: [agent]\ntest: npm test\n') {
  const harness = await testHarness({ config })
  await harness.people.branch('maintainer', RELEASE)
  await harness.people.push('maintainer', RELEASE, { 'RELEASE.md': '2.0\n' })
  await harness.people.pushMain('maintainer', { 'NEXT.md': '3.0\n' })
  const session = await harness.people.file('maintainer', 'Session: two', body)
  await harness.settle()
  return { harness, session }
}

describe('a session with a base branch', () => {
  test('everything of a packet goes to that branch, and the default branch does not move', async () => {
    const { harness } = await begin()
    const main = tip(harness, 'main')
    const before = tip(harness, RELEASE)
    const issue = await finishPacket(harness, 'users')
    const pull = harness.repo.pulls[0]
    expect(await ask(harness, 'merge-base', tip(harness, RELEASE), 'feature/users')).toBe(before)
    expect(pull?.baseRef).toBe(RELEASE)
    expect(issueOf(harness, pull?.number ?? 0)?.body).not.toMatch(/closes #/i)
    expect(said(harness, issue).join('\n')).toContain(`was created from \`${RELEASE}\``)
    await harness.people.comment('maintainer', issue, '/merge')
    await harness.settle()
    expect(harness.see.status(issue)).toBe('merged')
    expect(tip(harness, 'main')).toBe(main)
    const [base, head] = (await ask(harness, 'log', '-1', '--format=%P', tip(harness, RELEASE))).split(' ')
    expect(base).toBe(before)
    expect(await contains(harness, RELEASE, head ?? '')).toBe(true)
    expect(issueOf(harness, issue)?.state).toBe('closed')
    expect(said(harness, issue).join('\n')).toContain(`\`${RELEASE}\``)
    expect(said(harness, issue).join('\n')).not.toContain('`main`')
    await harness.end({ unheard: 'allowed' })
  })
})
