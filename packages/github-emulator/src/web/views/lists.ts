/** Lists of issues and pull requests. */
import type { Issue, Pull } from '../../domain/model.ts'
import { count } from '../format.ts'
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { checksOf, commentsOf, hasLabel, issueOf, loginOf, plainIssues, pullState, verdictOf, worst } from '../world.ts'
import { layout } from './layout.ts'
import { blank, checkMark, issueIcon, labels, pullIcon, time } from './parts.ts'

export interface Filter {
  state: 'open' | 'closed'
  label: string | null
}

export function issuesPage(view: View, filter: Filter): Html {
  const wanted = plainIssues(view.repo).filter((one) => filter.label === null || hasLabel(view.repo, one, filter.label))
  const shown = wanted.filter((one) => one.state === filter.state)
  const main = html`<div class="bar"><h1>Issues</h1><span class="bar-end">
${newIssueButtons(view)}</span></div>
<div id="list" data-live>
${labelFilter(view, filter)}
${list(view, filter, { path: 'issues', all: wanted, rows: shown.map((issue) => issueRow(view, issue)) })}
</div>`
  return layout(view, 'issues', 'Issues', main)
}

/** A button for each kind of issue; the last one stands out. */
export function newIssueButtons(view: View): Html {
  const kinds = [{ name: 'blank', heading: 'New issue' }, ...(view.content.issueTemplates ?? [])]
  const button = ({ name, heading }: { name: string; heading: string }, index: number) =>
    html`<a class="${index === kinds.length - 1 ? 'btn btn-primary' : 'btn'}" href="${view.base}/issues/new?template=${name}">${heading}</a> `
  return html`${kinds.map(button)}`
}

export function pullsPage(view: View, filter: Filter): Html {
  const pairs = pullPairs(view).filter(([issue]) => filter.label === null || hasLabel(view.repo, issue, filter.label))
  const issues = pairs.map(([issue]) => issue)
  const shown = pairs
    .filter(([issue]) => issue.state === filter.state)
    .map(([issue, pull]) => pullRow(view, issue, pull))
  const main = html`<div class="bar"><h1>Pull requests</h1></div>
<div id="list" data-live>${list(view, filter, { path: 'pulls', all: issues, rows: shown })}</div>`
  return layout(view, 'pulls', 'Pull requests', main)
}

/** Pull requests with the issue of the same number, newest first. */
export function pullPairs(view: View): [Issue, Pull][] {
  const pairs = view.repo.pulls.flatMap((pull): [Issue, Pull][] => {
    const issue = issueOf(view.repo, pull.number)
    return issue ? [[issue, pull]] : []
  })
  return pairs.sort(([, a], [, b]) => b.number - a.number)
}

interface Listed {
  path: 'issues' | 'pulls'
  /** Open and closed, for the counts. */
  all: Issue[]
  rows: Html[]
}

function list(view: View, filter: Filter, { path, all, rows }: Listed): Html {
  const tab = (state: Filter['state']) => {
    const label = filter.label === null ? '' : `&label=${encodeURIComponent(filter.label)}`
    const n = all.filter((one) => one.state === state).length
    const current = state === filter.state ? html`aria-current="true"` : ''
    return html`<a href="${`${view.base}/${path}?state=${state}${label}`}" ${current}>${n} ${state === 'open' ? 'Open' : 'Closed'}</a>`
  }
  const noun = path === 'issues' ? 'issues' : 'pull requests'
  return html`<div class="box"><div class="box-head">${tab('open')} ${tab('closed')}</div>
${rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : blank(`There are no ${filter.state} ${noun} here.`)}</div>`
}

function labelFilter(view: View, filter: Filter): Html {
  const used = view.repo.labels.filter((label) => plainIssues(view.repo).some((one) => one.labelIds.includes(label.id)))
  const options = used.map(
    (one) => html`<option value="${one.name}" ${one.name === filter.label ? 'selected' : ''}>${one.name}</option>`,
  )
  return html`<form class="filter" method="get" action="${view.base}/issues">
<input type="hidden" name="state" value="${filter.state}">
<label for="label-filter">Label</label>
<select class="form-select select-sm" id="label-filter" name="label" data-submit><option value="">any</option>${options}</select>
<noscript><button class="btn btn-sm">Show</button></noscript></form>`
}

export function issueRow(view: View, issue: Issue): Html {
  return html`<li class="row">${issueIcon(issue)}<div class="row-main"><a class="row-title" href="${view.base}/issues/${issue.number}">${issue.title}</a> ${labels(view, issue)}
<div class="row-sub color-fg-muted">#${issue.number} opened ${time(view, issue.createdAt)} by ${loginOf(view.world, issue.userId)}${talk(view, issue)}</div></div></li>`
}

export function pullRow(view: View, issue: Issue, pull: Pull): Html {
  const state = pullState(issue, pull)
  const mark = worst(checksOf(view.repo, pull.headSha).map(verdictOf))
  return html`<li class="row">${pullIcon(state)}<div class="row-main"><a class="row-title" href="${view.base}/pull/${pull.number}">${issue.title}</a> ${checkMark(mark)} ${labels(view, issue)}
<div class="row-sub color-fg-muted">#${pull.number} ${state === 'draft' ? 'draft' : ''} <span class="branch">${pull.headRef}</span> opened ${time(view, issue.createdAt)} by ${loginOf(view.world, issue.userId)}${talk(view, issue)}</div></div></li>`
}

function talk(view: View, issue: Issue): string {
  const n = commentsOf(view.repo, issue.number).length
  return n === 0 ? '' : ` · ${count(n, 'comment')}`
}
