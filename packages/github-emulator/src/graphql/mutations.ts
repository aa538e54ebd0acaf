import { canEditComment, canEditIssue, canTakePart } from '../domain/access.ts'
import type { RepoContext } from '../domain/forge.ts'
import type { Comment, Issue, LineComment, Pull, Reaction, Repo, Review } from '../domain/model.ts'
import { nodeId, readNodeId } from '../domain/nodeid.ts'
import * as verbs from '../domain/verbs/index.ts'
import { actorNode } from './actors.ts'
import {
  asGraphqlError,
  type Call,
  discussed,
  type Input,
  issueFor,
  labelFor,
  loginsOf,
  type Mutation,
  milestoneNumber,
  needWriter,
  pullFor,
  unresolved,
} from './asked.ts'
import { commentNode } from './comments.ts'
import { type Context, forbidden, graphqlError, type Node, need, viewerUser } from './context.ts'
import { issueMutations } from './issue-mutations.ts'
import { lineCommentNode, mayResolve, threadNode } from './line-comments.ts'
import { type Found, lookup } from './lookup.ts'
import { pullMutations } from './pull-mutations.ts'
import { entryNode } from './queue.ts'
import { reactionNode, restReaction } from './reactions.ts'
import { repositoryMutations } from './repository-mutations.ts'
import { reviewNode } from './reviews.ts'

const mutations: Record<string, Mutation> = {
  pinIssue: ({ context, actor, input }) => {
    const { repo, issue } = issueFor(context, input.issueId, 'PinIssue')
    needWriter(context, repo, 'PinIssue')
    verbs.pinIssue({ forge: context.forge, actor, repo }, issue)
    return { issue: context.nodes.subject(context, repo, issue.number) }
  },
  unpinIssue: ({ context, actor, input }) => {
    const { repo, issue } = issueFor(context, input.issueId, 'UnpinIssue')
    needWriter(context, repo, 'UnpinIssue')
    verbs.unpinIssue({ forge: context.forge, actor, repo }, issue)
    return { id: input.issueId, issue: context.nodes.subject(context, repo, issue.number) }
  },
  markPullRequestReadyForReview: ({ context, actor, input }) => {
    const { repo, issue, pull } = pullFor(context, input.pullRequestId, 'MarkPullRequestReadyForReview')
    verbs.markReady({ forge: context.forge, actor, repo }, pull)
    return { pullRequest: context.nodes.subject(context, repo, issue.number) }
  },
  convertPullRequestToDraft: ({ context, actor, input }) => {
    const { repo, issue, pull } = pullFor(context, input.pullRequestId, 'ConvertPullRequestToDraft')
    verbs.convertToDraft({ forge: context.forge, actor, repo }, pull)
    return { pullRequest: context.nodes.subject(context, repo, issue.number) }
  },
  enqueuePullRequest: async ({ context, actor, input }) => {
    const { repo, pull } = mergedBy(context, input.pullRequestId, 'EnqueuePullRequest')
    const expectedHead = input.expectedHeadOid ?? undefined
    const how = { ...(expectedHead !== undefined && { expectedHead }), jump: input.jump ?? false }
    const entry = await verbs.enqueuePull({ forge: context.forge, actor, repo }, pull, how)
    return { mergeQueueEntry: entryNode(context, repo, entry) }
  },
  dequeuePullRequest: async ({ context, actor, input }) => {
    const { repo, pull } = mergedBy(context, input.id, 'DequeuePullRequest')
    const entry = await verbs.dequeuePull({ forge: context.forge, actor, repo }, pull)
    return { mergeQueueEntry: entryNode(context, repo, entry) }
  },
  addComment,
  updateIssueComment: ({ context, actor, input }) => {
    const { repo, comment } = commentFor(context, input.id, 'UpdateIssueComment')
    verbs.editComment({ forge: context.forge, actor, repo }, comment, input.body ?? '')
    return { issueComment: commentNode(context, repo, comment) }
  },
  deleteIssueComment: ({ context, actor, input }) => {
    const { repo, comment } = commentFor(context, input.id, 'DeleteIssueComment')
    verbs.deleteComment({ forge: context.forge, actor, repo }, comment)
    return {}
  },
  addPullRequestReviewThreadReply: ({ context, actor, input }) => {
    const first = threadFor(context, input.pullRequestReviewThreadId)
    if (!canTakePart({ ...context, repo: first.repo }, 'pull_requests'))
      throw forbidden(context.viewer, 'AddPullRequestReviewThreadReply')
    const comments = [{ body: input.body ?? '', path: first.comment.path, replyTo: first.comment }]
    const pull = first.repo.pulls.find(({ number }) => number === first.comment.issue)
    if (!pull) throw unresolved('PullRequestReviewThread', input.pullRequestReviewThreadId)
    const review = verbs.submitReview({ forge: context.forge, actor, repo: first.repo }, pull, {
      event: 'COMMENT',
      comments,
    })
    const made = first.repo.lineComments?.find((known) => known.review === review.id)
    return { comment: made ? lineCommentNode(context, first.repo, made) : null }
  },
  resolveReviewThread: (call) => setResolved(call, true, 'ResolveReviewThread'),
  unresolveReviewThread: (call) => setResolved(call, false, 'UnresolveReviewThread'),
  addReaction: (call) => {
    const { repo, subject, node } = reactableFor(call)
    const { reaction } = verbs.addReaction(
      { forge: call.context.forge, actor: call.actor, repo },
      subject,
      wordOf(call.input),
    )
    return reactionPayload(call, reaction, node)
  },
  removeReaction: (call) => {
    const { repo, subject, node } = reactableFor(call)
    const word = wordOf(call.input)
    const mine = subject.reactions.find((known) => known.userId === call.actor.id && known.content === word)
    if (!mine) throw graphqlError('NOT_FOUND', 'Could not resolve to a reaction of the viewer.')
    verbs.removeReaction({ forge: call.context.forge, actor: call.actor, repo }, subject, mine.id)
    return reactionPayload(call, mine, node)
  },
  closeIssue: (call) =>
    edit(call, call.input.issueId, 'CloseIssue', {
      state: 'closed',
      stateReason: reasonOf(call.input.stateReason) ?? 'completed',
    }),
  reopenIssue: (call) => edit(call, call.input.issueId, 'ReopenIssue', { state: 'open' }),
  updateIssue: (call) => edit(call, call.input.id, 'UpdateIssue', issueChange(call)),
  addLabelsToLabelable: (call) => changeLabels(call, verbs.addLabels),
  ...issueMutations,
  ...pullMutations,
  ...repositoryMutations,
  removeLabelsFromLabelable: (call) =>
    changeLabels(call, (where, issue, names) => {
      for (const name of names) verbs.removeLabel(where, issue, name)
    }),
}

