/** Turns a domain event into webhook payloads and finds the Apps that receive them. */
import { createForge, type ForgeOptions } from '../domain/create.ts'
import type { Forge } from '../domain/forge.ts'
import type { App, Installation, User } from '../domain/model.ts'
import { witnessWebhook } from '../domain/witness.ts'
import { installationView } from '../views/app.ts'
import { repoView } from '../views/repo.ts'
import { organizationView, userView } from '../views/user.ts'
import { render } from './render.ts'
import type { Webhook } from './renderer.ts'

/** One event as GitHub would send it, not yet addressed: see `recipients`. */
export interface EmittedEvent {
  event: string
  action: string | null
  /** null: it concerns no single repository. */
  repoId: number | null
  /** The one it goes to; left out: to all that are installed on the repository. */
  to?: Installation
  /** The only App that it goes to; left out: all. */
  appId?: number
  senderId: number
  at: number
  payload: Record<string, unknown>
}

export interface SendingOptions extends Omit<ForgeOptions, 'onEvent'> {
  /** Gets each webhook at the moment it happens. */
  onEmit?: (event: EmittedEvent) => void
}

/** A forge whose events are rendered to webhooks. */
export function createSendingForge({ onEmit, ...options }: SendingOptions): Forge {
  const forge: Forge = createForge({
    ...options,
    onEvent(event) {
      for (const webhook of render(forge, event)) {
        const emitted = complete(forge, webhook)
        const [first] = recipients(forge, emitted)
        witnessWebhook(webhook.event, webhook.action, first?.payload ?? emitted.payload)
        onEmit?.(emitted)
      }
    },
  })
  return forge
}

function complete(forge: Forge, { about, event, action, actor, payload, appId }: Webhook): EmittedEvent {
  const where =
    'repo' in about
      ? { repository: repoView(forge, about.repo), ...organizationOf(forge, about.repo.ownerId) }
      : { installation: installationView(forge, about.installation) }
  const full = {
    ...(action === null ? {} : { action }),
    ...payload,
    ...where,
    sender: userView(forge, actor),
  }
  return {
    event,
    action,
    senderId: actor.id,
    ...(appId !== undefined && { appId }),
    at: forge.clock.now(),
    // A delivery is a copy: later changes of the world must not change it.
    payload: JSON.parse(JSON.stringify(full, leaner)),
    // The installation may be changed or gone when the webhook goes out.
    ...('repo' in about ? { repoId: about.repo.id } : { repoId: null, to: { ...about.installation } }),
  }
}

function organizationOf(forge: Forge, id: number) {
  const owner: User | undefined = forge.world.users.find((u) => u.id === id)
  return owner?.type === 'Organization' ? { organization: organizationView(forge, owner) } : {}
}

/** What answers of the API have, and webhooks have not. */
const ONLY_ANSWERED: Record<string, string[]> = {
  issue: ['closed_by', 'parent_issue_url'],
  performed_via_github_app: ['client_id', 'installations_count'],
  app: ['installations_count'],
  check_suite: ['rerequestable', 'runs_rerequestable'],
  workflow_run: ['head_repository_id'],
}

function leaner(key: string, value: unknown): unknown {
  const names = ONLY_ANSWERED[key]
  if (!names || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
}

export interface Recipient {
  app: App
  installation: Installation
  /** The event's payload with `installation` in it. */
  payload: Record<string, unknown>
}

/** Returns the Apps that get an event: installed on the repository, not suspended, and subscribed to it. */
export function recipients(forge: Forge, e: EmittedEvent): Recipient[] {
  if (e.to !== undefined) {
    const { to } = e
    const app = forge.world.apps.find((a) => a.id === to.appId)
    return app ? [{ app, installation: to, payload: e.payload }] : []
  }
  return forge.world.installations.flatMap((installation) => {
    const app = forge.world.apps.find((a) => a.id === installation.appId)
    if (!app || installation.suspendedAt !== null) return []
    if (e.appId !== undefined && e.appId !== app.id) return []
    if (e.repoId === null || !installation.repoIds.includes(e.repoId) || !app.events.includes(e.event)) return []
    const payload = { ...e.payload, installation: { id: installation.id, node_id: `MI_${installation.id}` } }
    return [{ app, installation, payload }]
  })
}
