/** One issue: its text, what was said, what happened. */
import type { Issue } from '../../domain/model.ts'
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { issueOf, labelsOf, loginOf, userOf } from '../world.ts'
import { said } from './comments.ts'
import { commentBox, editForm } from './compose.ts'
import { layout } from './layout.ts'
import { author, avatar, csrfField, issueBadge, issueIcon, labels, rolePicker, time } from './parts.ts'
import { timeline } from './timeline.ts'

export function issuePage(view: View, issue: Issue): Html {
  const main = html`<div class="title" id="title" data-live>
<h1>${issue.title} <span class="number">#${issue.number}</span></h1>
<p class="title-line">${issueBadge(issue)} ${author(view, issue.userId)} <span class="color-fg-muted">opened this ${time(view, issue.createdAt)}</span>${issue.pinnedAt === null ? '' : html` <span class="badge">pinned</span>`}</p>
</div>
<div class="columns">
<div class="thread">
<div id="body" data-live>${issueBody(view, issue)}</div>
${editForm(view, issue)}
<div id="timeline" data-live>${timeline(view, issue)}</div>
${commentBox(view, issue, 'issue')}
</div>
${sidebar(view, issue)}
</div>`
  return layout(view, 'issues', `${issue.title} · Issue #${issue.number}`, main)
}

export const issueBody = (view: View, issue: Issue): Html =>
  said(view, {
    target: 'body',
    number: issue.number,
    userId: issue.userId,
    at: issue.createdAt,
    text: issue.body ?? '',
    verb: 'opened',
    revisions: issue.revisions,
    reactions: issue.reactions,
  })

export function sidebar(view: View, issue: Issue, more: Html | '' = ''): Html {
  return html`<aside class="side" aria-label="About this">
<div id="side" data-live>
${more}
<section><h2>Assignees</h2>${people(view, issue)}</section>
<section><h2>Labels</h2>${issue.labelIds.length > 0 ? labels(view, issue) : html`<span class="color-fg-muted">None yet</span>`}</section>
${relations(view, issue)}
</div>
${labelForm(view, issue)}
</aside>`
}

function people(view: View, issue: Issue): Html {
  if (issue.assigneeIds.length === 0) return html`<span class="color-fg-muted">Nobody</span>`
  return html`${issue.assigneeIds.map((id) => html`<div>${avatar(userOf(view.world, id), 20)} ${loginOf(view.world, id)}</div>`)}`
}

/** Parent, sub-issues and what blocks this one. */
function relations(view: View, issue: Issue): Html {
  const { subIssues, blockedBy } = view.repo
  const groups: [string, number[]][] = [
    ['Parent', subIssues.filter((pair) => pair.child === issue.number).map((pair) => pair.parent)],
    ['Sub-issues', subIssues.filter((pair) => pair.parent === issue.number).map((pair) => pair.child)],
    ['Blocked by', blockedBy.filter((pair) => pair.issue === issue.number).map((pair) => pair.by)],
    ['Blocks', blockedBy.filter((pair) => pair.by === issue.number).map((pair) => pair.issue)],
  ]
  return html`${groups.filter(([, numbers]) => numbers.length > 0).map(([words, numbers]) => html`<section><h2>${words}</h2>${numbers.map((number) => related(view, number))}</section>`)}`
}

function related(view: View, number: number): Html | '' {
  const issue = issueOf(view.repo, number)
  if (!issue) return ''
  return html`<div class="related">${issueIcon(issue)} <a href="${view.base}/issues/${number}">${issue.title}</a></div>`
}

function labelForm(view: View, issue: Issue): Html {
  const on = new Set(labelsOf(view.repo, issue).map((label) => label.id))
  const all = view.repo.labels.filter((label) => !label.name.startsWith('status: ') || on.has(label.id))
  if (all.length === 0) return html``
  const options = all.map(
    (label) =>
      html`<option value="${label.name}">${on.has(label.id) ? `remove ${label.name}` : `add ${label.name}`}</option>`,
  )
  return html`<details class="side-form"><summary>Change labels</summary>
<form method="post" action="${view.base}/issues/${issue.number}/labels">${csrfField(view)}
<select class="form-select select-sm" name="label" aria-label="Label">${options}</select>
${rolePicker(view, 'label-role')} <button class="btn btn-sm">Change</button></form></details>`
}
