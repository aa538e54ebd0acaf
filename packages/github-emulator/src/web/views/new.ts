/** A new issue: from an issue form, or blank. */
import { type Html, html } from '../html.ts'
import { type FormField, fieldName, type IssueForm } from '../templates.ts'
import { markdown } from '../text/markdown.ts'
import { linkTargets, type View } from '../view.ts'
import { layout } from './layout.ts'
import { csrfField, rolePicker } from './parts.ts'

export interface NewIssue {
  template: string
  form: IssueForm | null
  heading: string
  title: string
  hint: string
  /** What the blank text starts with. */
  body: string
}

export function newIssuePage(view: View, issue: NewIssue): Html {
  const fields = issue.form ? issue.form.body.map((one, at) => fieldView(view, one, at)) : blankFields(view, issue)
  const main = html`<div class="bar"><h1>${issue.heading}</h1></div>
<form class="new-issue" method="post" action="${view.base}/issues">
${csrfField(view)}<input type="hidden" name="template" value="${issue.template}">
<div class="field"><label for="title">Title</label><input class="form-control" id="title" name="title" value="${issue.title}" required maxlength="256" autocomplete="off"></div>
${fields}
<div class="compose-row">${rolePicker(view, 'new-role')}<span class="compose-buttons"><button class="btn btn-primary">Create</button></span></div>
</form>`
  return layout(view, 'issues', issue.heading, main)
}

const blankFields = (view: View, issue: NewIssue): Html =>
  html`<div class="field"><label for="body">Text</label><textarea class="form-control" id="body" name="body" rows="12" placeholder="${issue.hint}">${view.notice?.typed || issue.body}</textarea></div>`

function fieldView(view: View, one: FormField, at: number): Html {
  const { attributes, type } = one
  if (type === 'markdown')
    return html`<div class="markdown-body field">${markdown(attributes.value, linkTargets(view))}</div>`
  const id = fieldName(at)
  const star = one.validations.required ? html` <span class="color-fg-danger" title="required">*</span>` : ''
  const hint =
    attributes.description === ''
      ? ''
      : html`<div class="field-hint color-fg-muted markdown-body">${markdown(attributes.description, linkTargets(view))}</div>`
  if (type === 'checkboxes')
    return html`<fieldset class="field"><legend>${attributes.label}${star}</legend>${hint}${boxes(one, id)}</fieldset>`
  return html`<div class="field"><label for="${id}">${attributes.label}${star}</label>${hint}${control(one, id)}</div>`
}

function control({ type, attributes, validations }: FormField, id: string): Html {
  const required = validations.required ? 'required' : ''
  if (type === 'input') {
    return html`<input class="form-control" id="${id}" name="${id}" value="${attributes.value}" placeholder="${attributes.placeholder}" ${required} autocomplete="off">`
  }
  if (type === 'textarea') {
    return html`<textarea class="form-control" id="${id}" name="${id}" rows="${validations.required ? 5 : 3}" placeholder="${attributes.placeholder}" ${required}>${attributes.value}</textarea>`
  }
  const options = attributes.options.map(
    (option, at) => html`<option value="${option}" ${at === attributes.default ? 'selected' : ''}>${option}</option>`,
  )
  const none = attributes.multiple || attributes.default !== undefined ? '' : html`<option value="">None</option>`
  return html`<select class="form-select" id="${id}" name="${id}" ${attributes.multiple ? 'multiple' : ''} ${required}>${none}${options}</select>`
}

const boxes = ({ attributes }: FormField, id: string): Html =>
  html`${attributes.options.map((option) => html`<label class="field-box"><input type="checkbox" name="${id}" value="${option}"> ${option}</label>`)}`
