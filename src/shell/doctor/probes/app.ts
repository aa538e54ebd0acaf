/** What the App was granted, and whether GitHub reaches the bot. */
import { missingPermissions } from '../../../core/authorize/app-permissions.ts'
import { list } from '../../../core/render/words.ts'
import { manifestOf } from '../../setup/manifest.ts'
import { cannotTell, doesNot, holds } from '../finding.ts'
import type { Probe } from '../probe.ts'

export const permissions: Probe = {
  name: 'permissions',
  title: 'The installation grants what the bot needs',
  async ask({ installation, config }) {
    const held = installation.permissions
    const missing = missingPermissions({ held, url: installation.url }, config)
    if (missing.length === 0) return holds(`Granted: ${granted(held)}.`)
    const names = list(missing.map(({ name, level }) => `${name}: ${level}`))
    const needed = new Set(['issues', 'contents', 'pull_requests', 'checks'])
    const isLame = missing.some(({ name }) => needed.has(name))
    return doesNot(`Missing: ${names}.`, {
      instead: isLame
        ? null
        : `The bot does everything but this: it cannot ${list(missing.map(({ without }) => without))}.`,
      change: `An owner accepts them on ${installation.url}.`,
    })
  },
}

const granted = (held: Record<string, string>): string =>
  Object.entries(held)
    .map(([name, level]) => `${name}: ${level}`)
    .join(', ')

export const workflowsPermission: Probe = {
  name: 'workflows-permission',
  title: 'The App may push changed workflow files',
  async ask({ installation }) {
    if (installation.permissions.workflows === 'write') return holds('workflows: write is granted.')
    return doesNot('workflows: write is not granted; it is optional.', {
      instead:
        'After a change of workflow files on the base branch, the bot asks the agent to merge that branch into its own, and leaves packets that change workflows to a person.',
      change: `Grant "Workflows" (write) on the App's settings page, then accept it on ${installation.url}.`,
    })
  },
}

export const events: Probe = {
  name: 'events',
  title: 'GitHub sends the events that the bot reads',
  async ask({ installation, appUrl }) {
    const { default_events: wanted } = manifestOf({ name: '', publicUrl: 'https://localhost', redirectUrl: '' })
    const missing = wanted.filter((event) => !installation.events.includes(event))
    if (missing.length === 0) return holds(`All ${wanted.length} events are subscribed.`)
    return doesNot(`Not subscribed: ${missing.join(', ')}.`, {
      instead: 'The bot sees these changes at its next look, every quarter of an hour.',
      change: `Subscribe to them on the App's settings page (${appUrl}), as far as this server knows them.`,
    })
  },
}

/** GitHub keeps webhook deliveries for three days. */
export const webhooks: Probe = {
  name: 'webhooks',
  title: 'Webhook deliveries reach the bot',
  async ask({ asApp }) {
    const [{ data: hook }, { data: deliveries }] = await Promise.all([
      asApp.rest.apps.getWebhookConfigForApp(),
      asApp.rest.apps.listWebhookDeliveries({ per_page: 30 }),
    ])
    const url = hook.url ?? ''
    const instead = 'The bot looks every quarter of an hour.'
    if (url === '')
      return doesNot('The App has no webhook address.', { instead, change: 'Enter it on the App’s settings page.' })
    const failed = deliveries.filter(({ status_code: code }) => code < 200 || code > 299)
    const [last] = failed
    if (deliveries.length === 0) return cannotTell(`None was sent to ${url} within three days.`)
    if (last === undefined) return holds(`The last ${deliveries.length} to ${url} were answered.`)
    const answer = last.status_code === 0 ? last.status : `${last.status_code} ${last.status}`
    const found = `${failed.length} of the last ${deliveries.length} to ${url} failed, the newest at ${last.delivered_at} (${answer}).`
    if (deliveries[0] === last || failed.length > deliveries.length / 2)
      return doesNot(found, { instead, change: `Make ${url} reachable from GitHub, with the same webhook secret.` })
    return holds(`${found} Later ones were answered.`)
  },
}
