/** Executes actions: sends their requests, writes GitHub's answers to the mirror, and turns errors into outcomes. */
import type { Action } from '../../../core/actions.ts'
import { actionKey } from '../../../core/actions.ts'
import type { Fence, Outcome } from '../../reconcile/github.ts'
import type { Mirror } from '../../reconcile/mirror.ts'
import { describeError } from '../asked.ts'
import { notYet } from '../budget/budget.ts'
import type { Cost } from '../budget/cost.ts'
import type { Context, LimitedContext } from '../context.ts'
import {
  countFailure,
  explain,
  type Failure,
  type FailureCount,
  failureOf,
  isHttpErrorStatus,
  isUntried,
} from '../errors.ts'
import { executing } from '../octokit.ts'
import { tokenFor } from '../tokens.ts'
import { batchSize, isPlanned, type Planned } from './batch.ts'
import { createBranch, deleteBranch } from './branches.ts'
import { check } from './checks.ts'
import type { Handler } from './context.ts'
import { costOfAction, laneOf } from './cost.ts'
import { dispatch } from './dispatch.ts'
import { closeIssue, editIssueBody, openSession, reopenIssue } from './issues.ts'
import { createLabel } from './labels.ts'
import { addBlockedBy, addSubIssue, removeBlockedBy } from './links.ts'
import { enqueueByAnyWay, mergeByAnyWay } from './merge-async.ts'
import { offerSetup } from './offer.ts'
import { executePlanned } from './planned.ts'
import { editPull, openPull, requestReview, retargetPull } from './pulls.ts'
import { dequeue } from './queue.ts'
import { updateBranch } from './update.ts'

type Handlers = { [K in Exclude<Action, Planned>['kind']]: Handler<K> }

const handlers: Handlers = {
  'create-label': createLabel,
  'create-branch': createBranch,
  'delete-branch': deleteBranch,
  'open-pull': openPull,
  'offer-setup': offerSetup,
  'edit-pull': editPull,
  'request-review': requestReview,
  check,
  'edit-issue-body': editIssueBody,
  dispatch,
  'close-issue': closeIssue,
  'reopen-issue': reopenIssue,
  'retarget-pull': retargetPull,
  'open-session': openSession,
  'add-sub-issue': addSubIssue,
  'add-blocked-by': addBlockedBy,
  'remove-blocked-by': removeBlockedBy,
  trial: async () => ({ kind: 'refused', status: 0, message: 'Trials run in git and the runner, not on GitHub.' }),
  enqueue: enqueueByAnyWay,
  dequeue,
  'update-branch': updateBranch,
  merge: mergeByAnyWay,
}

/**
 * Executes the first of these actions, and those after it that share its request. It does not throw errors of GitHub.
 *
 * @returns an outcome for each that was tried, in their order
 */
export async function executeActions(
  context: LimitedContext,
  actions: readonly Action[],
  mirror: Mirror,
  failures: FailureCount,
  fence?: Fence,
): Promise<Outcome[]> {
  const [first] = actions
  if (first === undefined) return []
  const wait = context.budget.wait(costOfAction(first), laneOf(first))
  if (wait > 0) return [notYet(wait)]
  const octokit = executing(context.octokit, () => tokenFor(context, 'execute'), fence)
  const classify = (action: Action, error: unknown) => classifyError(context, action, error, failures)
  try {
    const self = await context.self()
    const actionContext = {
      context: { ...context, octokit },
      octokit,
      at: context.at,
      mirror,
      self,
      now: (context.githubNow ?? context.now)(),
    }
    const fits = (cost: Cost) => context.budget.wait(cost, 'rest') === 0
    const outcomes = isPlanned(first)
      ? await executePlanned(actionContext, actions.slice(0, batchSize(actions, fits)), classify)
      : [await (handlers[first.kind] as Handler<typeof first.kind>)(actionContext, first as never)]
    if (fence?.isLost()) return [{ kind: 'lost' }]
    if (!outcomes.some(({ kind }) => kind === 'later')) failures.count = 0
    return outcomes
  } catch (error) {
    return [fence?.isLost() ? { kind: 'lost' } : await classify(first, error)]
  }
}

async function classifyError(
  context: Context,
  action: Action,
  error: unknown,
  failures: FailureCount,
): Promise<Outcome> {
  if (isUntried(error)) return explain(error)
  const failure = failureOf(error)
  const outcome = await outcomeOf(context, failure, failures)
  context.log.info({ action: actionKey(action), outcome: outcome.kind }, `GitHub refused: ${describeError(error)}`)
  return outcome
}

async function outcomeOf(context: Context, failure: Failure, failures: FailureCount): Promise<Outcome> {
  const outcome = countFailure(failure, failures, context.now())
  if (failure.status !== 404 || outcome.kind !== 'refused') return outcome
  return (await hasRepository(context))
    ? outcome
    : { kind: 'stop', message: 'The repository is gone, or the App has no access to it any more' }
}

/** Distinguishes a 404 for one object from a repository that is gone or hidden. */
async function hasRepository(context: Context): Promise<boolean> {
  try {
    await context.octokit.rest.repos.get(context.at)
    return true
  } catch (error) {
    return !isHttpErrorStatus(error, 404)
  }
}
