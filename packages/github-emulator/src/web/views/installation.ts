/** GitHub's pages on which an App is installed, and on which its installation is looked after. */
import type { App, Installation, Repo, User } from '../../domain/model.ts'
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { ownerOf } from '../world.ts'
import { layout } from './layout.ts'
import { csrfField, rightsList, rolePicker } from './parts.ts'

const fullName = (view: View, repo: Repo): string => `${ownerOf(view.world, repo)}/${repo.name}`

const links = (view: View, repos: Repo[]): Html[] =>
  repos.map((repo, at) => html`${at > 0 ? ', ' : ''}<a href="/${fullName(view, repo)}">${fullName(view, repo)}</a>`)

/** @param repos those it is not installed on yet */
export function installPage(view: View, app: App, repos: Repo[]): Html {
  const main = html`<div class="bar"><h1>Install ${app.slug}</h1></div>
<div class="markdown-body"><p>It asks for:</p>${rightsList(app.permissions)}</div>
${repos.length > 0 ? installForm(view, app, repos) : html`<p>It is installed on every repository here.</p>`}`
  return layout(view, null, `Install ${app.slug}`, main)
}

function installForm(view: View, app: App, repos: Repo[]): Html {
  const boxes = repos.map(
    (repo) =>
      html`<label class="field-box"><input type="checkbox" name="repo" value="${repo.id}" checked> ${fullName(view, repo)}</label>`,
  )
  return html`<form class="stack" method="post" action="/apps/${app.slug}/installations/new">${csrfField(view)}
<fieldset class="field"><legend>On these repositories</legend>${boxes}</fieldset>
<div class="compose-row">${rolePicker(view, 'install-role')}<span class="compose-buttons"><button class="btn btn-primary">Install</button></span></div></form>`
}

export interface Shown {
  app: App
  installation: Installation
  account: User
}

export function installationPage(view: View, { app, installation, account }: Shown): Html {
  const repos = view.world.repos.filter(({ id }) => installation.repoIds.includes(id))
  const asksForMore = Object.entries(app.permissions).some(([name, level]) => installation.permissions[name] !== level)
  const isSuspended = installation.suspendedAt !== null
  const act = (name: string, words: string, kind = '') =>
    html`<button class="btn ${kind}" name="act" value="${name}">${words}</button> `
  const main = html`<div class="bar"><h1>${app.slug} on ${account.login}</h1></div>
<div class="markdown-body">
<p>Installed on ${repos.length > 0 ? links(view, repos) : 'no repository'}.${isSuspended ? ' It is suspended.' : ''}</p>
<p>It may:</p>${rightsList(installation.permissions)}
${asksForMore ? html`<p>It asks for:</p>${rightsList(app.permissions)}` : ''}
</div>
<form class="stack" method="post" action="${view.here}">${csrfField(view)}
<div class="compose-row">${rolePicker(view, 'installation-role')}<span class="compose-buttons">${asksForMore ? act('accept', 'Accept what it asks for', 'btn-primary') : ''}
${isSuspended ? act('unsuspend', 'Unsuspend') : act('suspend', 'Suspend')}
${act('uninstall', 'Uninstall', 'btn-danger')}</span></div></form>`
  return layout(view, null, app.slug, main)
}
