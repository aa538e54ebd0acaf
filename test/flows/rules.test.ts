/** The base branch's rules: what they leave is done, and what they refuse is explained before anybody asks for it. */

import type { MergeMethod, Rule } from '@switchyard/github-emulator'
import { git } from '@switchyard/github-emulator/testing'
import { describe, expect, test } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { finishPacket, needs, testHarness } from '../harness/support.ts'

const plain = 'agents: [agent]\ntest: npm test\n'
const risky = `${plain}merge-unguarded: true\n`
const pulls = (count = 0, methods?: MergeMethod[]): Rule => ({
  type: 'pull_request',
  parameters: { required_approving_review_count: count, ...(methods && { allowed_merge_methods: methods }) },
})
const checks = (...names: string[]): Rule => ({
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: true,
    required_status_checks: names.map((context) => ({ context })),
  },
})

async function begin(rules: Rule[] = [], config = plain): Promise<Harness> {
  const harness = await testHarness({ config })
  if (rules.length > 0) await harness.people.rules('maintainer', 'main', rules)
  return harness
}

async function merge(harness: Harness, issue: number): Promise<void> {
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
}

const main = (harness: Harness) => harness.repo.refs['refs/heads/main'] ?? ''
const ask = async (harness: Harness, ...args: string[]) => (await git(harness.forge.bareDir(harness.repo), args)).trim()
const parents = async (harness: Harness) =>
  (await ask(harness, 'log', '-1', '--format=%P', main(harness))).split(' ').length
const parentCount = async (harness: Harness, sha: string) =>
  (await ask(harness, 'log', '-1', '--format=%P', sha)).split(' ').length
const treeOf = (harness: Harness, sha: string) => ask(harness, 'rev-parse', `${sha}^{tree}`)
const said = (harness: Harness, issue: number, words: string) =>
  harness.repo.comments.filter((one) => one.issue === issue && one.body.includes(words)).length

describe('branch rules that forbid direct updates', () => {
  test.each<[string, Rule[], string, number]>([
    ['merge', [pulls(), checks('switchyard/integration')], plain, 2],
    ['rebase', [pulls(), checks('switchyard/integration')], `${plain}merge-method: rebase\n`, 1],
  ])('the bot uses %s for the pull request and lands exactly the tested tree', async (_, rules, config, count) => {
    const harness = await begin(rules, config)
    const issue = await finishPacket(harness, 'users')
    await merge(harness, issue)
    expect(harness.see.status(issue)).toBe('merged')
    expect(await parents(harness)).toBe(count)
    expect(await treeOf(harness, main(harness))).toBe(await treeOf(harness, harness.repo.pulls[0]?.headSha ?? ''))
    expect(harness.proxy.count(/PATCH .*git\/refs/)).toBe(0)
    expect(said(harness, issue, 'not what was tested')).toBe(0)
    await harness.end({ unheard: 'allowed' })
  })

  test('after main moves, GitHub updates the branch: the tree is not tested again, and the /merge stays', async () => {
    const harness = await begin([pulls(0, ['squash']), checks('switchyard/integration')])
    const issue = await finishPacket(harness, 'users')
    await harness.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
    await harness.settle()
    await merge(harness, issue)
    expect(harness.see.status(issue)).toBe('merged')
    const head = harness.repo.pulls[0]?.headSha ?? ''
    expect(await ask(harness, 'log', '-1', '--format=%an', head)).toBe('switchyard[bot]')
    expect(await parentCount(harness, head)).toBe(2)
    // The first trial, and one on the base that moved.
    expect(harness.repo.checkRuns.filter((one) => one.name === 'switchyard/integration')).toHaveLength(2)
    expect(await treeOf(harness, main(harness))).toBe(await treeOf(harness, head))
    expect(await parents(harness)).toBe(1)
    expect(said(harness, issue, 'has moved to')).toBe(0)
    await harness.end({ unheard: 'allowed' })
  })
})

test('an approval counts when somebody with write access gives it', async () => {
  const harness = await begin([pulls(1), checks('switchyard/integration')])
  const issue = await finishPacket(harness, 'users')
  const pull = harness.repo.pulls[0]?.number ?? 0
  expect(needs(harness)).toContain('and it has none')
  await harness.people.review('reader', pull, 'APPROVE')
  await merge(harness, issue)
  expect(harness.see.status(issue)).toBe('done')
  expect(said(harness, issue, 'and it has none by people with write access')).toBe(1)
  await harness.people.review('writer', pull, 'APPROVE')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('merged')
  await harness.end({ unheard: 'allowed' })
})

