/** The first page: the pinned issue, and what is open. */
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { pinnedIssue, plainIssues } from '../world.ts'
import { said } from './comments.ts'
import { layout } from './layout.ts'
import { issueRow, newIssueButtons, pullPairs, pullRow } from './lists.ts'
import { blank, issueBadge } from './parts.ts'

export function overviewPage(view: View): Html {
  const main = html`<h1 class="sr-only">${view.owner}/${view.repo.name}</h1>
<div class="overview">
<section id="pinned" aria-label="Pinned issue" data-live>${pinned(view)}</section>
<div class="overview-lists">
<section id="open-issues" data-live>${issues(view)}</section>
<section id="open-pulls" data-live>${pulls(view)}</section>
<section class="overview-links">${newIssueButtons(view)}<a class="btn" href="/tokens">Clone</a></section>
</div></div>`
  return layout(view, 'overview', 'Overview', main)
}

function pinned(view: View): Html {
  const issue = pinnedIssue(view.repo)
  if (!issue) return nothingPinned(view)
  const text = { target: 'body' as const, number: issue.number, userId: issue.userId, at: issue.createdAt }
  const rest = { text: issue.body ?? '', verb: 'opened', revisions: issue.revisions, reactions: issue.reactions }
  return html`<div class="bar"><h2><a class="quiet" href="${view.base}/issues/${issue.number}">${issue.title}</a> <span class="number">#${issue.number}</span></h2><span class="bar-end">${issueBadge(issue)}</span></div>
${said(view, { ...text, ...rest })}`
}

function nothingPinned(view: View): Html {
  const { apps, installations } = view.world
  if (apps.length > 0 && !installations.some(({ repoIds }) => repoIds.includes(view.repo.id))) return noApp(view)
  const { heading, text } = view.content.welcome ?? {
    heading: 'No issue is pinned',
    text: 'A pinned issue is shown here in full.',
  }
  return html`<div class="box box-pad"><h2>${heading}</h2>
<p>${text}</p>
<p>${newIssueButtons(view)}<a class="btn" href="${view.base}/issues?state=closed">Closed issues</a></p></div>`
}

/** An App without a webhook address is not registered by anybody yet. */
function noApp(view: View): Html {
  const links = view.world.apps
    .filter(({ webhookUrl }) => webhookUrl !== '')
    .map(({ slug }) => html`<a class="btn btn-primary" href="/apps/${slug}/installations/new">Install ${slug}</a> `)
  const next =
    links.length > 0 ? 'Install yours.' : 'Start an App and register it: the terminal of the emulator says how.'
  return html`<div class="box box-pad"><h2>No App is installed here</h2>
<p>So nobody answers to an issue. ${next}</p>${links.length > 0 ? html`<p>${links}</p>` : ''}</div>`
}

function issues(view: View): Html {
  const all = plainIssues(view.repo).filter((issue) => issue !== pinnedIssue(view.repo))
  const open = all.filter((issue) => issue.state === 'open')
  const done = all.length - open.length
  return html`<h2 class="list-title">Issues <span class="Counter">${open.length}</span></h2><div class="box">${open.length === 0 ? blank('No other issue is open.') : html`<ul class="rows">${open.toReversed().map((issue) => issueRow(view, issue))}</ul>`}</div>
${done === 0 ? '' : html`<p class="more"><a href="${view.base}/issues?state=closed">${done} closed</a></p>`}`
}

function pulls(view: View): Html {
  const open = pullPairs(view).filter(([issue]) => issue.state === 'open')
  const rows = open.map(([issue, pull]) => pullRow(view, issue, pull))
  return html`<h2 class="list-title">Pull requests <span class="Counter">${open.length}</span></h2><div class="box">${rows.length === 0 ? blank('No pull request is open.') : html`<ul class="rows">${rows}</ul>`}</div>
<p class="more"><a href="${view.base}/pulls?state=closed">Closed ones</a></p>`
}
