import type { Forge } from '../domain/forge.ts'
import type { LineComment, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { association } from './issue.ts'
import { rollup } from './reaction.ts'
import { repoApi, repoHtml } from './repo.ts'
import { userViewById } from './user.ts'

/** GitHub's `pull-request-review-comment`. The part of the diff beside it is not kept here. */
export function lineCommentView(forge: Forge, repo: Repo, comment: LineComment) {
  const url = `${repoApi(forge, repo)}/pulls/comments/${comment.id}`
  const pullUrl = `${repoApi(forge, repo)}/pulls/${comment.issue}`
  const html = `${repoHtml(forge, repo)}/pull/${comment.issue}#discussion_r${comment.id}`
  return {
    url,
    pull_request_review_id: comment.review,
    id: comment.id,
    node_id: nodeId('PullRequestReviewComment', comment.id),
    diff_hunk: '@@',
    path: comment.path,
    position: comment.line ?? 1,
    original_position: comment.line ?? 1,
    commit_id: comment.commitId,
    original_commit_id: comment.commitId,
    ...(comment.replyTo !== null && { in_reply_to_id: comment.replyTo }),
    user: userViewById(forge, comment.userId),
    body: comment.body,
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    html_url: html,
    pull_request_url: pullUrl,
    author_association: association(repo, comment.userId),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pullUrl } },
    start_line: null,
    original_start_line: null,
    start_side: null,
    line: comment.line ?? 1,
    original_line: comment.line ?? 1,
    side: 'RIGHT',
    subject_type: comment.line === null ? 'file' : 'line',
    reactions: rollup(url, comment.reactions),
  }
}
