/** GitHub's page that shows an App's manifest and asks for confirmation. */
import type { SentManifest } from '../../domain/manifests.ts'
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { layout } from './layout.ts'
import { csrfField, rightsList } from './parts.ts'

/** @param back what the form hands on: the manifest as it was sent, and the sender's word to know it again by */
export function registerPage(view: View, manifest: SentManifest, back: { manifest: string; state: string }): Html {
  const main = html`<div class="bar"><h1>Create the App ${manifest.name}</h1></div>
<div class="markdown-body"><p>It asks for:</p>${rightsList(manifest.default_permissions)}
<p>Its webhooks go to <code>${manifest.hook_attributes.url}</code>. Then you are sent back to <code>${new URL(manifest.redirect_url).host}</code>.</p></div>
<form class="stack" method="post" action="/settings/apps">${csrfField(view)}
<input type="hidden" name="manifest" value="${back.manifest}"><input type="hidden" name="state" value="${back.state}">
<div><button class="btn btn-primary">Create the App</button></div></form>`
  return layout(view, null, `Create the App ${manifest.name}`, main)
}
