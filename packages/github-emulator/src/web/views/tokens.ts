/** How to work with this repository from a terminal. Tokens are shown only when asked for. */
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { layout } from './layout.ts'
import { csrfField } from './parts.ts'

/** `tokens` by role; null until the visitor asks for them. */
export function tokensPage(view: View, tokens: Map<string, string> | null): Html {
  const clone = `${view.origin}${view.base}.git`
  const rows = view.roles.map(
    ({ role, user }) =>
      html`<tr><td><strong>${role}</strong></td><td>${user.login}</td><td>${view.content.roles?.[role] ?? ''}</td>${tokens === null ? '' : html`<td><code>${tokens.get(role) ?? 'no token'}</code></td>`}</tr>`,
  )
  const main = html`<div class="bar"><h1>Clone and tokens</h1></div>
<div class="markdown-body">
<p>The repository is a real one. Clone it, commit and push as you would with GitHub; any user name and a role's token as password.</p>
<pre><code>git clone ${clone}</code></pre>
<p>The API speaks GitHub's language at <code>${view.origin}/api/v3</code> and <code>${view.origin}/api/graphql</code>.</p>
<h2>Roles</h2>
<div class="diff-scroll"><table><thead><tr><th>Role</th><th>Login</th><th>What it is for</th>${tokens === null ? '' : html`<th>Token</th>`}</tr></thead><tbody>${rows}</tbody></table></div>
</div>
${tokens === null ? show(view) : html`<p class="color-fg-muted">They work on this machine only, until the emulator's data is deleted.</p>`}`
  return layout(view, 'tokens', 'Clone and tokens', main)
}

const show = (view: View): Html =>
  html`<form method="post" action="/tokens">${csrfField(view)}<button class="btn">Show the tokens</button> <span class="color-fg-muted">Not while someone looks over your shoulder.</span></form>`
