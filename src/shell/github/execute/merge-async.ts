/**
 * Merges in the background: `PUT R/pulls/{n}/merge-async`, then its result (@octokit/openapi 23.0.2; contents:write).
 * It is the only way to merge a stack. A pull request by itself falls back on `PUT merge`. GitHub keeps one request for a
 * pull request and answers a second one with the first (409), so that asking again after a restart is safe.
 */
import { isUnauthorized } from '../../../core/merging/stack.ts'
import type { Outcome } from '../../reconcile/github.ts'
import { type Failure, failureOf, isHttpErrorStatus } from '../errors.ts'
import type { ActionContext, ActionOf, Handler } from './context.ts'
import { changedSince, merge, merged, notThisWay, recomputing, tipOf } from './merge.ts'
import { enqueue } from './queue.ts'

/** A server that does not offer it is asked again after this time, in milliseconds. */
const ABSENT_MS = 24 * 3600_000
/** An App that is not authorized tries again after this time: the server may have changed. */
const UNAUTHORIZED_MS = 3600_000
/** The wait before the result is read again grows from the first to the last, in milliseconds. */
const [FIRST_MS, LAST_MS] = [2000, 15_000]

/** GitHub's `pull-request-merge-async-result`. */
interface Result {
  status: 'pending' | 'merged' | 'enqueued' | 'failed'
  details: { message: string; uuid?: string; sha?: string; expected_head_sha?: string }
}

type Merge = ActionOf<'merge'>
type Enqueue = ActionOf<'enqueue'>

export const mergeByAnyWay: Handler<'merge'> = async (actionContext, action) => {
  if (action.method === undefined) return merge(actionContext, action)
  const { commit, method } = action
  const text = commit !== undefined && { commit_title: commit.title, commit_message: commit.message }
  const outcome = await inBackground(actionContext, action, {
    merge_method: method,
    merge_action: 'direct_merge',
    ...text,
  })
  return outcome ?? merge(actionContext, action)
}

/** A stack enters the merge queue as a whole, and without a method: that is the queue's. */
export const enqueueByAnyWay: Handler<'enqueue'> = async (actionContext, action) =>
  action.stacked
    ? ((await inBackground(actionContext, action, { merge_action: 'merge_queue' })) ?? absentForStack)
    : enqueue(actionContext, action)

const absentForStack: Outcome = {
  kind: 'not-this-way',
  message: 'This server offers Apps no way to merge a stack.',
  reread: { refs: true },
}

/** Returns null where the server does not merge this in the background. */
async function inBackground(
  actionContext: ActionContext,
  action: Merge | Enqueue,
  wish: Record<string, string>,
): Promise<Outcome | null> {
  const { background } = actionContext.context
  const known = background.pending.get(action.pull)
  if (known !== undefined) return ended(actionContext, action, await resultOf(actionContext, action.pull, known.uuid))
  if (!action.stacked && actionContext.now < background.absentUntil) return null
  if (action.kind === 'merge' && (await tipOf(actionContext, action.baseBranch)) !== action.base)
    return { kind: 'outdated', reread: { refs: true } }
  const asked = await request(actionContext, action, wish)
  if (asked === null) {
    background.absentUntil = actionContext.now + ABSENT_MS
    return action.stacked ? absentForStack : null
  }
  const { uuid, expected_head_sha: head = action.head } = asked.details
  if (asked.status !== 'pending' || uuid === undefined) return ended(actionContext, action, asked)
  background.pending.set(action.pull, { uuid, head, polls: 0 })
  return ended(actionContext, action, await resultOf(actionContext, action.pull, uuid))
}

/** Asks GitHub to merge, or learns of the request that is pending. Returns null where it has no such route. */
async function request(
  { octokit, at }: ActionContext,
  { pull, head }: Merge | Enqueue,
  wish: Record<string, string>,
): Promise<Result | null> {
  try {
    const about = { ...at, pull_number: pull, sha: head, ...wish }
    const { data } = await octokit.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge-async', about)
    return resultIn(data)
  } catch (error) {
    const said = answerOf(error)
    if (said !== null) return said
    if (isAbsent(failureOf(error))) return null
    throw error
  }
}

/** 404 also where the repository has it not; the other two are for whoever may not ask. A rate limit is none of these. */
function isAbsent(failure: Failure): boolean {
  return failure.status === 404 || (notThisWay(failure) !== null && [403, 405].includes(failure.status))
}

/** The result of a request; failed without words when GitHub no longer has it. */
async function resultOf({ octokit, at }: ActionContext, pull: number, uuid: string): Promise<Result | null> {
  try {
    const about = { ...at, pull_number: pull, uuid }
    return resultIn(
      (await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/merge-async/{uuid}', about)).data,
    )
  } catch (error) {
    if (isHttpErrorStatus(error, 404)) return null
    throw error
  }
}

/** 400 and 409 carry a result as well. */
function answerOf(error: unknown): Result | null {
  if (!isHttpErrorStatus(error, 400) && !isHttpErrorStatus(error, 409)) return null
  return resultIn((error as { response?: { data?: unknown } }).response?.data)
}

function resultIn(data: unknown): Result | null {
  const isResult = typeof data === 'object' && data !== null && 'status' in data && 'details' in data
  return isResult && typeof data.status === 'string' ? (data as Result) : null
}

/** Turns a result into the outcome. null: the pull request has to be merged by `PUT merge`. */
async function ended(
  actionContext: ActionContext,
  action: Merge | Enqueue,
  result: Result | null,
): Promise<Outcome | null> {
  const { pending } = actionContext.context.background
  const known = pending.get(action.pull)
  if (result?.status === 'pending' && known) {
    known.polls += 1
    const afterMs = Math.min(LAST_MS, FIRST_MS * known.polls)
    return { kind: 'later', afterMs, message: 'GitHub is merging it', underWay: true }
  }
  pending.delete(action.pull)
  const again = { refs: true, issues: [action.pull, action.issue, ...stackedOn(action)] }
  if (result?.status === 'enqueued') return { kind: 'done', reread: again }
  // It expired, or it was for a head that somebody else saw: what became of it is read again.
  if (result === null || (known !== undefined && known.head !== action.head)) return { kind: 'outdated', reread: again }
  if (result.status !== 'merged') return failedBy(actionContext, action, result.details.message, again)
  if (action.kind === 'merge') merged(actionContext, action, result.details.sha ?? '')
  return { kind: 'done', reread: again }
}

const stackedOn = (action: Merge | Enqueue): number[] => (action.kind === 'merge' ? (action.stacked ?? []) : [])

/** GitHub's reasons are not read, but for those that are no refusal: the head or the base has moved. */
async function failedBy(
  actionContext: ActionContext,
  action: Merge | Enqueue,
  message: string,
  reread: { refs: boolean; issues: number[] },
): Promise<Outcome | null> {
  const failure: Failure = { status: 409, message, codes: [], headers: {}, path: '' }
  if (/head branch was modified/i.test(message)) return { kind: 'outdated', reread }
  if (/base branch was modified/i.test(message)) return recomputing(failure)
  const refused: Outcome = { kind: 'not-this-way', message, reread: { refs: true, rules: true } }
  if (isUnauthorized(message)) {
    if (action.stacked) return refused
    actionContext.context.background.absentUntil = actionContext.now + UNAUTHORIZED_MS
    return null
  }
  if (action.kind === 'enqueue') return refused
  return (await changedSince(actionContext, action, failure)) ?? refused
}
