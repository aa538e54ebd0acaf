/** Mutations of pull requests besides the draft state and the merge queue. */
import { can, canEditIssue, canTakePart, hasRole } from '../domain/access.ts'
import { given } from '../domain/given.ts'
import type { Issue, MergeMethod, Pull, Repo } from '../domain/model.ts'
import { disableAutoMerge, enableAutoMerge } from '../domain/verbs/auto-merge.ts'
import * as verbs from '../domain/verbs/index.ts'
import { actorNode } from './actors.ts'
import {
  type Call,
  type Input,
  labelFor,
  loginsOf,
  type Mutation,
  milestoneNumber,
  repositoryFor,
  unresolved,
} from './asked.ts'
import { type Context, forbidden, graphqlError, type Node, need } from './context.ts'
import { lookup } from './lookup.ts'
import { reviewNode } from './reviews.ts'

export const pullMutations: Record<string, Mutation> = {
  createPullRequest,
  updatePullRequest,
  closePullRequest: (call) => setState(call, 'closed', 'ClosePullRequest'),
  reopenPullRequest: (call) => setState(call, 'open', 'ReopenPullRequest'),
  mergePullRequest: async (call) => {
    const { context, actor, input } = call
    const on = mergeable(call, 'MergePullRequest')
    await verbs.mergePull({ ...context, actor, repo: on.repo }, on.pull, mergeInput(input))
    return payload(call, on)
  },
  enablePullRequestAutoMerge: async (call) => {
    const { context, actor, input } = call
    const on = mergeable(call, 'EnablePullRequestAutoMerge')
    const { sha: _, method = 'merge', ...texts } = mergeInput(input)
    await enableAutoMerge({ ...context, actor, repo: on.repo }, on.pull, { method, ...texts })
    return payload(call, on)
  },
  disablePullRequestAutoMerge: (call) => {
    const on = mergeable(call, 'DisablePullRequestAutoMerge')
    disableAutoMerge({ ...call.context, actor: call.actor, repo: on.repo }, on.pull)
    return payload(call, on)
  },
  updatePullRequestBranch: async (call) => {
    const on = mergeable(call, 'UpdatePullRequestBranch')
    const where = { ...call.context, actor: call.actor, repo: on.repo }
    await verbs.updatePullBranch(where, on.pull, call.input.expectedHeadOid ?? undefined)
    return payload(call, on)
  },
  addPullRequestReview,
  submitPullRequestReview: (call) => {
    const { context, actor, input } = call
    const { repo, review } = reviewFor(context, input.pullRequestReviewId)
    if (review.userId !== actor.id) throw forbidden(context.viewer, 'SubmitPullRequestReview')
    const change = given({ event: eventOf(input), body: input.body ?? undefined })
    verbs.submitPendingReview({ ...context, actor, repo }, review, change)
    return { pullRequestReview: reviewNode(context, repo, review) }
  },
  dismissPullRequestReview: ({ context, actor, input }) => {
    const { repo, review } = reviewFor(context, input.pullRequestReviewId)
    need({ ...context, repo }, 'contents', 'write', 'DismissPullRequestReview')
    verbs.dismissReview({ ...context, actor, repo }, review, input.message ?? '')
    return { pullRequestReview: reviewNode(context, repo, review) }
  },
  requestReviews: (call) => {
    const { context, actor, input } = call
    const on = pullAsked(context, input.pullRequestId)
    if (on.issue.userId !== actor.id) need({ ...context, repo: on.repo }, 'pull_requests', 'write', 'RequestReviews')
    const wanted = loginsOf(context, input.userIds)
    const where = { ...context, actor, repo: on.repo }
    const now = context.forge.world.users.filter(({ id }) => on.pull.requestedReviewerIds.includes(id))
    verbs.requestReviewers(where, on.pull, wanted)
    const left = now.map(({ login }) => login).filter((login) => !wanted.includes(login))
    if (!input.union) verbs.removeReviewers(where, on.pull, left)
    return payload(call, on)
  },
}

interface On {
  repo: Repo
  issue: Issue
  pull: Pull
}

function payload({ context, actor }: Call, { repo, pull }: On): Node {
  return { actor: actorNode(context, actor), pullRequest: context.nodes.subject(context, repo, pull.number) }
}

function pullAsked(context: Context, id: string | undefined): On {
  const found = lookup(context, id ?? '')
  if (found.kind !== 'PullRequest') throw unresolved('PullRequest', id)
  return found
}