test('missing signed commits are reported before anybody says /merge, and the packet merges once the rule is removed', async () => {
  const harness = await begin([{ type: 'required_signatures' }])
  const issue = await finishPacket(harness, 'users')
  expect(needs(harness)).toContain('require signed commits, and 1 of')
  await merge(harness, issue)
  expect(said(harness, issue, 'sign every commit of it, or set `merge-method` to `squash`')).toBe(1)
  expect(harness.proxy.count(/PUT .*merge|PATCH .*git\/refs/)).toBe(0)
  await harness.people.comment('writer', issue, '/explain')
  await harness.settle()
  expect(said(harness, issue, '- The rules for `main` require signed commits')).toBe(1)
  await harness.people.rules('maintainer', 'main', [])
  await harness.pass(20 * 60_000)
  expect(harness.see.status(issue)).toBe('merged')
  await harness.end({ unheard: 'allowed' })
})

test('a commit that reached main just before the merge is reported on the merge commit', async () => {
  const harness = await begin([pulls(0, ['squash'])], risky)
  const issue = await finishPacket(harness, 'users')
  let slipped = false
  harness.visit(async ({ when }) => {
    if (slipped || when !== 'before' || !/PUT .*merge/.test(harness.proxy.calls().at(-1)?.route ?? '')) return
    slipped = true
    await harness.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
  })
  await merge(harness, issue)
  expect(slipped).toBe(true)
  expect(harness.see.status(issue)).toBe('merged')
  expect(await treeOf(harness, main(harness))).not.toBe(await treeOf(harness, harness.repo.pulls[0]?.headSha ?? ''))
  expect(said(harness, issue, `\`${main(harness).slice(0, 7)}\` is not what was tested`)).toBe(1)
  await harness.end({ unheard: 'allowed' })
})

test('a branch rule that allows outdated pull requests blocks the merge, and the fix is shown before anybody asks', async () => {
  const harness = await begin([pulls(0, ['squash'])])
  const issue = await finishPacket(harness, 'users')
  expect(needs(harness)).toContain('require branches to be up to date in a ruleset for `main`')
  await merge(harness, issue)
  expect(harness.see.status(issue)).toBe('done')
  expect(harness.proxy.count(/PUT .*merge|PATCH .*git\/refs/)).toBe(0)
  await harness.people.rules('maintainer', 'main', [pulls(0, ['squash']), checks('switchyard/integration')])
  await harness.pass(20 * 60_000)
  expect(harness.see.status(issue)).toBe('merged')
  await harness.end({ unheard: 'allowed' })
})

