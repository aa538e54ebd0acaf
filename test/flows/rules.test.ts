/** The base branch's rules: what they leave is done, and what they refuse is explained before anybody asks for it. */
import type { MergeMethod, Rule } from '@switchyard/github-emulator'
import { git } from '@switchyard/github-emulator/testing'
import { describe, expect, test } from 'vitest'
import type { Bed } from '../harness/bed.ts'
import { finishPacket, needs, testBed } from '../harness/support.ts'

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

async function begin(rules: Rule[] = [], config = plain): Promise<Bed> {
  const bed = await testBed({ config })
  if (rules.length > 0) await bed.people.rules('maintainer', 'main', rules)
  return bed
}

async function merge(bed: Bed, issue: number): Promise<void> {
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
}

const main = (bed: Bed) => bed.repo.refs['refs/heads/main'] ?? ''
const ask = async (bed: Bed, ...args: string[]) => (await git(bed.forge.bareDir(bed.repo), args)).trim()
const parents = async (bed: Bed) => (await ask(bed, 'log', '-1', '--format=%P', main(bed))).split(' ').length
const treeOf = (bed: Bed, sha: string) => ask(bed, 'rev-parse', `${sha}^{tree}`)
const said = (bed: Bed, issue: number, words: string) =>
  bed.repo.comments.filter((one) => one.issue === issue && one.body.includes(words)).length

describe('rules that keep direct updates out', () => {
  test.each<[string, Rule[], string, number]>([
    ['merge', [pulls(), checks('switchyard/integration')], plain, 2],
    ['rebase', [pulls(), checks('switchyard/integration')], `${plain}merge-method: rebase\n`, 1],
  ])('%s of the pull request, of the very tree that was tested', async (_, rules, config, count) => {
    const bed = await begin(rules, config)
    const issue = await finishPacket(bed, 'users')
    await merge(bed, issue)
    expect(bed.see.status(issue)).toBe('merged')
    expect(await parents(bed)).toBe(count)
    expect(await treeOf(bed, main(bed))).toBe(await treeOf(bed, bed.repo.pulls[0]?.headSha ?? ''))
    expect(bed.wire.count(/PATCH .*git\/refs/)).toBe(0)
    expect(said(bed, issue, 'not what was tested')).toBe(0)
    await bed.end({ unheard: 'allowed' })
  })

  test('main has moved: its tested commit becomes the branch’s head, is not tested again, and the /merge counts on', async () => {
    const bed = await begin([pulls(0, ['squash']), checks('switchyard/integration')])
    const issue = await finishPacket(bed, 'users')
    await bed.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
    await bed.settle()
    await merge(bed, issue)
    expect(bed.see.status(issue)).toBe('merged')
    const head = bed.repo.pulls[0]?.headSha ?? ''
    expect(await ask(bed, 'log', '-1', '--format=%an', head)).toBe('Switchyard')
    expect(await treeOf(bed, main(bed))).toBe(await treeOf(bed, head))
    expect(await parents(bed)).toBe(1)
    expect(said(bed, issue, 'has moved to')).toBe(0)
    await bed.end({ unheard: 'allowed' })
  })
})

test('an approval counts once somebody with write access gives it', async () => {
  const bed = await begin([pulls(1), checks('switchyard/integration')])
  const issue = await finishPacket(bed, 'users')
  const pull = bed.repo.pulls[0]?.number ?? 0
  expect(needs(bed)).toContain('and it has none')
  await bed.people.review('reader', pull, 'APPROVE')
  await merge(bed, issue)
  expect(bed.see.status(issue)).toBe('done')
  expect(said(bed, issue, 'and it has none by people with write access')).toBe(1)
  await bed.people.review('writer', pull, 'APPROVE')
  await bed.settle()
  expect(bed.see.status(issue)).toBe('merged')
  await bed.end({ unheard: 'allowed' })
})

