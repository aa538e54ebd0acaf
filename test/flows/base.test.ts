/** A session names the branch that its packets go to, such as a release branch. Judged by git and by what GitHub shows. */
import type { Rule } from '@switchyard/github-emulator'
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
  harness.repo.comments
    .filter((one) => one.issue === issue && one.body.includes('<!-- switchyard:'))
    .map((one) => one.body)
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

  test('two open sessions with different bases do not mix, and each merges without waiting for the other', async () => {
    const { harness } = await begin()
    const next = await harness.people.file('maintainer', 'Session: next', 'Work on main')
    await harness.settle()
    const users = await finishPacket(harness, 'users', 'export const a = 1\n')
    expect(harness.repo.pulls.find(({ headRef }) => headRef === 'feature/users')?.baseRef).toBe('main')
    const issue = await harness.people.file(
      'maintainer',
      'Work Packet: logs',
      packet('logs', 'src/logs/', '**Session:** two'),
    )
    await harness.settle()
    await harness.people.push('agent', 'feature/logs', { 'src/logs/a.js': 'export const b = 1\n' })
    await harness.people.tick('agent', issue)
    await harness.people.comment('agent', issue, '/status done')
    await harness.settle()
    expect(harness.repo.pulls.find(({ headRef }) => headRef === 'feature/logs')?.baseRef).toBe(RELEASE)
    await harness.people.comment('maintainer', users, '/merge')
    await harness.people.comment('maintainer', issue, '/merge')
    await harness.settle()
    expect([harness.see.status(users), harness.see.status(issue)]).toEqual(['merged', 'merged'])
    const files = async (branch: string) => (await ask(harness, 'ls-tree', '-r', '--name-only', branch)).split('\n')
    expect(await files('main')).toEqual(expect.arrayContaining(['NEXT.md', 'src/users/a.js']))
    expect(await files('main')).not.toContain('src/logs/a.js')
    expect(await files(RELEASE)).toEqual(expect.arrayContaining(['RELEASE.md', 'src/logs/a.js']))
    expect(await files(RELEASE)).not.toContain('src/users/a.js')
    expect(issueOf(harness, next)?.body).not.toContain(RELEASE)
    await harness.end({ unheard: 'allowed' })
  })

  test('rules of the release branch are read for it, and those of the default branch do not count', async () => {
    const { harness } = await begin()
    const reviewed: Rule[] = [{ type: 'pull_request', parameters: { required_approving_review_count: 1 } }]
    await harness.people.rules('maintainer', 'release', reviewed, [], `refs/heads/${RELEASE}`)
    const issue = await finishPacket(harness, 'users')
    expect(needs(harness)).toContain(`\`${RELEASE}\``)
    await harness.people.comment('maintainer', issue, '/merge')
    await harness.settle()
    expect(harness.see.status(issue)).toBe('done')
    await harness.people.rules('maintainer', 'release', [])
    await harness.people.rules('maintainer', 'main', reviewed)
    await harness.pass(20 * 60_000)
    expect(harness.see.status(issue)).toBe('merged')
    await harness.end({ unheard: 'allowed' })
  })
})

describe('a change of the base', () => {
  test('a writer changes it for packets that start from then on, and the bot says which ones stay', async () => {
    const { harness, session } = await begin('Ship it')
    const early = await startPacket(harness, 'users')
    const body = issueOf(harness, session)?.body ?? ''
    await harness.people.edit('maintainer', session, { body: `**Base:** ${RELEASE}\n\n${body}` })
    await harness.settle()
    const late = await startPacket(harness, 'logs')
    expect(said(harness, early).join('\n')).toContain('was created from `main`')
    expect(said(harness, late).join('\n')).toContain(`was created from \`${RELEASE}\``)
    const notice = said(harness, session).filter((one) => one.includes('Packets that start from now on'))
    expect(notice).toHaveLength(1)
    expect(notice[0]).toContain('`users` on `main`')
    expect(issueOf(harness, session)?.body).toContain('stays on `main`')
    await harness.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
    await harness.settle()
    expect(harness.repo.pulls[0]?.baseRef).toBe('main')
    await harness.end({ unheard: 'allowed' })
  })

  test('the change of an agent does not count, and a person is told', async () => {
    const { harness, session } = await begin()
    const body = issueOf(harness, session)?.body ?? ''
    await harness.people.edit('agent', session, { body: body.replace(`**Base:** ${RELEASE}`, '**Base:** main') })
    await harness.settle()
    expect(needs(harness)).toContain('The change does not count')
    const issue = await startPacket(harness, 'users')
    expect(said(harness, issue).join('\n')).toContain(`was created from \`${RELEASE}\``)
    await harness.end({ unheard: 'allowed' })
  })
})

