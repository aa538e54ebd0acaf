import { fullName, ownerOf } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { Issue, Pull, Repo, Review } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { stackOf } from '../domain/stacks.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { association } from './issue.ts'
import { labelViewsOf } from './label.ts'
import { milestoneViewOf } from './milestone.ts'
import { repoApi, repoHtml, repoView } from './repo.ts'
import { stackPlace } from './stack.ts'
import { userView, userViewById } from './user.ts'

export function issueOfPull(repo: Repo, pull: Pull): Issue {
  const issue = repo.issues.find((i) => i.number === pull.number)
  if (!issue) throw new Error(`pull request ${pull.number} has no issue`)
  return issue
}

function side(forge: Forge, repo: Repo, ref: string, sha: string) {
  const owner = ownerOf(forge, repo)
  return { label: `${owner.login}:${ref}`, ref, sha, user: userView(forge, owner), repo: repoView(forge, repo) }
}

/** GitHub's `pull-request-simple`: what lists and webhooks show. */
export function pullView(forge: Forge, repo: Repo, pull: Pull) {
  const issue = issueOfPull(repo, pull)
  const assignees = issue.assigneeIds.map((id) => userViewById(forge, id))
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    ...links(forge, repo, pull),
    number: pull.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: userViewById(forge, issue.userId),
    body: issue.body,
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    closed_at: isoOrNull(issue.closedAt),
    merged_at: isoOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeCommitSha,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: pull.requestedReviewerIds.map((id) => userViewById(forge, id)),
    requested_teams: [],
    labels: labelViewsOf(forge, repo, issue.labelIds),
    milestone: milestoneViewOf(forge, repo, issue),
    draft: pull.draft,
    head: side(forge, repo, pull.headRef, pull.headSha),
    base: side(forge, repo, pull.baseRef, pull.baseSha),
    author_association: association(repo, issue.userId),
    auto_merge: autoMergeView(forge, pull),
    active_lock_reason: issue.lockReason ?? null,
    ...(stackOf(repo, pull) && { stack: stackPlace(repo, pull) }),
  }
}

function autoMergeView(forge: Forge, { autoMerge }: Pull) {
  if (!autoMerge) return null
  const { method, title = '', message = '', userId } = autoMerge
  return {
    enabled_by: userViewById(forge, userId),
    merge_method: method,
    commit_title: title,
    commit_message: message,
  }
}

function links(forge: Forge, repo: Repo, pull: Pull) {
  const url = `${repoApi(forge, repo)}/pulls/${pull.number}`
  const html = `${repoHtml(forge, repo)}/pull/${pull.number}`
  const issueUrl = `${repoApi(forge, repo)}/issues/${pull.number}`
  const list = {
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issueUrl,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repoApi(forge, repo)}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: `${repoApi(forge, repo)}/statuses/${pull.headSha}`,
  }
  const linked = {
    self: { href: url },
    html: { href: html },
    issue: { href: issueUrl },
    comments: { href: list.comments_url },
    review_comments: { href: list.review_comments_url },
    review_comment: { href: list.review_comment_url },
    commits: { href: list.commits_url },
    statuses: { href: list.statuses_url },
  }
  return { url, ...list, _links: linked }
}

/** What webhooks carry: the list's view and whether it is merged. */
export function eventPullView(forge: Forge, repo: Repo, pull: Pull) {
  return {
    ...pullView(forge, repo, pull),
    merged: pull.merged,
    merged_by: userViewById(forge, pull.mergedById),
    ...(pull.stats ?? { commits: 0, additions: 0, deletions: 0, changed_files: 0 }),
    mergeable: null,
    rebaseable: null,
    mergeable_state: pull.draft ? 'draft' : 'unknown',
    comments: repo.comments.filter((c) => c.issue === pull.number).length,
    review_comments: (repo.lineComments ?? []).filter((c) => c.issue === pull.number).length,
    maintainer_can_modify: false,
  }
}

export interface PullNumbers {
  mergeable: boolean | null
  mergeable_state: string
  commits: number
  additions: number
  deletions: number
  changed_files: number
}

/** GitHub's `pull-request`: the list's view and what only a single read computes. */
export function fullPullView(forge: Forge, repo: Repo, pull: Pull, numbers: PullNumbers) {
  return {
    ...pullView(forge, repo, pull),
    merged: pull.merged,
    ...numbers,
    rebaseable: numbers.mergeable,
    merged_by: userViewById(forge, pull.mergedById),
    comments: repo.comments.filter((c) => c.issue === pull.number).length,
    review_comments: (repo.lineComments ?? []).filter((c) => c.issue === pull.number).length,
    maintainer_can_modify: false,
  }
}

/** GitHub's `pull-request-review`. */
export function reviewView(forge: Forge, repo: Repo, review: Review) {
  const html = `${repoHtml(forge, repo)}/pull/${review.pull}#pullrequestreview-${review.id}`
  const pullUrl = `${repoApi(forge, repo)}/pulls/${review.pull}`
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: userViewById(forge, review.userId),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pullUrl,
    _links: { html: { href: html }, pull_request: { href: pullUrl } },
    submitted_at: iso(review.submittedAt),
    commit_id: review.commitId,
    author_association: association(repo, review.userId),
  }
}

/** The short form in which checks and suites name their pull requests. */
export function pullStubs(forge: Forge, repo: Repo, headSha: string) {
  const at = { id: repo.id, url: repoApi(forge, repo), name: fullName(forge, repo).split('/')[1] }
  return repo.pulls
    .filter((p) => p.headSha === headSha && issueOfPull(repo, p).state === 'open')
    .map((p) => ({
      id: p.id,
      number: p.number,
      url: `${repoApi(forge, repo)}/pulls/${p.number}`,
      head: { ref: p.headRef, sha: p.headSha, repo: at },
      base: { ref: p.baseRef, sha: p.baseSha, repo: at },
    }))
}
