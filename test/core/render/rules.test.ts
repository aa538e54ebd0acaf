/** What people read of rules that stand in the way. */
import { describe, expect, it } from 'vitest'
import type { BranchRule, MergeMethod, RequiredCheck } from '../../../src/core/merging/rules.ts'
import { mergeBlockWords, rulesWords } from '../../../src/core/render/rules.ts'

const pulls: BranchRule = {
  type: 'pull_request',
  parameters: { required_approving_review_count: 2, required_review_thread_resolution: true },
}
const checks: BranchRule = {
  type: 'required_status_checks',
  parameters: { required_status_checks: [{ context: 'build' }, { context: 'lint' }] },
}

describe('what stands in the way is named, with what to do', () => {
  it.each<[BranchRule, string]>([
    [pulls, 'It requires 2 approving reviews and every conversation resolved on #13.'],
    [checks, 'requires the checks build, lint: make sure that they pass on #13'],
    [{ type: 'merge_queue' }, 'press "Merge when ready" on #13'],
    [{ type: 'required_linear_history' }, 'accepts no merge commits: set merge-method'],
    [{ type: 'required_signatures' }, 'sign every commit of #13'],
    [{ type: 'update' }, 'restricts updates: merge #13 by hand'],
    [{ type: 'code_scanning' }, 'waits for code scanning'],
  ])('$type', (rule, words) => {
    expect(rulesWords([rule, rule], 13).split(words)).toHaveLength(2)
  })

  it('nothing is said of rules that keep no merge out', () => {
    expect(rulesWords([{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'news' }], 13)).toBe('')
  })

  it.each<[MergeMethod | null, MergeMethod[], MergeMethod[], string]>([
    ['squash', ['merge', 'rebase'], ['merge', 'squash', 'rebase'], 'the settings of the repository do not allow that'],
    ['merge', ['squash'], ['squash', 'rebase'], 'the rules for `main` do not allow that'],
    ['merge', ['squash'], ['squash', 'rebase'], 'or set `merge-method` to `squash`'],
    [null, [], ['squash'], 'together allow no way to merge'],
    ['squash', [], ['squash'], 'together allow no way to merge'],
  ])('the method %s where %j are allowed', (wanted, allowed, left, words) => {
    expect(mergeBlockWords({ kind: 'method-refused', wanted, allowed, left, base: 'main' })).toContain(words)
  })

  const at = { base: 'main', pull: 13 }
  const approvals = (wanted: number, there: number, others: number) =>
    mergeBlockWords({ kind: 'approvals-missing', wanted, there, others, ...at })
  const missingChecks = (missing: RequiredCheck[]) => mergeBlockWords({ kind: 'checks-missing', missing, ...at })

  it('approvals and checks that are missing are counted and named', () => {
    expect(approvals(2, 1, 0)).toBe('the rules for `main` require 2 approving reviews on #13, and it has 1')
    expect(approvals(1, 0, 2)).toBe(
      'the rules for `main` require 1 approving review on #13, and it has none by people with write access',
    )
    expect(missingChecks([{ context: 'ci', app: null }])).toContain('require the check `ci`, which has not passed')
    const many = Array.from({ length: 7 }, (_, n) => ({ context: `c${n}`, app: null }))
    expect(missingChecks(many)).toContain('`c4` and 2 more, which have not')
  })

  it('the same refusal of two ways is said once, without the commits that GitHub lists', () => {
    const message = (sha: string) =>
      `Repository rule violations found\n\nCommit message must contain a matching pattern: feat\n\n  Found 1 violation:\n\n  ${sha.repeat(40)}\n\n`
    const refused = (['merge', 'squash'] as const).map((way, n) => ({ way, situation: null, message: message(`${n}`) }))
    const rules = [{ type: 'commit_message_pattern', parameters: null }]
    expect(mergeBlockWords({ kind: 'ways-refused', refused, rules, ...at })).toContain(
      'to merge #13: `Commit message must contain a matching pattern: feat` (a merge commit and a squash). It limits commit messages: merge #13 by hand with a message that fits',
    )
  })
})
