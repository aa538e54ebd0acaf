/** Check runs and commit statuses of one commit. */
import type { Annotation, CheckRun, CommitStatus } from '../../domain/model-checks.ts'
import { count, inUrl } from '../format.ts'
import { type Html, html } from '../html.ts'
import { markdown } from '../text/markdown.ts'
import { linkTargets, type View } from '../view.ts'
import { checksOf, type Verdict, verdictOf, worst } from '../world.ts'
import { blank, checkMark, csrfField, roleField, time } from './parts.ts'

export function checksView(view: View, sha: string): Html {
  const runs = checksOf(view.repo, sha)
  const statuses = newestStatuses(view, sha)
  if (runs.length + statuses.length === 0)
    return html`<div class="box">${blank('No check has run on this commit.')}</div>`
  const verdicts = [...runs.map(verdictOf), ...statuses.map(statusVerdict)]
  return html`<div class="box"><p class="box-head"><strong>${summary(verdicts)}</strong></p>
<ul class="rows">${runs.map((run) => runView(view, run, sha))}${statuses.map((status) => statusView(view, status))}</ul></div>`
}

function summary(verdicts: Verdict[]): string {
  const failed = verdicts.filter((verdict) => verdict === 'failure').length
  const pending = verdicts.filter((verdict) => verdict === 'pending').length
  if (failed > 0) return `${count(failed, 'check')} failed`
  if (pending > 0) return `${count(pending, 'check')} under way`
  return worst(verdicts) === 'success' ? 'All checks have passed' : 'The checks are neutral'
}

function runView(view: View, run: CheckRun, sha: string): Html {
  const verdict = verdictOf(run)
  const { title, summary: words, text } = run.output
  const end = run.completedAt ?? run.startedAt
  const details = [words, text].filter((part): part is string => part !== null && part.trim() !== '')
  const open = verdict === 'failure'
  return html`<li class="check" id="check-${run.id}"><details ${open ? 'open' : ''}><summary>${checkMark(verdict)} <strong>${run.name}</strong> <span class="color-fg-muted">${title ?? run.conclusion ?? run.status}</span>
<span class="check-end color-fg-muted">${run.conclusion ?? run.status}${end === null ? '' : html` · ${time(view, end)}`}</span></summary>
<div class="check-body">
${details.map((part) => html`<div class="markdown-body">${markdown(part, linkTargets(view))}</div>`)}
${details.length === 0 ? html`<p class="color-fg-muted">This check says nothing more.</p>` : ''}
${annotations(view, run.annotations, sha)}
${rerunButton(view, run)}
</div></details></li>`
}

/** GitHub shows it to people with write access. The checks of workflows are run again by their own App. */
function rerunButton(view: View, run: CheckRun): Html | '' {
  const isActions = view.forge.world.apps.some(({ id, slug }) => id === run.appId && slug === 'github-actions')
  if (isActions || run.status !== 'completed') return ''
  return html`<form method="post" action="${view.base}/runs/${run.id}/rerun">${csrfField(view)}${roleField(view)}<input type="hidden" name="back" value="${view.here}"><button type="submit" class="btn">Re-run</button></form>`
}

function annotations(view: View, all: Annotation[], sha: string): Html | '' {
  if (all.length === 0) return ''
  return html`<ul class="annotations">${all.map(
    (
      one,
    ) => html`<li class="annotation annotation-${one.annotation_level}"><a class="text-mono" href="${view.base}/blob/${sha}/${inUrl(one.path)}#L${one.start_line}">${one.path}:${one.start_line}</a>
<span class="badge">${one.annotation_level}</span><div>${one.title === null ? '' : html`<strong>${one.title}</strong> `}${one.message}</div></li>`,
  )}</ul>`
}

function newestStatuses(view: View, sha: string): CommitStatus[] {
  const newest = new Map<string, CommitStatus>()
  for (const status of view.repo.statuses) if (status.sha === sha) newest.set(status.context, status)
  return [...newest.values()]
}

const statusVerdict = (status: CommitStatus): Verdict => (status.state === 'error' ? 'failure' : status.state)

const statusView = (view: View, one: CommitStatus): Html =>
  html`<li class="check"><p class="check-line">${checkMark(statusVerdict(one))} <strong>${one.context}</strong> <span class="color-fg-muted">${one.description}</span> <span class="check-end color-fg-muted">${one.state} · ${time(view, one.createdAt)}</span></p></li>`
