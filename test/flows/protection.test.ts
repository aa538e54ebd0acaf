/** Classic protection of the base branch, which the App may not read: each setting is met, or named with what to do. */
import type { MergeMethod } from '@switchyard/github-emulator'
import { git, type ProtectionBody } from '@switchyard/github-emulator/testing'
import { describe, expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, needs, testHarness } from '../harness/support.ts'

const config = 'agents: [agent]\ntest: npm test\nmerge-unguarded: true\n'
const reviews = (count = 0, more: object = {}) => ({
  required_pull_request_reviews: { required_approving_review_count: count, ...more },
})
const linear: Partial<ProtectionBody> = { required_linear_history: true }
const checks = (...contexts: string[]): Partial<ProtectionBody> => ({
  required_status_checks: { strict: true, contexts },
})

async function protectedMain(settings: Partial<ProtectionBody>, methods?: MergeMethod[]): Promise<Harness> {
  const harness = await testHarness({ config })
  if (methods) await harness.people.allowMethods('maintainer', methods)
  await harness.people.protect('maintainer', 'main', settings)
  return harness
}

async function merge(harness: Harness, issue: number): Promise<void> {
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
}

const main = (harness: Harness) => harness.repo.refs['refs/heads/main'] ?? ''
const ask = async (harness: Harness, ...args: string[]) => (await git(harness.forge.bareDir(harness.repo), args)).trim()
const treeOf = (harness: Harness, sha: string) => ask(harness, 'rev-parse', `${sha}^{tree}`)
const parents = async (harness: Harness) =>
  (await ask(harness, 'log', '-1', '--format=%P', main(harness))).split(' ').length
const said = (harness: Harness, issue: number, words: string) =>
  harness.repo.comments.filter((one) => one.issue === issue && one.body.includes(words)).length
const pull = (harness: Harness) => harness.repo.pulls[0]?.number ?? 0
const merges = (harness: Harness) => harness.proxy.count(/PUT .*\/merge/)

describe('what leaves a way is merged by it, and main gets exactly the tested tree', () => {
  test.each<[string, Partial<ProtectionBody>, MergeMethod[] | undefined, number, number]>([
    ['a pull request: by a merge commit', reviews(), undefined, 2, 1],
    ['linear history: by a squash, after a merge commit was refused', linear, undefined, 1, 2],
    ['linear history without squashing: by a rebase', linear, ['merge', 'rebase'], 1, 2],
    ['pull requests and linear history', { ...reviews(), ...linear }, undefined, 1, 2],
    ['the checks of the bot', checks('switchyard/integration', 'switchyard/scope'), undefined, 2, 1],
  ])('%s', async (_, settings, methods, count, tries) => {
    const harness = await protectedMain(settings, methods)
    const issue = await finishPacket(harness, 'users')
    await merge(harness, issue)
    expect(harness.see.status(issue)).toBe('merged')
    expect(await parents(harness)).toBe(count)
    expect(await treeOf(harness, main(harness))).toBe(await treeOf(harness, harness.repo.pulls[0]?.headSha ?? ''))
    expect(merges(harness)).toBe(tries)
    expect(said(harness, issue, 'not what was tested')).toBe(0)
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })

  test('the refused ways are remembered, and found out again after a restart without a store', async () => {
    const harness = await protectedMain(linear)
    const first = await finishPacket(harness, 'users')
    const second = await finishPacket(harness, 'roles')
    const third = await finishPacket(harness, 'teams')
    const direct = () => harness.proxy.count(/PATCH .*git\/refs/)
    await merge(harness, first)
    await merge(harness, second)
    expect(direct()).toBe(1)
    await harness.stop()
    await harness.loseStore()
    await harness.start()
    await harness.settle()
    await merge(harness, third)
    expect([first, second, third].map(harness.see.status)).toEqual(['merged', 'merged', 'merged'])
    expect(direct()).toBe(2)
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('what a person has to do is named, and the packet merges once it is done', () => {
  test('approvals', async () => {
    const harness = await protectedMain(reviews(1))
    const issue = await finishPacket(harness, 'users')
    await merge(harness, issue)
    expect(harness.see.status(issue)).toBe('done')
    expect(needs(harness)).toContain('At least 1 approving review is required by reviewers with write access.')
    expect(said(harness, issue, 'Queued, but it cannot merge yet')).toBe(1)
    const tried = merges(harness)
    await harness.pass(50 * 60_000)
    expect(merges(harness)).toBe(tried)
    await harness.people.review('writer', pull(harness), 'APPROVE')
    await harness.settle()
    expect(harness.see.status(issue)).toBe('merged')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })

  test('restricted pushers: an administrator lets the App push, which no webhook tells', async () => {
    const harness = await protectedMain({ restrictions: { users: [], teams: [], apps: [] } })
    const issue = await finishPacket(harness, 'users')
    await merge(harness, issue)
    expect(harness.see.status(issue)).toBe('done')
    expect(needs(harness)).toContain("You're not authorized to push to this branch.")
    expect(needs(harness)).toContain('an administrator lets Switchyard pass')
    await harness.people.protect('maintainer', 'main', {
      restrictions: { users: [], teams: [], apps: ['switchyard'] },
    })
    await harness.pass(70 * 60_000)
    expect(harness.see.status(issue)).toBe('merged')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })

  test('a required check, before anybody says /merge', async () => {
    const harness = await protectedMain(checks('ci'))
    const issue = await finishPacket(harness, 'users')
    expect(needs(harness)).toContain('is done but cannot merge: the rules for `main` require the check `ci`')
    await merge(harness, issue)
    expect(merges(harness)).toBe(0)
    const head = harness.repo.pulls[0]?.headSha ?? ''
    await harness.call('writer', 'POST', `/statuses/${head}`, { state: 'success', context: 'ci' })
    await harness.settle()
    expect(harness.see.status(issue)).toBe('merged')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })

  test('a locked branch, until it is unlocked and /merge is said again', async () => {
    const harness = await protectedMain({ lock_branch: true })
    const issue = await finishPacket(harness, 'users')
    await merge(harness, issue)
    expect(needs(harness)).toContain('Cannot change this locked branch')
    await harness.people.protect('maintainer', 'main', null)
    await merge(harness, issue)
    expect(harness.see.status(issue)).toBe('merged')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})
