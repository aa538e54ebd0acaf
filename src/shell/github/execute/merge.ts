/** Executes merges: the base branch is set to a tested commit only. */
import { NO_RIGHT } from '../../../core/render/refused.ts'
import type { Outcome } from '../../reconcile/github.ts'
import { type Failure, failureOf } from '../errors.ts'
import type { ActionContext, ActionOf, Handler } from './context.ts'

/** GitHub needs a moment to recompute a pull request after one of its branches has moved. */
const recomputeMs = 5000

/**
 * Sets the base branch to the trial commit without force: a compare-and-set. The parents of that commit are the tested base
 * and head, so GitHub refuses (422 "Update is not a fast forward") exactly when the base has moved. The commit must be on
 * GitHub already. Any other refusal means that the branch's rules or protection allow no direct update.
 */
export const merge: Handler<'merge'> = async (actionContext, action) => {
  if (action.method) return mergeByPull(actionContext, action, action.method)
  try {
    await setBranch(actionContext, action.baseBranch, action.trial)
  } catch (error) {
    const failure = failureOf(error)
    if (hasMoved(failure.message)) return { kind: 'outdated', reread: { refs: true } }
    return notThisWay(failure) ?? throwAgain(error)
  }
  return merged(actionContext, action, action.trial)
}

/** Sets a branch without force, to a commit that is on GitHub. */
export async function setBranch({ octokit, at }: ActionContext, branch: string, sha: string): Promise<void> {
  const request = { ...at, ref: `heads/${branch}`, sha, force: false }
  await octokit.rest.git.updateRef(request)
}

export const hasMoved = (message: string): boolean => /not a fast[- ]forward|object does not exist/i.test(message)

export function throwAgain(error: unknown): never {
  throw error
}

/**
 * Returns the outcome of a refusal by rules or protection; null: the request failed for another reason. GitHub's words for
 * rules vary, so they are not read: what is neither a rate limit nor a missing permission is a rule.
 */
export function notThisWay({ status, message, headers }: Failure): Outcome | null {
  const isLimit =
    headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(message)
  if (![403, 405, 409, 422].includes(status) || isLimit || NO_RIGHT.test(message)) return null
  return { kind: 'not-this-way', message: message.trim(), reread: { refs: true, rules: true } }
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
    return merged(actionContext, action, await requestMerge(actionContext, action, method))
  } catch (error) {
    const failure = failureOf(error)
    const refused = notThisWay(failure)
    if (refused === null) throw error
    if (/base branch was modified/i.test(failure.message)) return recomputing(failure)
    return (await changedSince(actionContext, action, failure)) ?? refused
  }
}

/** Asks GitHub to merge. Returns the commit that it made. */
async function requestMerge(
  { octokit, at }: ActionContext,
  { pull, head, commit }: ActionOf<'merge'>,
  method: NonNullable<ActionOf<'merge'>['method']>,
): Promise<string> {
  const text = commit !== undefined && { commit_title: commit.title, commit_message: commit.message }
  const request = { ...at, pull_number: pull, sha: head, merge_method: method, ...text }
  const { data } = await octokit.rest.pulls.merge(request)
  return data.sha
}

export const recomputing = ({ message }: Failure): Outcome => ({ kind: 'later', afterMs: recomputeMs, message })

/** Returns what explains a refusal without a rule: the pull request is another than was decided on, or GitHub is not ready. */
export async function changedSince(
  { octokit, at }: ActionContext,
  { pull, head, issue }: ActionOf<'merge'>,
  failure: Failure,
): Promise<Outcome | null> {
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: pull })
  if (data.head.sha !== head || data.state !== 'open' || data.draft)
    return { kind: 'outdated', reread: { refs: true, issues: [pull, issue] } }
  return data.mergeable === null ? recomputing(failure) : null
}

export async function tipOf({ octokit, at }: ActionContext, branch: string): Promise<string> {
  const { data } = await octokit.rest.git.getRef({ ...at, ref: `heads/${branch}` })
  return data.object.sha
}

/** The pull request and the issue are read again, because GitHub closes them by itself. */
export function merged(actionContext: ActionContext, action: ActionOf<'merge'>, sha: string): Outcome {
  const base = actionContext.mirror.branches.find((each) => each.name === action.baseBranch)
  if (base !== undefined) base.sha = sha
  return { kind: 'done', reread: { refs: true, issues: [action.pull, action.issue] } }
}
