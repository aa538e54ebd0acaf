/** Main moves only to a tested commit. */
import type { BranchRule } from '../../../core/merging/rules.ts'
import { rulesWords } from '../../../core/render/rules.ts'
import type { Outcome } from '../../reconcile/github.ts'
import { conditionalGet, conditionalList } from '../conditional.ts'
import { failureOf, orNull } from '../errors.ts'
import { noteActivity } from '../read/activity.ts'
import type { ActionContext, ActionOf, Handler } from './context.ts'

/** GitHub computes a pull request anew after its base moved; by then it has. */
const baseMovedWaitMs = 5000

/**
 * Sets the base branch to the trial commit without force. Its parents are the base and the head that were tested, so
 * GitHub refuses (422 "Update is not a fast forward") exactly when the base has moved: a compare-and-set. The commit has
 * to be on GitHub already. Where a rule refuses it, the rules are read and it is decided anew.
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

/** The same for a packet's own branch, whose head the trial commit has as a parent. */
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
 * The head holds all of the base, so its tree is the trial's, and so is what a merge, a squash or a rebase makes of it.
 * `sha` guards the head alone: the base is looked at right before, and where rules ask for "up to date" GitHub guards it.
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
    const words = title !== undefined && { commit_title: title, commit_message: message ?? '' }
    const request = { ...actionContext.at, pull_number: action.pull, sha: action.head, merge_method: method, ...words }
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

/** GitHub's words, and what each of the rules wants. */
async function refusal(
  actionContext: ActionContext,
  { baseBranch, pull }: ActionOf<'merge'>,
  said: string,
): Promise<Outcome> {
  const words = rulesWords(await rulesOf(actionContext, baseBranch), pull)
  const message = `The rules for ${baseBranch} stand in the way: ${said.trim()}${words === '' ? '' : ` ${words}`}`
  return { kind: 'refused', status: 405, message }
}

/** Rulesets alone: classic protection is shown to administrators only. */
async function rulesOf({ octokit, at }: ActionContext, branch: string): Promise<BranchRule[]> {
  const list = conditionalList(conditionalGet(octokit))
  return (await orNull(list<BranchRule>('/repos/{owner}/{repo}/rules/branches/{branch}', { ...at, branch }))) ?? []
}

/** What GitHub does by itself after that (pull request merged, issue closed) has to be read. */
function merged(actionContext: ActionContext, action: ActionOf<'merge'>, sha: string): Outcome {
  const base = actionContext.mirror.branches.find((each) => each.name === action.baseBranch)
  if (base !== undefined) base.sha = sha
  return { kind: 'done', reread: { refs: true, issues: [action.pull, action.issue] } }
}
