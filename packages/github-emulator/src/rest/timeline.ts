import type { Issue, TimelineEvent } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { commentView } from '../views/issue.ts'
import { reviewView } from '../views/pull.ts'
import { repoApi } from '../views/repo.ts'
import { userViewById } from '../views/user.ts'
import { issueAsked } from './issues.ts'
import { paged } from './pages.ts'
import { type RepoAsk, type Router, repoRoute } from './router.ts'

/** GitHub's `issue-event`, with what its kind adds. */
function eventView(ask: RepoAsk, event: TimelineEvent) {
  const { forge, repo } = ask
  const label = repo.labels.find((l) => l.name === event.label)
  const pull = repo.pulls.find((p) => p.number === event.issue)
  const renamed = event.kind === 'renamed' ? { rename: { from: event.previousTitle, to: event.currentTitle } } : {}
  const actor = userViewById(forge, event.actorId)
  const assigned =
    event.assigneeId === undefined ? {} : { assignee: userViewById(forge, event.assigneeId), assigner: actor }
  const asked =
    event.reviewerId === undefined
      ? {}
      : { requested_reviewer: userViewById(forge, event.reviewerId), review_requester: actor }
  return {
    id: event.id,
    node_id: nodeId('TimelineEvent', event.id),
    url: `${repoApi(forge, repo)}/issues/events/${event.id}`,
    actor,
    event: event.kind,
    commit_id: event.kind === 'merged' ? (pull?.mergeCommitSha ?? null) : null,
    commit_url: null,
    created_at: iso(event.at),
    performed_via_github_app: null,
    ...(event.label === undefined ? {} : { label: { name: event.label, color: label?.color ?? 'ededed' } }),
    ...renamed,
    ...assigned,
    ...asked,
  }
}

function whole(ask: RepoAsk, issue: Issue) {
  const { forge, repo } = ask
  const events = repo.events
    .filter((e) => e.issue === issue.number)
    .map((e) => {
      const { assigner: _, ...view } = eventView(ask, e)
      return { at: e.at, view }
    })
  const comments = repo.comments
    .filter((c) => c.issue === issue.number)
    .map((c) => {
      const user = userViewById(forge, c.userId)
      return { at: c.createdAt, view: { ...commentView(forge, repo, c), event: 'commented', actor: user } }
    })
  const reviews = repo.reviews
    .filter((r) => r.pull === issue.number && r.state !== 'PENDING')
    .map((r) => ({ at: r.submittedAt, view: { ...reviewView(forge, repo, r), event: 'reviewed' } }))
  return [...events, ...comments, ...reviews].toSorted((a, b) => a.at - b.at || a.view.id - b.view.id)
}

export function timelineRoutes(router: Router): void {
  repoRoute(router, 'GET', '/issues/events', (ask) => {
    ask.need('issues', 'read')
    return paged(ask, ask.repo.events.toReversed()).map((e) => eventView(ask, e))
  })
  repoRoute(router, 'GET', '/issues/:number/events', (ask) => {
    const issue = issueAsked(ask)
    const events = ask.repo.events.filter((e) => e.issue === issue.number)
    return paged(ask, events).map((e) => eventView(ask, e))
  })
  repoRoute(router, 'GET', '/issues/:number/timeline', (ask) =>
    paged(ask, whole(ask, issueAsked(ask))).map((row) => row.view),
  )
}