describe('a base that cannot be used', () => {
  test('packets wait until the branch exists', async () => {
    const { harness } = await begin('**Base:** release/3.0')
    const issue = await startPacket(harness, 'users')
    expect(harness.see.status(issue)).toBe('waiting')
    expect(tip(harness, 'feature/users')).toBe('')
    expect(needs(harness)).toContain('create `release/3.0`')
    await harness.people.branch('maintainer', 'release/3.0', RELEASE)
    await harness.settle()
    expect(tip(harness, 'feature/users')).toBe(tip(harness, RELEASE))
    await harness.end({ unheard: 'allowed' })
  })

  test.each(['feature/users', 'switchyard/trial/x', 'gh-readonly-queue/main/x', '../main', 'a b'])(
    'no packet starts from %s',
    async (name) => {
      const { harness, session } = await begin('Ship it')
      await startPacket(harness, 'users')
      const body = issueOf(harness, session)?.body ?? ''
      await harness.people.edit('maintainer', session, { body: `**Base:** \`${name}\`\n\n${body}` })
      await harness.settle()
      const late = await startPacket(harness, 'logs')
      expect(harness.see.status(late)).toBe('waiting')
      expect(tip(harness, 'feature/logs')).toBe('')
      expect(needs(harness)).toContain('No packet of this session starts until then')
      await harness.end({ unheard: 'allowed' })
    },
  )

  test('the base of a packet at work is deleted: it is not merged anywhere, and a person is told', async () => {
    const { harness } = await begin()
    const main = tip(harness, 'main')
    const issue = await finishPacket(harness, 'users')
    await harness.people.branch('maintainer', 'kept', RELEASE)
    await harness.people.deleteBranch('maintainer', RELEASE)
    await harness.people.comment('maintainer', issue, '/merge')
    await harness.settle()
    expect(needs(harness)).toContain(`its base branch \`${RELEASE}\` was deleted`)
    expect(tip(harness, 'main')).toBe(main)
    expect(harness.see.status(issue)).not.toBe('merged')
    await harness.people.branch('maintainer', RELEASE, 'kept')
    await harness.settle()
    expect(needs(harness)).not.toContain('was deleted')
    await harness.end({ unheard: 'allowed' })
  })
})

test('a hard dependency counts once it is on the base of the packet that needs it', async () => {
  const { harness } = await begin()
  await harness.people.file('maintainer', 'Session: next', 'Work on main')
  await harness.settle()
  const users = await harness.people.file(
    'maintainer',
    'Work Packet: users',
    packet('users', 'src/users/', '**Session:** two'),
  )
  const logs = await harness.people.file(
    'maintainer',
    'Work Packet: logs',
    packet('logs', 'src/logs/', '**Session:** next\n\n## Dependencies\n**Hard:** users'),
  )
  await harness.settle()
  await harness.people.push('agent', 'feature/users', { 'src/users/a.js': 'export const a = 1\n' })
  await harness.people.tick('agent', users)
  await harness.people.comment('agent', users, '/status done')
  await harness.people.comment('maintainer', users, '/merge')
  await harness.settle()
  await harness.people.comment('maintainer', users, '/merge')
  await harness.settle()
  expect(harness.see.status(users)).toBe('merged')
  expect(harness.see.status(logs)).toBe('waiting')
  expect(tip(harness, 'feature/logs')).toBe('')
  await harness.people.comment('writer', logs, '/explain')
  await harness.settle()
  expect(said(harness, logs).join('\n')).toContain(`merged into \`${RELEASE}\` but not into`)
  await harness.end({ unheard: 'allowed' })
})
