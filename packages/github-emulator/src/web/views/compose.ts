/** Forms under a conversation. They stand outside the parts that are exchanged, so typed text is never lost. */
import type { Issue } from '../../domain/model.ts'
import { type Html, html } from '../html.ts'
import { fingerprint } from '../text/fingerprint.ts'
import type { View } from '../view.ts'
import { avatar, csrfField, rolePicker } from './parts.ts'

export function commentBox(view: View, issue: Issue, kind: 'issue' | 'pull request'): Html {
  return html`<form class="compose" method="post" action="${view.base}/issues/${issue.number}/comments" id="new-comment">
${csrfField(view)}
<label for="comment" class="compose-title">${avatar(view.role.user, 20)} Add a comment</label>
<textarea class="form-control" id="comment" name="body" rows="4" placeholder="Write a comment, or a command such as /help" aria-describedby="comment-hint">${view.notice?.typed}</textarea>
<div class="compose-row">
  ${rolePicker(view, 'comment-role')}
  <span class="compose-hint color-fg-muted" id="comment-hint">Markdown works. Ctrl+Enter sends.</span>
  <span class="compose-buttons" id="state-buttons" data-live>${stateButtons(issue, kind)}<button class="btn btn-primary" name="next" value="comment">Comment</button></span>
</div>
</form>`
}

function stateButtons(issue: Issue, kind: string): Html {
  if (issue.state === 'closed') return html`<button class="btn" name="next" value="reopen">Reopen ${kind}</button>`
  if (kind !== 'issue') return html`<button class="btn" name="next" value="close">Close ${kind}</button>`
  return html`<button class="btn" name="next" value="close">Close issue</button><button class="btn" name="next" value="not-planned">Close as not planned</button>`
}

/** Title and text of an issue to edit; closed until somebody opens it. */
export function editForm(view: View, issue: Issue): Html {
  return html`<div id="edit" data-live><details class="edit-form"><summary class="btn btn-sm">Edit</summary>
<form method="post" action="${view.base}/issues/${issue.number}/edit" class="compose">
${csrfField(view)}
<input type="hidden" name="seen" value="${fingerprint(issue.body)}">
<label for="edit-title">Title</label>
<input class="form-control" id="edit-title" name="title" value="${issue.title}" required maxlength="256">
<label for="edit-body">Text</label>
<textarea class="form-control text-mono" id="edit-body" name="body" rows="16">
${issue.body ?? ''}</textarea>
<div class="compose-row">${rolePicker(view, 'edit-role')}<span class="compose-buttons"><button class="btn btn-primary">Save</button></span></div>
</form></details></div>`
}