/** The fields of `Mutation` that the emulator knows, each giving its payload. */
export const mutationRoot: Node = Object.fromEntries(
  Object.entries(mutations).map(([name, mutation]) => [
    name,
    async ({ input }: { input: Input }, context: Context) => {
      const actor = viewerUser(context.viewer)
      if (!actor) throw forbidden(context.viewer, name)
      try {
        return { clientMutationId: input.clientMutationId ?? null, ...(await mutation({ context, actor, input })) }
      } catch (error) {
        throw asGraphqlError(error)
      }
    },
  ]),
)

/** The merge queue asks for what merging asks for, and Apps for both halves of it. */
function mergedBy(context: Context, id: string | undefined, verb: string): { repo: Repo; pull: Pull } {
  const found = lookup(context, id ?? '')
  if (found.kind !== 'PullRequest') throw unresolved('PullRequest', id)
  for (const permission of ['contents', 'pull_requests'] as const)
    if (context.viewer.kind === 'installation') need({ ...context, repo: found.repo }, permission, 'write', verb)
  if (context.viewer.kind !== 'installation') needWriter(context, found.repo, verb)
  return found
}

function threadFor(context: Context, id: string | undefined): { repo: Repo; comment: LineComment } {
  const named = readNodeId(id ?? '')
  if (named?.kind !== 'PullRequestReviewThread') throw unresolved('PullRequestReviewThread', id)
  const found = lookup(context, nodeId('PullRequestReviewComment', named.id))
  if (found.kind !== 'PullRequestReviewComment') throw unresolved('PullRequestReviewThread', id)
  return found
}

function setResolved({ context, actor, input }: Call, isResolved: boolean, verb: string): Node {
  const { repo, comment } = threadFor(context, input.threadId)
  if (!mayResolve(context, repo, comment)) throw forbidden(context.viewer, verb)
  verbs.resolveThread({ forge: context.forge, actor, repo }, comment, isResolved)
  return { thread: threadNode(context, repo, comment) }
}

function commentFor(context: Context, id: string | undefined, verb: string): { repo: Repo; comment: Comment } {
  const found = lookup(context, id ?? '')
  if (found.kind !== 'IssueComment') throw unresolved('IssueComment', id)
  if (!canEditComment({ ...context, repo: found.repo }, found.comment)) throw forbidden(context.viewer, verb)
  return found
}

