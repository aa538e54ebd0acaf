/** Executes merges: the base branch is set to a tested commit only. */
import type { BranchRule } from '../../../core/merging/rules.ts'
import { rulesWords } from '../../../core/render/rules.ts'
import type { Outcome } from '../../reconcile/github.ts'
import { conditionalGet, conditionalList } from '../conditional.ts'
import { failureOf, orNull } from '../errors.ts'
import { noteActivity } from '../read/activity.ts'
import type { ActionContext, ActionOf, Handler } from './context.ts'

/** GitHub needs a moment to recompute a pull request after its base has moved. */
const baseMovedWaitMs = 5000

/**
 * Sets the base branch to the trial commit without force: a compare-and-set. The parents of that commit are the tested base
 * and head, so GitHub refuses (422 "Update is not a fast forward") exactly when the base has moved. The commit must be on
 * GitHub already. If a rule refuses the update, the rules are read and it is decided again.
 */
export const merge: Handler<'merge'> = async (actionContext, action) => {
  if (action.method) return mergeByPull(actionContext, action, action.method)
  try {
    await setBranch(actionContext, action.baseBranch, action.trial)
  } catch (error) {
    const { status, message } = failureOf(error)
    if (hasMoved(message)) return { kind: 'outdated', reread: { refs: true } }
    if (isRule(status, message)) return { kind: 'outdated', reread: { refs: true, rules: true } }
    throw error
  }
  return merged(actionContext, action, action.trial)
}

/** Sets a packet's own branch to the trial commit in the same way; its head is a parent of that commit. */
export const updateBranch: Handler<'update-branch'> = async (actionContext, { branch, head, trial, pull }) => {
  try {
    await setBranch(actionContext, branch, trial)
  } catch (error) {
    if (!hasMoved(failureOf(error).message)) throw error
    return { kind: 'outdated', reread: { refs: true, issues: [pull] } }
  }
  const known = actionContext.mirror.branches.find((each) => each.name === branch)
  if (known !== undefined) known.sha = trial
  const move = { branch, before: head, after: trial, at: actionContext.now, actor: actionContext.self }
  noteActivity(actionContext.mirror.activity, { ...move, type: 'push' })
  return { kind: 'done', reread: { refs: true, issues: [pull] } }
}

async function setBranch({ octokit, at }: ActionContext, branch: string, sha: string): Promise<void> {
  const request = { ...at, ref: `heads/${branch}`, sha, force: false }
  await octokit.rest.git.updateRef(request)
}

const hasMoved = (message: string): boolean => /not a fast[- ]forward|object does not exist/i.test(message)

function isRule(status: number, message: string): boolean {
  if (![403, 409, 422].includes(status)) return false
  return /protected branch|rule violations?|must be made through|required status check|branch protection/i.test(message)
}

/**
 * Merges through the pull request. The head contains the base, so a merge, a squash and a rebase all give the tested tree.
 * `sha` only guards the head: the base is read right before, and GitHub guards it if rules require "up to date".
 */
async function mergeByPull(
  actionContext: ActionContext,
  action: ActionOf<'merge'>,
  method: NonNullable<ActionOf<'merge'>['method']>,
): Promise<Outcome> {
  if ((await tipOf(actionContext, action.baseBranch)) !== action.base)
    return { kind: 'outdated', reread: { refs: true } }
  try {
    const { title, message } = action.commit ?? {}
    const text = title !== undefined && { commit_title: title, commit_message: message ?? '' }
    const request = { ...actionContext.at, pull_number: action.pull, sha: action.head, merge_method: method, ...text }
    const { data } = await actionContext.octokit.rest.pulls.merge(request)
    return merged(actionContext, action, data.sha)
  } catch (error) {
    const { status, message } = failureOf(error)
    const reread = { refs: true, issues: [action.pull] }
    if (status === 409) return { kind: 'outdated', reread }
    if (/base branch was modified/i.test(message)) return { kind: 'later', afterMs: baseMovedWaitMs, message }
    if (status === 405) return refusal(actionContext, action, message)
    throw error
  }
}

async function tipOf({ octokit, at }: ActionContext, branch: string): Promise<string> {
  const { data } = await octokit.rest.git.getRef({ ...at, ref: `heads/${branch}` })
  return data.object.sha
}

/** Returns a refusal with GitHub's message and the requirements of the rules. */
async function refusal(
  actionContext: ActionContext,
  { baseBranch, pull }: ActionOf<'merge'>,
  reason: string,
): Promise<Outcome> {
  const words = rulesWords(await rulesOf(actionContext, baseBranch), pull)
  const message = `The rules for ${baseBranch} block the merge: ${reason.trim()}${words === '' ? '' : ` ${words}`}`
  return { kind: 'refused', status: 405, message }
}

/** Returns the rules of rulesets. GitHub: classic protection is visible to administrators only. */
async function rulesOf({ octokit, at }: ActionContext, branch: string): Promise<BranchRule[]> {
  const list = conditionalList(conditionalGet(octokit))
  return (await orNull(list<BranchRule>('/repos/{owner}/{repo}/rules/branches/{branch}', { ...at, branch }))) ?? []
}

/** The pull request and the issue are read again, because GitHub closes them by itself. */
function merged(actionContext: ActionContext, action: ActionOf<'merge'>, sha: string): Outcome {
  const base = actionContext.mirror.branches.find((each) => each.name === action.baseBranch)
  if (base !== undefined) base.sha = sha
  return { kind: 'done', reread: { refs: true, issues: [action.pull, action.issue] } }
}
