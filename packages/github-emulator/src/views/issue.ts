import type { Forge } from '../domain/forge.ts'
import type { Comment, Issue, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { lackOf } from '../domain/server.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { appViewOfAuthor } from './app.ts'
import { labelViewsOf } from './label.ts'
import { milestoneViewOf } from './milestone.ts'
import { rollup } from './reaction.ts'
import { repoApi, repoHtml } from './repo.ts'
import { userViewById } from './user.ts'

/** Returns GitHub's `author_association`. */
export function association(repo: Repo, userId: number): 'OWNER' | 'COLLABORATOR' | 'NONE' {
  if (repo.ownerId === userId) return 'OWNER'
  return repo.collaborators[String(userId)] ? 'COLLABORATOR' : 'NONE'
}

/** GitHub's `issue`; for a pull request's number it carries `pull_request`, as GitHub's does. */
export function issueView(forge: Forge, repo: Repo, issue: Issue) {
  const url = `${repoApi(forge, repo)}/issues/${issue.number}`
  const pull = repo.pulls.find((p) => p.number === issue.number)
  const kind = pull ? 'pull' : 'issues'
  const assignees = issue.assigneeIds.map((id) => userViewById(forge, id))
  return {
    id: issue.id,
    node_id: pull ? nodeId('PullRequest', pull.id) : nodeId('Issue', issue.id),
    url,
    repository_url: repoApi(forge, repo),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: `${repoHtml(forge, repo)}/${kind}/${issue.number}`,
    number: issue.number,
    state: issue.state,
    state_reason: issue.stateReason,
    title: issue.title,
    body: issue.body,
    user: userViewById(forge, issue.userId),
    labels: labelViewsOf(forge, repo, issue.labelIds),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: milestoneViewOf(forge, repo, issue),
    locked: issue.locked,
    active_lock_reason: issue.lockReason ?? null,
    comments: repo.comments.filter((c) => c.issue === issue.number).length,
    closed_at: isoOrNull(issue.closedAt),
    closed_by: userViewById(forge, issue.closedById),
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    author_association: association(repo, issue.userId),
    performed_via_github_app: appViewOfAuthor(forge, issue.userId),
    reactions: rollup(url, issue.reactions),
    ...(pull ? { draft: pull.draft, pull_request: pullLinks(forge, repo, issue) } : summaries(forge, repo, issue)),
  }
}

function pullLinks(forge: Forge, repo: Repo, issue: Issue) {
  const pull = repo.pulls.find((p) => p.number === issue.number)
  const html = `${repoHtml(forge, repo)}/pull/${issue.number}`
  return {
    url: `${repoApi(forge, repo)}/pulls/${issue.number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: isoOrNull(pull?.mergedAt ?? null),
  }
}

function summaries(forge: Forge, repo: Repo, issue: Issue) {
  const isOpen = (id: number) => repo.issues.some((i) => i.id === id && i.state === 'open')
  const children = repo.subIssues.filter((l) => l.parent === issue.id)
  const done = children.filter((l) => !isOpen(l.child)).length
  const blockers = repo.blockedBy.filter((l) => l.issue === issue.id)
  const blocking = repo.blockedBy.filter((l) => l.by === issue.id)
  const percent = children.length === 0 ? 0 : Math.floor((100 * done) / children.length)
  const parent = repo.issues.find(({ id }) => repo.subIssues.some((l) => l.child === issue.id && l.parent === id))
  const all = {
    type: null,
    ...(parent && { parent_issue_url: `${repoApi(forge, repo)}/issues/${parent.number}` }),
    sub_issues_summary: { total: children.length, completed: done, percent_completed: percent },
    issue_dependencies_summary: {
      blocked_by: blockers.filter((l) => isOpen(l.by)).length,
      total_blocked_by: blockers.length,
      blocking: blocking.filter((l) => isOpen(l.issue)).length,
      total_blocking: blocking.length,
    },
  }
  const { issueFields } = lackOf(forge)
  return Object.fromEntries(Object.entries(all).filter(([name]) => !issueFields.includes(name)))
}

/** GitHub's `issue-comment`. */
export function commentView(forge: Forge, repo: Repo, comment: Comment) {
  const url = `${repoApi(forge, repo)}/issues/comments/${comment.id}`
  const kind = repo.pulls.some((p) => p.number === comment.issue) ? 'pull' : 'issues'
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url,
    html_url: `${repoHtml(forge, repo)}/${kind}/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${repoApi(forge, repo)}/issues/${comment.issue}`,
    user: userViewById(forge, comment.userId),
    body: comment.body,
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    author_association: association(repo, comment.userId),
    performed_via_github_app: appViewOfAuthor(forge, comment.userId),
    reactions: rollup(url, comment.reactions),
  }
}
