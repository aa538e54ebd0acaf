import type { EventKind, EventOf } from '../domain/events.ts'
import { pullOf } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { LineComment, Pull, Repo, Review, User } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { lineCommentView } from '../views/line-comment.ts'
import { eventPullView, pullView, reviewView } from '../views/pull.ts'
import { stackPlace } from '../views/stack.ts'
import { userView } from '../views/user.ts'
import { one, type Renderers, type Webhook } from './renderer.ts'

interface AboutPull {
  repo: Repo
  actor: User
  pull: Pull
}

function pull(forge: Forge, event: AboutPull, action: string, more: Record<string, unknown> = {}): Webhook[] {
  const view = eventPullView(forge, event.repo, event.pull)
  return one(event, `pull_request.${action}`, { number: event.pull.number, pull_request: view, ...more })
}

const plain = (action: string) => (forge: Forge, event: AboutPull) => pull(forge, event, action)

const request = (action: string) => (forge: Forge, event: EventOf<'review-requested'>) =>
  pull(forge, event, action, { requested_reviewer: userView(forge, event.reviewer) })

function review(
  forge: Forge,
  event: AboutPull & { review: Review },
  action: string,
  more: Record<string, unknown> = {},
): Webhook[] {
  // In webhooks the state is in lower case.
  const view = { ...reviewView(forge, event.repo, event.review), state: event.review.state.toLowerCase() }
  const pull_request = pullView(forge, event.repo, event.pull)
  return one(event, `pull_request_review.${action}`, { review: view, pull_request, ...more })
}

function lineComment(
  forge: Forge,
  event: { repo: Repo; actor: User; comment: LineComment },
  action: string,
  more: Record<string, unknown> = {},
): Webhook[] {
  const { repo, comment } = event
  const pull_request = pullView(forge, repo, pullOf(repo, comment.issue))
  const view = lineCommentView(forge, repo, comment)
  return one(event, `pull_request_review_comment.${action}`, { comment: view, pull_request, ...more })
}

function thread(forge: Forge, event: { repo: Repo; actor: User; comment: LineComment }, action: string): Webhook[] {
  const { repo, comment: first } = event
  const all = (repo.lineComments ?? []).filter(({ id, replyTo }) => id === first.id || replyTo === first.id)
  const comments = all.map((comment) => lineCommentView(forge, repo, comment))
  const pull_request = pullView(forge, repo, pullOf(repo, first.issue))
  const shown = { node_id: nodeId('PullRequestReviewThread', first.id), comments }
  return one(event, `pull_request_review_thread.${action}`, { thread: shown, pull_request })
}

const bodyWas = (from: string) => ({ changes: { body: { from } } })

type Kinds = Extract<EventKind, `pull-${string}` | `review-${string}` | `line-comment-${string}`>

export const pullRenderers: Renderers<Kinds> = {
  'pull-opened': plain('opened'),
  'pull-ready': plain('ready_for_review'),
  'pull-converted-to-draft': plain('converted_to_draft'),
  'pull-enqueued': plain('enqueued'),
  'pull-stacked': (forge, event) => pull(forge, event, 'stacked', { stack: stackPlace(event.repo, event.pull) }),
  'pull-dequeued': (forge, event) => pull(forge, event, 'dequeued', { reason: event.reason }),
  'pull-synchronized': (forge, event) =>
    pull(forge, event, 'synchronize', { before: event.before, after: event.after }),
  'pull-retargeted': (forge, event) => {
    const base = { ref: { from: event.from.ref }, sha: { from: event.from.sha } }
    return pull(forge, event, 'edited', { changes: { base } })
  },
  'review-requested': request('review_requested'),
  'review-request-removed': request('review_request_removed'),
  'review-submitted': (forge, event) => review(forge, event, 'submitted'),
  'review-edited': (forge, event) => review(forge, event, 'edited', bodyWas(event.from)),
  'review-dismissed': (forge, event) => review(forge, event, 'dismissed'),
  'line-comment-created': (forge, event) => lineComment(forge, event, 'created'),
  'line-comment-edited': (forge, event) => lineComment(forge, event, 'edited', bodyWas(event.from)),
  'line-comment-deleted': (forge, event) => lineComment(forge, event, 'deleted'),
  'line-comment-resolved': (forge, event) => thread(forge, event, 'resolved'),
  'line-comment-unresolved': (forge, event) => thread(forge, event, 'unresolved'),
}
