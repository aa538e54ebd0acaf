/** The frame of every page. */
import { createHash } from 'node:crypto'
import { type Html, html } from '../html.ts'
import { worldVersion } from '../version.ts'
import type { View } from '../view.ts'
import { plainIssues } from '../world.ts'
import { type IconName, icon } from './icons.ts'
import { csrfField, rolePicker } from './parts.ts'

export type Tab = 'overview' | 'issues' | 'pulls' | 'code' | 'commits' | 'branches' | 'tokens' | null

/** Parts of `main` with an id and `data-live` are exchanged when the world changes; the rest stays as it is. */
export function layout(view: View, tab: Tab, title: string, main: Html): Html {
  return html`<!doctype html>
<html lang="en" data-color-mode="auto" data-light-theme="light" data-dark-theme="dark">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${view.owner}/${view.repo.name}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/primer.css">
<link rel="stylesheet" href="/assets/page.css">
<link rel="stylesheet" href="/assets/labels.css?v=${colorsVersion(view)}" id="label-colors">
<script nonce="${view.nonce}" src="/assets/page.js" defer></script>
</head>
<body data-version="${worldVersion(view.world)}">
<a class="skip-link" href="#main">Skip to content</a>
${header(view, tab)}
<p id="offline" class="offline" role="status" hidden>The emulator does not answer. What you see may be out of date.</p>
<main id="main" class="page" tabindex="-1">
${notice(view)}
${main}
</main>
<footer class="page footer color-fg-muted">An emulator on this machine. It speaks GitHub's API, and it is not GitHub. <a href="/tokens">Clone and tokens</a></footer>
</body>
</html>`
}

function header(view: View, tab: Tab): Html {
  return html`<header class="top">
<div class="top-row">
  <a class="home" href="/" aria-label="Overview">${icon('home')}</a>
  <span class="repo-name"><span>${view.owner}</span> / <a href="/">${view.repo.name}</a></span>
  <form class="top-role" method="post" action="/role" data-role-form>
    ${csrfField(view)}<input type="hidden" name="back" value="${view.here}">
    ${rolePicker(view, 'top-role')}<noscript><button class="btn btn-sm">Switch</button></noscript>
  </form>
</div>
${nav(view, tab)}
</header>`
}

function nav(view: View, tab: Tab): Html {
  const { base, repo } = view
  const open = new Set(repo.issues.filter((issue) => issue.state === 'open').map((issue) => issue.number))
  const pulls = repo.pulls.filter((pull) => open.has(pull.number)).length
  const issues = plainIssues(repo).filter((issue) => issue.state === 'open').length
  const item = (name: Tab, href: string, [symbol, words]: [IconName, string], counter?: number) =>
    html`<a href="${href}" ${name === tab ? html`aria-current="page"` : ''}>${icon(symbol)}<span>${words}</span>${counter === undefined ? '' : html`<span class="Counter">${counter}</span>`}</a>`
  return html`<nav id="nav" class="tabs" aria-label="Repository" data-live>
${item('overview', '/', ['home', 'Overview'])}
${item('issues', `${base}/issues`, ['issue', 'Issues'], issues)}
${item('pulls', `${base}/pulls`, ['pull', 'Pull requests'], pulls)}
${item('code', `${base}/tree/${repo.defaultBranch}`, ['folder', 'Code'])}
${item('commits', `${base}/commits`, ['commit', 'Commits'])}
${item('branches', `${base}/branches`, ['branch', 'Branches'])}
</nav>`
}

function notice(view: View): Html | '' {
  if (!view.notice) return ''
  const { message, typed } = view.notice
  const kept = typed === '' ? '' : html`<p>What you typed is kept here:</p><pre>${typed}</pre>`
  return html`<div class="notice" role="alert"><p>${message}</p>${kept}</div>`
}

/** Changes when a label of a new colour appears, so that its style is loaded. */
function colorsVersion(view: View): string {
  const colors = view.world.repos.flatMap((repo) => repo.labels.map((label) => label.color))
  return createHash('sha256').update(colors.join()).digest('hex').slice(0, 8)
}
