/** The set-up pages: plain forms without any script. */
import { FEATURES } from '../../core/features/registry.ts'
import { leftOutFor, type Manifest } from './manifest.ts'

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const html = (text: string): string => text.replace(/[&<>"']/g, (char) => HTML[char] ?? char)

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:3rem auto;padding:0 1rem;color:#1f2328}
label{display:block;margin:1rem 0 .25rem;font-weight:600}input{width:100%;padding:.5rem;font:inherit;box-sizing:border-box}
button{display:block;margin-top:1.5rem;padding:.5rem 1rem;font:inherit}small{color:#59636e}.wrong{color:#b60205}`

export interface Page {
  status: number
  html: string
  /** Where its forms lead besides here. */
  formTo?: string
}

const page = (status: number, title: string, body: string, formTo?: string): Page => ({
  status,
  html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${html(title)}</title><style>${STYLE}</style><h1>${html(title)}</h1>${body}`,
  ...(formTo !== undefined && { formTo }),
})

export interface Registration {
  name: string
  url: string
  org: string
  /** Whether the App asks for the permission to change workflow files. */
  workflows: 'write' | ''
}

export function formPage(key: string, registration: Registration, problems: string[]): Page {
  const field = (name: Exclude<keyof Registration, 'workflows'>, label: string, hint: string) =>
    `<label for="${name}">${label}</label><input id="${name}" name="${name}" value="${html(registration[name])}" autocomplete="off"><small>${hint}</small>`
  const body = `<p>This registers a GitHub App of your own and keeps its key on this machine. Nothing is registered before you confirm it on GitHub.</p>
${problems.map((line) => `<p class="wrong">${html(line)}</p>`).join('')}
<form action="/setup/app" method="get"><input type="hidden" name="key" value="${html(key)}">
${field('url', 'Public address', 'Where GitHub reaches this bot, such as https://switchyard.example.com. A proxy with TLS stands in front of the bot’s port.')}
${field('name', 'Name of the App', 'No other App on GitHub may have it; at most 34 characters.')}
${field('org', 'Organization', 'Leave it empty to register the App in your own account.')}
<label><input type="checkbox" name="workflows" value="write" style="width:auto"${registration.workflows === 'write' ? ' checked' : ''}> May update branches whose workflow files changed (workflows: write)</label><small>Without it you update such a branch yourself, with the button on its pull request; the dashboard says when. You can grant it later.</small>
<button>Go on</button></form>`
  return page(problems.length > 0 ? 400 : 200, 'Set up Switchyard', body)
}

/**
 * @param action GitHub's page that takes a manifest, with the state of this round
 * @param version of an Enterprise Server; '' for other servers, null when it is not known
 */
export function confirmPage(manifest: Manifest, action: string, version: string | null): Page {
  const rights = Object.entries(manifest.default_permissions).map(([name, level]) => `${name}: ${level}`)
  const body = `<p>GitHub will show the App <strong>${html(manifest.name)}</strong> once more and ask you to confirm it.</p>
<p>Webhooks go to <code>${html(manifest.hook_attributes.url)}</code>. It asks for ${html(rights.join(', '))}.</p>
${leftOut(version)}
<form action="${html(action)}" method="post"><input type="hidden" name="manifest" value="${html(JSON.stringify(manifest))}">
<button>Register it on GitHub</button></form>`
  return page(200, 'Register the App', body, new URL(action).origin)
}

function leftOut(version: string | null): string {
  if (version === null) {
    const each = optional.map(({ title, events }) => `${title}: <code>${events.join(', ')}</code>`)
    return `<p class="wrong">The version of this server could not be read. If GitHub answers “Default events unsupported”, register the App by hand (docs/install.md, “Other GitHubs”) and leave out the events that it names: ${each.join('; ')}.</p>`
  }
  const missing = leftOutFor(version)
  if (missing.length === 0) return ''
  const lines = missing.map(({ title, without }) => `<li>${html(title)}. ${html(without)}</li>`).join('')
  return `<p>This is GitHub Enterprise Server ${html(version)}. It does not know the following, so the App does not ask for it:</p><ul>${lines}</ul>`
}

/** Features that a manifest names: a server without them refuses it. */
const optional = FEATURES.filter(({ events }) => events.length > 0)

export const donePage = (slug: string, url: string): Page =>
  page(
    200,
    'The App is registered',
    `<p><strong>${html(slug)}</strong> is yours, its key is kept on this machine, and the bot is starting.</p>
<p>Next: <a href="${html(`${url}/installations/new`)}">install it on a repository</a>. This page has done its work and is gone when you close it.</p>`,
  )

export const refusedPage = (status: number, why: string): Page =>
  page(status, 'This did not work', `<p>${html(why)}</p>`)
