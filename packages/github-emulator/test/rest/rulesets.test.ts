import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MergeMethod } from '../../src/domain/model.ts'
import { type Bench, makeBench, openWork } from '../../src/testing/bench.ts'

let b: Bench
beforeAll(async () => {
  b = await makeBench()
})
afterAll(() => b.close())

interface Rule {
  type: string
  parameters?: object
}

const checks = (strict: boolean, ...names: string[]): Rule => ({
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: strict,
    required_status_checks: names.map((context) => ({ context })),
  },
})
const pulls = (count: number, methods?: MergeMethod[]): Rule => ({
  type: 'pull_request',
  parameters: { required_approving_review_count: count, ...(methods && { allowed_merge_methods: methods }) },
})

/** The rules hold for main while `work` runs. */
async function under(rules: Rule[], work: () => Promise<void>, bypass: object[] = []): Promise<void> {
  const { id } = await b.ok('maintainer', 'POST', 'rulesets', {
    name: 'main',
    enforcement: 'active',
    rules,
    bypass_actors: bypass,
    conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
  })
  await work()
  await b.ok('maintainer', 'DELETE', `rulesets/${id}`)
}

const short = ({ status, data }: { status: number; data: { message?: string } }) => [
  status,
  data.message?.split('\n\n').filter((part) => part !== '' && !part.startsWith('Repository rule')),
]
const ruled = async (sha: string) => short(await b.call('bot', 'PATCH', 'git/refs/heads/main', { sha, force: false }))
const merged = async (number: number, method?: MergeMethod) =>
  short(await b.call('bot', 'PUT', `pulls/${number}/merge`, { ...(method && { merge_method: method }) }))

let count = 0
async function work() {
  count++
  const opened = await openWork(b, `feature/w${count}`, { [`w${count}.js`]: '1\n' })
  return { ...opened, head: b.tip(`feature/w${count}`) }
}
const mergeOf = (head: string) => b.commit([b.tip(), head], { [`m${count}.js`]: 'm\n' })

describe('an update of the branch', () => {
  test.each<[Rule, string]>([
    [pulls(0), 'Changes must be made through a pull request.'],
    [{ type: 'merge_queue' }, 'Changes must be made through the merge queue'],
    [{ type: 'update' }, 'Cannot update this protected ref.'],
    [{ type: 'required_signatures' }, 'Commits must have verified signatures.'],
    [{ type: 'required_linear_history' }, 'This branch must not contain merge commits.'],
    [checks(false, 'ci'), 'Required status check "ci" is expected.'],
    [checks(false, 'ci', 'lint'), '2 of 2 required status checks are expected.'],
  ])('%j', async (rule, words) => {
    const { head } = await work()
    const sha = await mergeOf(head)
    await under([rule], async () => expect(await ruled(sha)).toEqual([422, [words]]))
  })

  test('whoever is on the bypass list is free, and is told so', async () => {
    const sha = await b.commit([b.tip()], { free: '1\n' })
    const bypass = [{ actor_id: b.demo.app.id, actor_type: 'Integration', bypass_mode: 'always' }]
    await under(
      [pulls(1), { type: 'update' }],
      async () => {
        const [{ id }] = await b.ok('bot', 'GET', 'rulesets')
        expect(await b.ok('bot', 'GET', `rulesets/${id}`)).toMatchObject({ current_user_can_bypass: 'always' })
        expect(await b.ok('writer', 'GET', `rulesets/${id}`)).toMatchObject({ current_user_can_bypass: 'never' })
        expect((await b.call('writer', 'PATCH', 'git/refs/heads/main', { sha })).status).toBe(422)
        expect((await ruled(sha))[0]).toBe(200)
      },
      bypass,
    )
  })

  test('required checks that passed on the commit let it in', async () => {
    const sha = await b.commit([b.tip()], { tested: '1\n' })
    await under([checks(true, 'ci')], async () => {
      await b.ok('writer', 'POST', `statuses/${sha}`, { state: 'success', context: 'ci' })
      expect((await ruled(sha))[0]).toBe(200)
    })
  })

  test('making and deleting branches, and forcing them', async () => {
    const [before, sha] = [b.tip(), await b.commit([], { other: '1\n' })]
    await under([{ type: 'non_fast_forward' }, { type: 'deletion' }], async () => {
      const forced = await b.call('maintainer', 'PATCH', 'git/refs/heads/main', { sha, force: true })
      expect(short(forced)).toEqual([422, ['Cannot force-push to this branch']])
      expect(short(await b.call('maintainer', 'DELETE', 'git/refs/heads/main'))).toEqual([
        422,
        ['Cannot delete this branch'],
      ])
    })
    expect(b.tip()).toBe(before)
  })
})

describe('the merge of a pull request', () => {
  test.each<[Rule, MergeMethod, string]>([
    [pulls(1), 'merge', 'At least 1 approving review is required by reviewers with write access.'],
    [pulls(0, ['squash']), 'rebase', 'Rebase merges are not allowed on this branch.'],
    [{ type: 'required_linear_history' }, 'merge', 'This branch must not contain merge commits.'],
    [{ type: 'merge_queue' }, 'squash', 'Changes must be made through the merge queue'],
    [checks(false, 'ci'), 'merge', 'Required status check "ci" is expected.'],
  ])('%j', async (rule, method, words) => {
    const { number } = await work()
    await under([rule], async () => expect(await merged(number, method)).toEqual([405, [words]]))
  })

  test('"up to date": only with all of the base in its head', async () => {
    const { number, head } = await work()
    await b.ok('writer', 'POST', `statuses/${head}`, { state: 'success', context: 'ci' })
    await b.ok('writer', 'PATCH', 'git/refs/heads/main', { sha: await b.commit([b.tip()], { newer: '1\n' }) })
    await under([checks(true, 'ci')], async () => {
      expect(await merged(number)).toEqual([405, ['The head branch is not up to date with the base branch.']])
      await b.ok('writer', 'PUT', `pulls/${number}/update-branch`, {})
      const updated = b.tip(`feature/w${count}`)
      await b.ok('writer', 'POST', `statuses/${updated}`, { state: 'success', context: 'ci' })
      expect((await merged(number))[0]).toBe(200)
    })
  })

  test('approved by somebody who may write', async () => {
    const { number } = await work()
    await under([pulls(1)], async () => {
      await b.ok('reader', 'POST', `pulls/${number}/reviews`, { event: 'APPROVE', body: 'good' })
      expect((await merged(number))[0]).toBe(405)
      await b.ok('maintainer', 'POST', `pulls/${number}/reviews`, { event: 'APPROVE', body: 'good' })
      expect((await merged(number))[0]).toBe(200)
    })
  })

  test.each<[MergeMethod, string]>([
    ['merge', 'Merge commits are not allowed on this repository.'],
    ['squash', 'Squash merges are not allowed on this repository.'],
    ['rebase', 'Rebase merges are not allowed on this repository.'],
  ])('the repository allows no %s', async (method, words) => {
    const { number } = await work()
    const key = { merge: 'allow_merge_commit', squash: 'allow_squash_merge', rebase: 'allow_rebase_merge' }[method]
    expect(await b.ok('maintainer', 'PATCH', '', { [key]: false })).toMatchObject({ [key]: false })
    expect(await merged(number, method)).toEqual([405, [words]])
    await b.ok('maintainer', 'PATCH', '', { [key]: true })
    expect((await merged(number, method))[0]).toBe(200)
  })
})