test('signed commits are asked for before anybody says /merge; the rule gone, it merges', async () => {
  const bed = await begin([{ type: 'required_signatures' }])
  const issue = await finishPacket(bed, 'users')
  expect(needs(bed)).toContain('require signed commits, and 1 of')
  await merge(bed, issue)
  expect(said(bed, issue, 'sign every commit of it, or set `merge-method` to `squash`')).toBe(1)
  expect(bed.wire.count(/PUT .*merge|PATCH .*git\/refs/)).toBe(0)
  await bed.people.comment('writer', issue, '/explain')
  await bed.settle()
  expect(said(bed, issue, '- The rules for `main` require signed commits')).toBe(1)
  await bed.people.rules('maintainer', 'main', [])
  await bed.pass(20 * 60_000)
  expect(bed.see.status(issue)).toBe('merged')
  await bed.end({ unheard: 'allowed' })
})

test('what came onto main in the moment before GitHub merged is said with the merge, on the right commit', async () => {
  const bed = await begin([pulls(0, ['squash'])], risky)
  const issue = await finishPacket(bed, 'users')
  let slipped = false
  bed.visit(async ({ when }) => {
    if (slipped || when !== 'before' || !/PUT .*merge/.test(bed.wire.calls().at(-1)?.route ?? '')) return
    slipped = true
    await bed.people.pushMain('maintainer', { 'NOTES.md': 'moved\n' })
  })
  await merge(bed, issue)
  expect(slipped).toBe(true)
  expect(bed.see.status(issue)).toBe('merged')
  expect(await treeOf(bed, main(bed))).not.toBe(await treeOf(bed, bed.repo.pulls[0]?.headSha ?? ''))
  expect(said(bed, issue, `\`${main(bed).slice(0, 7)}\` is not what was tested`)).toBe(1)
  await bed.end({ unheard: 'allowed' })
})

test('a pull request that may be behind is not merged, and what mends it is said before anybody asks for it', async () => {
  const bed = await begin([pulls(0, ['squash'])])
  const issue = await finishPacket(bed, 'users')
  expect(needs(bed)).toContain('require branches to be up to date in a ruleset for `main`')
  await merge(bed, issue)
  expect(bed.see.status(issue)).toBe('done')
  expect(bed.wire.count(/PUT .*merge|PATCH .*git\/refs/)).toBe(0)
  await bed.people.rules('maintainer', 'main', [pulls(0, ['squash']), checks('switchyard/integration')])
  await bed.pass(20 * 60_000)
  expect(bed.see.status(issue)).toBe('merged')
  await bed.end({ unheard: 'allowed' })
})

test('a protection that GitHub shows to nobody but administrators: found out once, and then taken for granted', async () => {
  const bed = await begin([], risky)
  bed.repo.protectedBranches.push('main')
  const refused = () => bed.wire.calls().filter(({ route, status }) => /PATCH .*git\/refs/.test(route) && status >= 400)
  const first = await finishPacket(bed, 'users')
  const second = await finishPacket(bed, 'roles')
  await merge(bed, first)
  expect(bed.see.status(first)).toBe('merged')
  expect(refused()).toHaveLength(1)
  expect(await treeOf(bed, main(bed))).toBe(await treeOf(bed, bed.repo.pulls[0]?.headSha ?? ''))
  await merge(bed, second)
  expect(bed.see.status(second)).toBe('merged')
  expect(refused()).toHaveLength(1)
  expect(said(bed, second, 'not what was tested')).toBe(0)
  expect(await treeOf(bed, main(bed))).toBe(await treeOf(bed, bed.repo.pulls[1]?.headSha ?? ''))
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})

test('a required check that did not pass is on the dashboard before anybody says /merge, and then waited for', async () => {
  const bed = await begin([pulls(), checks('ci')])
  const issue = await finishPacket(bed, 'users')
  expect(needs(bed)).toContain('is done but cannot merge: the rules for `main` require the check `ci`')
  const before = main(bed)
  await merge(bed, issue)
  expect(main(bed)).toBe(before)
  expect(said(bed, issue, 'Queued, but it cannot merge yet')).toBe(1)
  const head = bed.repo.pulls[0]?.headSha ?? ''
  await bed.call('writer', 'POST', `/statuses/${head}`, { state: 'success', context: 'ci' })
  await bed.settle()
  expect(bed.see.status(issue)).toBe('merged')
  await bed.end({ unheard: 'allowed' })
})
