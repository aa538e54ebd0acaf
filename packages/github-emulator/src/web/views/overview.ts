/** The first page: what the session needs now, its packets and its pull requests. */
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { dashboardOf, packetsOf } from '../world.ts'
import { said } from './comments.ts'
import { layout } from './layout.ts'
import { issueRow, pullPairs, pullRow } from './lists.ts'
import { blank, issueBadge } from './parts.ts'

export function overviewPage(view: View): Html {
  const main = html`<h1 class="sr-only">${view.owner}/${view.repo.name}</h1>
<div class="overview">
<section id="dashboard" aria-label="Dashboard" data-live>${dashboard(view)}</section>
<div class="overview-lists">
<section id="packets" data-live>${packets(view)}</section>
<section id="open-pulls" data-live>${pulls(view)}</section>
<section class="overview-links"><a class="btn btn-primary" href="${view.base}/issues/new?template=packet">New packet</a>
<a class="btn" href="${view.base}/issues/new?template=session">New session</a>
<a class="btn" href="/tokens">Clone</a></section>
</div></div>`
  return layout(view, 'overview', 'Overview', main)
}

function dashboard(view: View): Html {
  const issue = dashboardOf(view.repo)
  if (!issue) return noSession(view)
  const text = { target: 'body' as const, number: issue.number, userId: issue.userId, at: issue.createdAt }
  const rest = { text: issue.body ?? '', verb: 'opened', revisions: issue.revisions, reactions: issue.reactions }
  return html`<div class="bar"><h2><a class="quiet" href="${view.base}/issues/${issue.number}">${issue.title}</a> <span class="number">#${issue.number}</span></h2><span class="bar-end">${issueBadge(issue)}</span></div>
${said(view, { ...text, ...rest })}`
}

function noSession(view: View): Html {
  const { apps, installations } = view.world
  if (apps.length > 0 && !installations.some(({ repoIds }) => repoIds.includes(view.repo.id))) return noApp(view)
  const last = packetsOf(view.repo).length > 0 ? 'The last session has ended.' : 'Nothing is under way yet.'
  return html`<div class="box box-pad"><h2>No session is open</h2>
<p>${last} A session is a stretch of work with one goal. Open one, or file a packet: the first accepted packet opens a session by itself.</p>
<p><a class="btn btn-primary" href="${view.base}/issues/new?template=session">Open a session</a>
<a class="btn" href="${view.base}/issues/new?template=packet">File a packet</a>
<a class="btn" href="${view.base}/issues?label=session&state=closed">Earlier sessions</a></p></div>`
}

/** The sandbox's own App has no address while the bot is somebody else's. */
function noApp(view: View): Html {
  const links = view.world.apps
    .filter(({ webhookUrl }) => webhookUrl !== '')
    .map(({ slug }) => html`<a class="btn btn-primary" href="/apps/${slug}/installations/new">Install ${slug}</a> `)
  const next =
    links.length > 0 ? 'Install yours.' : 'Start a bot and register one: the terminal of the sandbox says how.'
  return html`<div class="box box-pad"><h2>No App is installed here</h2>
<p>So nobody would answer to a packet. ${next}</p>${links.length > 0 ? html`<p>${links}</p>` : ''}</div>`
}

function packets(view: View): Html {
  const all = packetsOf(view.repo)
  const open = all.filter((issue) => issue.state === 'open').reverse()
  const done = all.length - open.length
  return html`<h2 class="list-title">Packets <span class="Counter">${open.length}</span></h2><div class="box">${open.length === 0 ? blank('No packet is open.') : html`<ul class="rows">${open.map((issue) => issueRow(view, issue, 'packet'))}</ul>`}</div>
${done === 0 ? '' : html`<p class="more"><a href="${view.base}/issues?state=closed&label=packet">${done} closed</a></p>`}`
}

function pulls(view: View): Html {
  const open = pullPairs(view).filter(([issue]) => issue.state === 'open')
  const rows = open.map(([issue, pull]) => pullRow(view, issue, pull))
  return html`<h2 class="list-title">Pull requests <span class="Counter">${open.length}</span></h2><div class="box">${rows.length === 0 ? blank('No pull request is open.') : html`<ul class="rows">${rows}</ul>`}</div>
<p class="more"><a href="${view.base}/pulls?state=closed">Closed ones</a></p>`
}
