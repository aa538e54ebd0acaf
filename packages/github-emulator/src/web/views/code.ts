/** The repository's own lists: commits, branches, folders and files. Simple on purpose. */
import type { Issue } from '../../domain/model.ts'
import { isProtected } from '../../domain/rules.ts'
import type { FileDiff } from '../diff.ts'
import { count, inUrl, shortSha } from '../format.ts'
import type { CommitLine, TreeEntry } from '../git.ts'
import { type Html, html } from '../html.ts'
import { markdown } from '../text/markdown.ts'
import { linkTargets, type View } from '../view.ts'
import { checksOf, issueOf, verdictOf, worst } from '../world.ts'
import { checksView } from './checks.ts'
import { diffView } from './diff.ts'
import { icon } from './icons.ts'
import { layout } from './layout.ts'
import { blank, checkMark, pullIcon, time } from './parts.ts'

export function commitRows(view: View, commits: CommitLine[]): Html {
  return html`<ul class="rows">${commits.map(
    (
      one,
    ) => html`<li class="row">${icon('commit')}<div class="row-main"><a class="row-title" href="${view.base}/commit/${one.sha}">${one.subject}</a> ${checkMark(worst(checksOf(view.repo, one.sha).map(verdictOf)))}
<div class="row-sub color-fg-muted"><code>${shortSha(one.sha)}</code> ${one.author} ${time(view, one.at)}</div></div></li>`,
  )}</ul>`
}

export function commitsPage(view: View, ref: string, commits: CommitLine[]): Html {
  const main = html`<div class="bar"><h1>Commits <span class="branch">${ref}</span></h1></div>
<div id="list" data-live><div class="box">${commits.length > 0 ? commitRows(view, commits) : blank('No commits.')}</div></div>`
  return layout(view, 'commits', `Commits on ${ref}`, main)
}

export function commitPage(view: View, commit: CommitLine, files: FileDiff[] | null): Html {
  const parents = commit.parents.map(
    (sha) => html` <a href="${view.base}/commit/${sha}"><code>${shortSha(sha)}</code></a>`,
  )
  const main = html`<div class="title"><h1>${commit.subject}</h1>
<p class="title-line"><code>${commit.sha}</code> <span class="color-fg-muted">${commit.author} ${time(view, commit.at)}, ${count(parents.length, 'parent')}</span>${parents}</p></div>
<div id="checks-live" data-live>${checksView(view, commit.sha)}</div>
<h2 class="section">Files changed</h2>${diffView(files, view.base, commit.sha)}`
  return layout(view, 'commits', commit.subject, main)
}

interface Comparison {
  /** `BASE...HEAD`, as the address has it. */
  range: string
  /** The head's commit. */
  head: string
  commits: CommitLine[]
  files: FileDiff[] | null
}

export function comparePage(view: View, { range, head, commits, files }: Comparison): Html {
  const list = commits.length > 0 ? commitRows(view, commits) : blank('No commit is on one side only.')
  const main = html`<div class="bar"><h1>Comparing <span class="branch">${range}</span></h1></div>
<div class="box">${list}</div><h2 class="section">Files changed</h2>${diffView(files, view.base, head)}`
  return layout(view, 'commits', `Comparing ${range}`, main)
}

export interface BranchRow {
  name: string
  sha: string
  isProtected: boolean
  pull: { issue: Issue; state: 'draft' | 'open' | 'merged' | 'closed' } | null
}

export function branchesPage(view: View, branches: BranchRow[]): Html {
  const rows = branches.map(
    (
      one,
    ) => html`<li class="row">${icon('branch')}<div class="row-main"><a class="branch" href="${view.base}/tree/${inUrl(one.name)}">${one.name}</a>
${one.name === view.repo.defaultBranch ? html`<span class="badge">default</span>` : ''}${one.isProtected ? html`<span class="badge">protected</span>` : ''}
<div class="row-sub color-fg-muted"><a class="quiet" href="${view.base}/commits?branch=${encodeURIComponent(one.name)}"><code>${shortSha(one.sha)}</code></a>
${one.pull === null ? '' : html`${pullIcon(one.pull.state)} <a href="${view.base}/pull/${one.pull.issue.number}">#${one.pull.issue.number} ${one.pull.issue.title}</a>`}</div></div></li>`,
  )
  const main = html`<div class="bar"><h1>Branches</h1></div><div id="list" data-live><div class="box"><ul class="rows">${rows}</ul></div></div>`
  return layout(view, 'branches', 'Branches', main)
}

export function branchRows(view: View): BranchRow[] {
  const refs = Object.entries(view.repo.refs).filter(([ref]) => ref.startsWith('refs/heads/'))
  return refs.map(([ref, sha]) => {
    const name = ref.slice('refs/heads/'.length)
    return { name, sha, isProtected: isProtected(view.forge, view.repo, name), pull: newestPull(view, name) }
  })
}

function newestPull(view: View, branch: string): BranchRow['pull'] {
  const pull = view.repo.pulls.findLast((one) => one.headRef === branch)
  const issue = pull && issueOf(view.repo, pull.number)
  if (!pull || !issue) return null
  if (pull.merged) return { issue, state: 'merged' }
  if (issue.state === 'closed') return { issue, state: 'closed' }
  return { issue, state: pull.draft ? 'draft' : 'open' }
}

export interface Place {
  ref: string
  path: string
}

export function treePage(view: View, place: Place, entries: TreeEntry[], readme: string | null): Html {
  const rows = entries.map((entry) => {
    const path = place.path === '' ? entry.name : `${place.path}/${entry.name}`
    const kind = entry.kind === 'tree' ? 'tree' : 'blob'
    return html`<li class="row row-slim">${icon(kind === 'tree' ? 'folder' : 'file')}<a href="${view.base}/${kind}/${inUrl(place.ref)}/${inUrl(path)}">${entry.name}</a></li>`
  })
  const main = html`${crumbs(view, place)}<div class="box">${rows.length > 0 ? html`<ul class="rows">${rows}</ul>` : blank('This folder is empty.')}</div>
${readme === null ? '' : html`<div class="box box-pad markdown-body">${markdown(readme, linkTargets(view))}</div>`}`
  return layout(view, 'code', place.path === '' ? place.ref : place.path, main)
}

export function blobPage(view: View, place: Place, text: string): Html {
  const lines = text.replace(/\n$/, '').split('\n').slice(0, 5_000)
  const rows = lines.map(
    (line, at) => html`<tr id="L${at + 1}"><td class="diff-num">${at + 1}</td><td class="diff-text">${line}</td></tr>`,
  )
  const main = html`${crumbs(view, place)}<div class="box diff-scroll"><table class="diff">${rows}</table></div>`
  return layout(view, 'code', place.path, main)
}

function crumbs(view: View, place: Place): Html {
  const parts = place.path.split('/').filter(Boolean)
  const steps = parts.map(
    (part, at) =>
      html` / <a href="${view.base}/tree/${inUrl(place.ref)}/${inUrl(parts.slice(0, at + 1).join('/'))}">${part}</a>`,
  )
  return html`<p class="crumbs"><a class="branch" href="${view.base}/branches">${place.ref}</a> <a href="${view.base}/tree/${inUrl(place.ref)}"><strong>${view.repo.name}</strong></a>${steps}</p>`
}
