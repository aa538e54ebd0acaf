/** What a branch's rules leave, and what people read of those that stand in the way. */
import { describe, expect, it } from 'vitest'
import { type BranchRule, mergeMethod, rulesWords, wantsUpToDate } from '../../../src/core/say/rules.ts'

const pulls = (...methods: string[]): BranchRule => ({
  type: 'pull_request',
  parameters: { allowed_merge_methods: methods, required_approving_review_count: 2 },
})
const linear: BranchRule = { type: 'required_linear_history' }
const checks = (strict: boolean): BranchRule => ({
  type: 'required_status_checks',
  parameters: { strict_required_status_checks_policy: strict, required_status_checks: [{ context: 'build' }] },
})

describe('how a pull request may be merged', () => {
  it.each<[string, BranchRule[], string | null]>([
    ['no rule: a merge commit', [], 'merge'],
    ['all methods', [pulls('rebase', 'squash', 'merge')], 'merge'],
    ['a linear history', [linear], 'squash'],
    ['one method', [pulls('rebase')], 'rebase'],
    ['two rulesets', [pulls('squash', 'rebase'), pulls('merge', 'rebase')], 'rebase'],
    ['rules that leave none', [pulls('merge'), linear], null],
    ['a list that is none', [{ type: 'pull_request', parameters: { allowed_merge_methods: 'squash' } }], 'merge'],
  ])('%s', (_, rules, method) => {
    expect(mergeMethod(rules)).toBe(method)
  })
})

it('"up to date" is a rule of required checks', () => {
  expect([wantsUpToDate([checks(true)]), wantsUpToDate([checks(false)]), wantsUpToDate([])]).toEqual([
    true,
    false,
    false,
  ])
})

describe('what stands in the way is named, with what to do', () => {
  it.each<[BranchRule, string]>([
    [pulls('merge'), 'through pull requests alone with 2 approving reviews'],
    [checks(false), 'requires the checks build: see that they pass on #13'],
    [{ type: 'merge_queue' }, 'press "Merge when ready" on #13'],
    [linear, 'takes no merge commits'],
    [{ type: 'required_signatures' }, 'a trial merge is not signed: merge #13 by hand'],
    [{ type: 'code_scanning' }, 'waits for code scanning'],
  ])('$type', (rule, words) => {
    expect(rulesWords([rule, rule], 13).split(words)).toHaveLength(2)
  })

  it('nothing is said of rules that keep no merge out', () => {
    expect(rulesWords([{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'news' }], 13)).toBe('')
  })
})