function addComment({ context, actor, input }: Call): Node {
  const found = lookup(context, input.subjectId ?? '')
  const on = discussed(found)
  if (!on) throw unresolved('Issue', input.subjectId)
  const { forge, viewer } = context
  const permission = found.kind === 'PullRequest' ? 'pull_requests' : 'issues'
  if (!canTakePart({ forge, repo: on.repo, viewer }, permission)) throw forbidden(viewer, 'AddComment')
  const comment = verbs.createComment({ forge, actor, repo: on.repo }, on.issue, input.body ?? '')
  const node = commentNode(context, on.repo, comment)
  return {
    subject: context.nodes.subject(context, on.repo, on.issue.number),
    commentEdge: { cursor: '', node },
    timelineEdge: { cursor: '', node },
  }
}

/** Something that can have reactions, its repository, and how to render it. */
function reactableFor({ context, input }: Call) {
  const found = lookup(context, input.subjectId ?? '')
  const target = reactableIn(context, found)
  if (!target) throw unresolved('Reactable', input.subjectId)
  const { repo, number } = target
  const permission = repo.pulls.some((pull) => pull.number === number) ? 'pull_requests' : 'issues'
  if (!canTakePart({ ...context, repo }, permission)) throw forbidden(context.viewer, 'AddReaction')
  return target
}

interface Target {
  repo: Repo
  subject: verbs.Reactable
  number: number
  node(): Node | null
}

function reactableIn(context: Context, found: Found): Target | null {
  const on = discussed(found)
  if (on)
    return {
      ...on,
      subject: on.issue,
      number: on.issue.number,
      node: () => context.nodes.subject(context, on.repo, on.issue.number),
    }
  if (found.kind === 'IssueComment') {
    const { repo, comment } = found
    return { repo, subject: comment, number: comment.issue, node: () => commentNode(context, repo, comment) }
  }
  if (found.kind === 'PullRequestReviewComment') {
    const { repo, comment } = found
    return { repo, subject: comment, number: comment.issue, node: () => lineCommentNode(context, repo, comment) }
  }
  if (found.kind !== 'PullRequestReview') return null
  const { repo, review } = found
  const { reactions = [] } = review
  review.reactions = reactions
  const subject = review as Review & verbs.Reactable
  return { repo, subject, number: review.pull, node: () => reviewNode(context, repo, review) }
}

function reactionPayload({ context }: Call, reaction: Reaction, node: () => Node | null): Node {
  const subject = node()
  return {
    reaction: reactionNode(context, reaction, () => node() ?? {}),
    subject,
    reactionGroups: subject?.reactionGroups ?? null,
  }
}

function wordOf(input: Input): string {
  return restReaction(input.content ?? '') ?? ''
}

function edit({ context, actor }: Call, id: string | undefined, verb: string, change: verbs.IssueChange): Node {
  const { repo, issue } = issueFor(context, id, verb)
  if (!canEditIssue({ ...context, repo }, issue)) throw forbidden(context.viewer, verb)
  verbs.editIssue({ forge: context.forge, actor, repo }, issue, change)
  return { issue: context.nodes.subject(context, repo, issue.number), actor: actorNode(context, actor) }
}

function issueChange({ context, input }: Call): verbs.IssueChange {
  const labels = input.labelIds?.map((id) => labelFor(context, id).name)
  return {
    ...(typeof input.title === 'string' && { title: input.title }),
    ...(typeof input.body === 'string' && { body: input.body }),
    ...(input.state && { state: input.state === 'OPEN' ? 'open' : 'closed' }),
    ...(labels && { labels }),
    ...(input.assigneeIds && { assignees: loginsOf(context, input.assigneeIds) }),
    ...(input.milestoneId !== undefined && { milestone: milestoneNumber(context, input.milestoneId) }),
  }
}

function changeLabels(
  { context, actor, input }: Call,
  change: (where: RepoContext, issue: Issue, names: string[]) => void,
): Node {
  const found = lookup(context, input.labelableId ?? '')
  const on = discussed(found)
  if (!on) throw unresolved('Labelable', input.labelableId)
  need(
    { ...context, repo: on.repo },
    found.kind === 'PullRequest' ? 'pull_requests' : 'issues',
    'write',
    'AddLabelsToLabelable',
  )
  const names = (input.labelIds ?? []).map((id) => labelFor(context, id).name)
  change({ forge: context.forge, actor, repo: on.repo }, on.issue, names)
  return { labelable: context.nodes.subject(context, on.repo, on.issue.number) }
}

function reasonOf(reason: string | null | undefined): Issue['stateReason'] {
  if (reason === 'NOT_PLANNED') return 'not_planned'
  if (reason === 'DUPLICATE') return 'duplicate'
  return reason === 'COMPLETED' ? 'completed' : null
}