test('the bot detects a protection that only administrators can read once and then respects it', async () => {
  const harness = await begin([], risky)
  await harness.people.protect('maintainer', 'main', {
    required_pull_request_reviews: { required_approving_review_count: 0 },
  })
  const refused = () =>
    harness.proxy.calls().filter(({ route, status }) => /PATCH .*git\/refs/.test(route) && status >= 400)
  const first = await finishPacket(harness, 'users')
  const second = await finishPacket(harness, 'roles')
  await merge(harness, first)
  expect(harness.see.status(first)).toBe('merged')
  expect(refused()).toHaveLength(1)
  expect(await treeOf(harness, main(harness))).toBe(await treeOf(harness, harness.repo.pulls[0]?.headSha ?? ''))
  await merge(harness, second)
  expect(harness.see.status(second)).toBe('merged')
  expect(refused()).toHaveLength(1)
  expect(said(harness, second, 'not what was tested')).toBe(0)
  expect(await treeOf(harness, main(harness))).toBe(await treeOf(harness, harness.repo.pulls[1]?.headSha ?? ''))
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('a failed required check is shown on the dashboard before /merge and holds the merge afterwards', async () => {
  const harness = await begin([pulls(), checks('ci')])
  const issue = await finishPacket(harness, 'users')
  expect(needs(harness)).toContain('is done but cannot merge: the rules for `main` require the check `ci`')
  const before = main(harness)
  await merge(harness, issue)
  expect(main(harness)).toBe(before)
  expect(said(harness, issue, 'Queued, but it cannot merge yet')).toBe(1)
  const head = harness.repo.pulls[0]?.headSha ?? ''
  await harness.call('writer', 'POST', `/statuses/${head}`, { state: 'success', context: 'ci' })
  await harness.settle()
  expect(harness.see.status(issue)).toBe('merged')
  await harness.end({ unheard: 'allowed' })
})

test('signed commits: GitHub makes the update and the squash, so main moving costs nobody a signature', async () => {
  const rules: Rule[] = [{ type: 'required_signatures' }, checks('switchyard/integration')]
  const harness = await begin(rules, `${plain}merge-method: squash\n`)
  const issue = await finishPacket(harness, 'users')
  await harness.people.rules('maintainer', 'main', [])
  await harness.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
  await harness.people.rules('maintainer', 'main', rules)
  await harness.settle()
  await merge(harness, issue)
  expect(harness.see.status(issue)).toBe('merged')
  expect(harness.proxy.count(/PUT .*update-branch/)).toBe(1)
  expect(harness.proxy.count(/GIT push/)).toBe(0)
  expect(await treeOf(harness, main(harness))).toBe(await treeOf(harness, harness.repo.pulls[0]?.headSha ?? ''))
  await harness.end({ unheard: 'allowed' })
})

describe('approvals that an update of the branch costs', () => {
  /** GitHub dismisses them with the update, where the base changes what was reviewed. */
  async function dismissing(): Promise<{ harness: Harness; issue: number; pull: number }> {
    const harness = await begin([pulls(1), checks('switchyard/integration')])
    const issue = await finishPacket(harness, 'users')
    const pull = harness.repo.pulls[0]?.number ?? 0
    let seen = 0
    harness.visit(async () => {
      const updates = harness.proxy.count(/PUT .*update-branch/)
      if (updates === seen) return
      seen = updates
      for (const review of harness.repo.reviews) if (review.state === 'APPROVED') review.state = 'DISMISSED'
    })
    await harness.people.review('writer', pull, 'APPROVE')
    await move(harness, 'one')
    await merge(harness, issue)
    return { harness, issue, pull }
  }

  const updates = (harness: Harness) => harness.proxy.count(/PUT .*update-branch/)
  /** Somebody who may pass the rules by pushes to main. */
  async function move(harness: Harness, text: string): Promise<void> {
    const rules = [pulls(1), checks('switchyard/integration')]
    await harness.people.rules('maintainer', 'main', [])
    await harness.people.pushMain('maintainer', { 'NOTES.md': `${text}\n` })
    await harness.people.rules('maintainer', 'main', rules)
    await harness.settle()
  }

  test('the branch is updated once, whatever main does, until somebody approves again', async () => {
    const { harness, issue, pull } = await dismissing()
    expect(updates(harness)).toBe(1)
    expect(needs(harness)).toContain('GitHub dismissed the approval of writer when the base branch was brought in')
    for (const text of ['two', 'three', 'four']) await move(harness, text)
    await harness.pass(3 * 3600_000)
    expect(updates(harness)).toBe(1)
    expect(said(harness, issue, 'approve it again')).toBe(1)
    harness.visit(async () => {})
    await harness.people.review('writer', pull, 'APPROVE')
    await harness.settle()
    expect(harness.see.status(issue)).toBe('merged')
    expect(updates(harness)).toBe(2)
    await harness.end({ unheard: 'allowed' })
  })

  test('the others wait, so that the new approval is enough', async () => {
    const { harness, issue, pull } = await dismissing()
    const other = await finishPacket(harness, 'roles')
    await harness.people.review('writer', harness.repo.pulls[1]?.number ?? 0, 'APPROVE')
    await merge(harness, other)
    expect(harness.see.status(other)).toBe('done')
    expect(said(harness, other, 'it waits for `users`')).toBe(1)
    await harness.people.review('writer', pull, 'APPROVE')
    await harness.settle()
    expect(harness.see.status(issue)).toBe('merged')
    await harness.end({ unheard: 'allowed' })
  })

  test('where GitHub dismisses stale approvals, its own update keeps them, however often main moves elsewhere', async () => {
    const rules: Rule[] = [
      {
        type: 'pull_request',
        parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: true },
      },
      checks('switchyard/integration'),
    ]
    const harness = await begin(rules)
    const issue = await finishPacket(harness, 'users')
    await harness.people.review('writer', harness.repo.pulls[0]?.number ?? 0, 'APPROVE')
    for (const text of ['one', 'two', 'three', 'four']) {
      await harness.people.rules('maintainer', 'main', [])
      await harness.people.pushMain('maintainer', { 'NOTES.md': `${text}\n` })
      await harness.people.rules('maintainer', 'main', rules)
      await harness.settle()
    }
    expect(updates(harness)).toBe(0)
    await merge(harness, issue)
    expect(harness.see.status(issue)).toBe('merged')
    expect(updates(harness)).toBe(1)
    expect(harness.repo.reviews.map(({ state }) => state)).toEqual(['APPROVED'])
    await harness.end({ unheard: 'allowed' })
  })
})
