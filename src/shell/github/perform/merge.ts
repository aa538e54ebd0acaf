/** Main moves only to a tested commit. */
import { type BranchRule, mergeMethod, rulesWords, wantsQueue, wantsUpToDate } from '../../../core/say/rules.ts'
import type { Outcome } from '../../ports.ts'
import { failureOf } from '../errors.ts'
import type { ActionOf, Handler, Hands } from './hands.ts'

/** GitHub computes a pull request anew after its base moved; by then it has. */
const baseMovedWaitMs = 5000

/**
 * Sets the base branch to the trial commit without force. Its parents are the base and the head that were tested, so
 * GitHub refuses (422 "Update is not a fast forward") exactly when the base has moved: a compare-and-set. The commit has
 * to be on GitHub already.
 */
export const merge: Handler<'merge'> = async (hands, action) => {
  try {
    await hands.octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...hands.at,
      ref: `heads/${action.baseBranch}`,
      sha: action.trial,
      force: false,
    })
  } catch (error) {
    const { status, message } = failureOf(error)
    if (/not a fast[- ]forward|object does not exist/i.test(message))
      return { kind: 'outdated', reread: { refs: true } }
    if (isRule(status, message)) return mergeByPull(hands, action, message)
    throw error
  }
  return merged(hands, action, action.trial)
}

function isRule(status: number, message: string): boolean {
  if (![403, 409, 422].includes(status)) return false
  return /protected branch|rule violations?|must be made through a pull request|required status check|branch protection/i.test(
    message,
  )
}

/**
 * Where rules refuse a direct update. The pull request's own merge gives the tested tree only if GitHub insists that its
 * head holds all of the base ("up to date"), because the head is all that `sha` guards: then the head's tree is that of
 * the trial, and so is what a merge, a squash or a rebase makes of it.
 */
async function mergeByPull(hands: Hands, action: ActionOf<'merge'>, said: string): Promise<Outcome> {
  const rules = await rulesOf(hands, action.baseBranch)
  const refused = (words: string) => refusal(action, rules, words)
  const method = mergeMethod(rules)
  if (wantsQueue(rules) || !wantsUpToDate(rules) || method === null) return refused(said)
  try {
    const wish = { ...hands.at, pull_number: action.pull, sha: action.head, merge_method: method }
    const { data } = await hands.octokit.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', wish)
    return merged(hands, action, data.sha)
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status === 409) return { kind: 'outdated', reread: { refs: true, issues: [action.pull] } }
    if (/base branch was modified/i.test(message)) return { kind: 'later', afterMs: baseMovedWaitMs, message }
    if (status === 405) return refused(message)
    throw error
  }
}

/** Rulesets alone: classic protection is shown to administrators only. */
async function rulesOf({ octokit, at }: Hands, branch: string): Promise<BranchRule[]> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/rules/branches/{branch}', { ...at, branch })
  return data.map((rule) => ({ type: rule.type, parameters: 'parameters' in rule ? { ...rule.parameters } : null }))
}

function refusal({ baseBranch, pull }: ActionOf<'merge'>, rules: BranchRule[], said: string): Outcome {
  const words = rulesWords(rules, pull)
  const message = `The rules for ${baseBranch} stand in the way: ${said.trim()}${words === '' ? '' : ` ${words}`}`
  return { kind: 'refused', status: 422, message }
}

/** What GitHub does by itself after that (pull request merged, issue closed) has to be read. */
function merged(hands: Hands, action: ActionOf<'merge'>, sha: string): Outcome {
  const base = hands.mirror.branches.find((each) => each.name === action.baseBranch)
  if (base !== undefined) base.sha = sha
  return { kind: 'done', reread: { refs: true, issues: [action.pull, action.issue] } }
}
