/** One pull request: text, conversation, checks, commits and the change itself. */
import type { Issue, Pull } from '../../domain/model.ts'
import type { FileDiff } from '../diff.ts'
import { count, inUrl, shortSha } from '../format.ts'
import type { CommitLine } from '../git.ts'
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { checksOf, loginOf, pullState, userOf, verdictOf, worst } from '../world.ts'
import { checksView } from './checks.ts'
import { commitRows } from './code.ts'
import { commentBox, editForm } from './compose.ts'
import { diffView } from './diff.ts'
import { issueBody, sidebar } from './issue.ts'
import { layout } from './layout.ts'
import { author, avatar, blank, checkMark, csrfField, pullBadge, rolePicker, time } from './parts.ts'
import { timeline } from './timeline.ts'

export interface PullContents {
  commits: CommitLine[]
  files: FileDiff[] | null
}

export function pullPage(view: View, issue: Issue, pull: Pull, { commits, files }: PullContents): Html {
  const main = html`<div class="title" id="title" data-live>
<h1>${issue.title} <span class="number">#${issue.number}</span></h1>
<p class="title-line">${pullBadge(pullState(issue, pull))} ${sentence(view, issue, pull, commits)}</p>
${sectionLinks(view, pull, commits, files)}
</div>
<div class="columns">
<div class="thread">
<div id="body" data-live>${issueBody(view, issue)}</div>
${editForm(view, issue)}
<div id="timeline" data-live>${timeline(view, issue, commits)}</div>
<h2 class="section" id="checks">Checks</h2><div id="checks-live" data-live>${checksView(view, pull.headSha)}</div>
${actions(view, issue, pull)}
${commentBox(view, issue, 'pull request')}
</div>
${sidebar(view, issue, reviewers(view, pull))}
</div>
<h2 class="section" id="commits">Commits</h2><div id="commits-live" data-live><div class="box">${commits.length > 0 ? commitRows(view, commits) : blank('No commits.')}</div></div>
<h2 class="section" id="files">Files changed</h2><div id="files-live" data-live>${diffView(files, view.base, pull.headSha)}</div>`
  return layout(view, 'pulls', `${issue.title} · Pull request #${issue.number}`, main)
}

function sentence(view: View, issue: Issue, pull: Pull, commits: CommitLine[]): Html {
  const who = pull.merged ? pull.mergedById : issue.userId
  const verb = pull.merged ? 'merged' : 'wants to merge'
  const branch = (ref: string) => html`<a class="branch" href="${view.base}/tree/${inUrl(ref)}">${ref}</a>`
  const when = pull.mergedAt === null ? '' : html` ${time(view, pull.mergedAt)}`
  return html`${author(view, who)} <span class="color-fg-muted">${verb} ${count(commits.length, 'commit')} into</span> ${branch(pull.baseRef)} <span class="color-fg-muted">from</span> ${branch(pull.headRef)}${when}`
}

function sectionLinks(view: View, pull: Pull, commits: CommitLine[], files: FileDiff[] | null): Html {
  const checks = checksOf(view.repo, pull.headSha)
  return html`<nav class="sections" aria-label="Parts of this pull request">
<a href="#body">Conversation</a>
<a href="#checks">Checks <span class="Counter">${checks.length}</span> ${checkMark(worst(checks.map(verdictOf)))}</a>
<a href="#commits">Commits <span class="Counter">${commits.length}</span></a>
<a href="#files">Files changed <span class="Counter">${files?.length ?? 0}</span></a></nav>`
}

/** Who was asked and what each reviewer said last. */
function reviewers(view: View, pull: Pull): Html {
  const last = new Map<number, string>()
  for (const review of view.repo.reviews) {
    if (review.pull === pull.number && review.state !== 'PENDING') last.set(review.userId, review.state)
  }
  for (const id of pull.requestedReviewerIds) if (!last.has(id)) last.set(id, 'asked')
  if (last.size === 0) return html`<section><h2>Reviewers</h2><span class="color-fg-muted">Nobody yet</span></section>`
  const words = (state: string) => state.toLowerCase().replace('_', ' ')
  return html`<section><h2>Reviewers</h2>${[...last].map(([id, state]) => html`<div>${avatar(userOf(view.world, id), 20)} ${loginOf(view.world, id)} <span class="color-fg-muted">${words(state)}</span> ${state === 'APPROVED' ? checkMark('success') : ''}</div>`)}</section>`
}

function actions(view: View, issue: Issue, pull: Pull): Html {
  if (issue.state === 'closed') return html``
  const button = (act: string, words: string, look = '') =>
    html`<button class="btn ${look}" name="act" value="${act}">${words}</button>`
  return html`<form class="compose" method="post" action="${view.base}/pull/${pull.number}/act" id="review">
${csrfField(view)}<input type="hidden" name="head" value="${pull.headSha}">
<label class="compose-title" for="review-body">Review <code>${shortSha(pull.headSha)}</code></label>
<textarea class="form-control" id="review-body" name="body" rows="2" placeholder="Say why (optional when approving)"></textarea>
<div class="compose-row">${rolePicker(view, 'review-role')}<span class="compose-buttons">
${button('approve', 'Approve', 'btn-primary')}${button('request-changes', 'Ask for changes')}
${pull.draft ? button('ready', 'Ready for review') : button('draft', 'Back to draft')}
${pull.draft ? '' : button('merge', 'Merge by hand')}</span></div>
</form>`
}
