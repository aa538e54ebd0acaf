/** Actions → requests. What GitHub answers goes into the mirror; what it refuses becomes an outcome. */
import type { Action } from '../../../core/actions.ts'
import { actionKey } from '../../../core/actions.ts'
import { notYet } from '../../budget/budget.ts'
import type { Fence, Mirror, Outcome } from '../../ports.ts'
import type { Context, LimitedContext } from '../context.ts'
import { explain, type Failure, failureOf, isHttpErrorStatus, isUntried, type Strikes, strike } from '../errors.ts'
import { fenced } from '../octokit.ts'
import { createBranch, deleteBranch } from './branches.ts'
import { check } from './checks.ts'
import { comment, editComment, react, unreact } from './comments.ts'
import { costOfAction, laneOf } from './cost.ts'
import { dispatchWorkflow } from './dispatch.ts'
import type { Handler } from './hands.ts'
import { closeIssue, editIssueBody, openSession, pin, unpin } from './issues.ts'
import { createLabel, setLabels } from './labels.ts'
import { addBlockedBy, addSubIssue, removeBlockedBy } from './links.ts'
import { merge, updateBranch } from './merge.ts'
import { offerSetup } from './offer.ts'
import { editPull, openPull, readyPull, requestReview } from './pulls.ts'

type Handlers = { [K in Action['kind']]: Handler<K> }

const handlers: Handlers = {
  'create-label': createLabel,
  'set-labels': setLabels,
  comment,
  'edit-comment': editComment,
  react,
  unreact,
  'create-branch': createBranch,
  'delete-branch': deleteBranch,
  'open-pull': openPull,
  'offer-setup': offerSetup,
  'edit-pull': editPull,
  'ready-pull': readyPull,
  'request-review': requestReview,
  check,
  'edit-issue-body': editIssueBody,
  'dispatch-workflow': dispatchWorkflow,
  'close-issue': closeIssue,
  'open-session': openSession,
  pin,
  unpin,
  'add-sub-issue': addSubIssue,
  'add-blocked-by': addBlockedBy,
  'remove-blocked-by': removeBlockedBy,
  trial: async () => ({ kind: 'refused', status: 0, message: 'A trial is made by git and the runner, not by GitHub.' }),
  'update-branch': updateBranch,
  merge,
}

/** Does one action. Never throws for what GitHub says; see `Outcome` for what each answer asks of the caller. */
export async function performAction(
  context: LimitedContext,
  action: Action,
  mirror: Mirror,
  strikes: Strikes,
  fence?: Fence,
): Promise<Outcome> {
  const wait = context.budget.wait(costOfAction(action), laneOf(action))
  if (wait > 0) return notYet(wait)
  const octokit = fence ? fenced(context.octokit, fence) : context.octokit
  try {
    const self = await context.self()
    const hands = { context: { ...context, octokit }, octokit, at: context.at, mirror, self, now: context.now() }
    const handler = handlers[action.kind] as Handler<typeof action.kind>
    const outcome = await handler(hands, action as never)
    if (fence?.isLost()) return { kind: 'lost' }
    strikes.count = 0
    return outcome
  } catch (error) {
    if (fence?.isLost()) return { kind: 'lost' }
    if (isUntried(error)) return explain(error)
    const failure = failureOf(error)
    const outcome = await outcomeOf(context, failure, strikes)
    context.log.debug({ action: actionKey(action), status: failure.status, outcome: outcome.kind }, failure.message)
    return outcome
  }
}

async function outcomeOf(context: Context, failure: Failure, strikes: Strikes): Promise<Outcome> {
  const outcome = strike(failure, strikes, context.now())
  if (failure.status !== 404 || outcome.kind !== 'refused') return outcome
  return (await isThere(context))
    ? outcome
    : { kind: 'stop', message: 'The repository is gone, or no longer for this App' }
}

/** GitHub answers 404 for what is missing and for what may not be seen alike; the repository itself tells them apart. */
async function isThere(context: Context): Promise<boolean> {
  try {
    await context.octokit.request('GET /repos/{owner}/{repo}', context.at)
    return true
  } catch (error) {
    return !isHttpErrorStatus(error, 404)
  }
}