/** Merging asks people for the write role, and Apps for the permission on contents. */
function mergeable({ context, input }: Call, verb: string): On {
  const on = pullAsked(context, input.pullRequestId)
  need({ ...context, repo: on.repo }, 'contents', 'write', verb)
  return on
}

const mergeInput = (input: Input) =>
  given({
    method: (input.mergeMethod?.toLowerCase() as MergeMethod | undefined) ?? 'merge',
    sha: input.expectedHeadOid ?? undefined,
    title: input.commitHeadline ?? undefined,
    message: input.commitBody ?? undefined,
  })

async function createPullRequest(call: Call): Promise<Node> {
  const { context, actor, input } = call
  const repo = repositoryFor(context, input.repositoryId)
  const access = { ...context, repo }
  const isAllowed =
    context.viewer.kind === 'user' ? hasRole(repo, context.viewer, 'write') : can(access, 'pull_requests', 'write')
  if (!isAllowed) throw forbidden(context.viewer, 'CreatePullRequest')
  const pull = await verbs.openPull(
    { ...context, actor, repo },
    {
      title: input.title ?? '',
      body: input.body ?? null,
      head: input.headRefName ?? '',
      base: input.baseRefName ?? '',
      draft: input.draft ?? false,
    },
  )
  return { pullRequest: context.nodes.subject(context, repo, pull.number) }
}

async function updatePullRequest(call: Call): Promise<Node> {
  const { context, actor, input } = call
  const on = pullAsked(context, input.pullRequestId)
  if (!canEditIssue({ ...context, repo: on.repo }, on.issue)) throw forbidden(context.viewer, 'UpdatePullRequest')
  const where = { ...context, actor, repo: on.repo }
  const change = given({
    title: input.title ?? undefined,
    body: input.body ?? undefined,
    base: input.baseRefName,
    state: input.state ? (input.state === 'OPEN' ? ('open' as const) : ('closed' as const)) : undefined,
  })
  await verbs.editPull(where, on.pull, change)
  const more = given({
    labels: input.labelIds?.map((id) => labelFor(context, id).name),
    assignees: input.assigneeIds ? loginsOf(context, input.assigneeIds) : undefined,
    milestone: input.milestoneId === undefined ? undefined : milestoneNumber(context, input.milestoneId),
  })
  if (Object.keys(more).length === 0) return payload(call, on)
  need({ ...context, repo: on.repo }, 'pull_requests', 'write', 'UpdatePullRequest')
  verbs.editIssue(where, on.issue, more)
  return payload(call, on)
}

async function setState(call: Call, state: 'open' | 'closed', verb: string): Promise<Node> {
  const { context, actor } = call
  const on = pullAsked(context, call.input.pullRequestId)
  if (!canEditIssue({ ...context, repo: on.repo }, on.issue)) throw forbidden(context.viewer, verb)
  await verbs.editPull({ ...context, actor, repo: on.repo }, on.pull, { state })
  return payload(call, on)
}

function eventOf({ event }: Input): 'APPROVE' | 'COMMENT' | 'REQUEST_CHANGES' | undefined {
  if (event === 'DISMISS') throw graphqlError('UNPROCESSABLE', 'Can not dismiss a review that is not submitted')
  return event ?? undefined
}

function addPullRequestReview(call: Call): Node {
  const { context, actor, input } = call
  const { repo, pull } = pullAsked(context, input.pullRequestId)
  if (!canTakePart({ ...context, repo }, 'pull_requests')) throw forbidden(context.viewer, 'AddPullRequestReview')
  const comments = [...(input.threads ?? []), ...(input.comments ?? [])].map((one) => ({
    path: one.path,
    body: one.body,
    ...('line' in one && typeof one.line === 'number' && { line: one.line }),
  }))
  const wanted = given({
    event: eventOf(input),
    body: input.body ?? undefined,
    commitId: input.commitOID ?? undefined,
    comments,
  })
  const review = verbs.submitReview({ ...context, actor, repo }, pull, wanted)
  return { pullRequestReview: reviewNode(context, repo, review), actor: actorNode(context, actor) }
}

function reviewFor(context: Context, id: string | undefined) {
  const found = lookup(context, id ?? '')
  if (found.kind !== 'PullRequestReview') throw unresolved('PullRequestReview', id)
  return found
}
