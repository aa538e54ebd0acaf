import { join } from 'node:path'
import { installationView } from '../views/app.ts'
import { repoView } from '../views/repo.ts'
import { organizationView, userView } from '../views/user.ts'
import type { Clock, Forge } from './forge.ts'
import type { App, Installation, User, World } from './model.ts'
import { witnessWebhook } from './witness.ts'

/** One event as GitHub would send it, not yet addressed: see `recipients`. */
export interface EmittedEvent {
  event: string
  action: string | null
  /** null: it concerns no single repository. */
  repoId: number | null
  /** The one it goes to; left out: to all that are installed on the repository. */
  to?: Installation
  senderId: number
  at: number
  payload: Record<string, unknown>
}

export interface ForgeOptions {
  world?: World
  /** Folder that holds the bare repositories. */
  root: string
  clock: Clock
  /** Called after every change, so that it can be saved. */
  onTouch?: () => void
  onEmit?: (event: EmittedEvent) => void
  /** Plays GitHub Actions; without it no workflow runs. */
  workflows?: Forge['workflows']
  /** Address that people and programs reach the server at, without a slash at the end. */
  baseUrl?: string
}

export const emptyWorld = (): World => ({ nextId: 1, users: [], apps: [], installations: [], repos: [], tokens: [] })

/** The sandbox's GitHub over a world and a folder of bare repositories. */
export function createForge(options: ForgeOptions): Forge {
  const world = options.world ?? emptyWorld()
  const forge: Forge = {
    world,
    clock: options.clock,
    baseUrl: options.baseUrl ?? 'http://127.0.0.1:3000',
    bareDir: (repo) => join(options.root, `${repo.id}.git`),
    newId() {
      const id = world.nextId
      world.nextId += 1
      return id
    },
    ...(options.workflows && { workflows: options.workflows }),
    touch: () => options.onTouch?.(),
    emit(repo, event, action, sender, payload) {
      const full = { ...payload, repository: repoView(forge, repo), ...ofAccount(repo.ownerId) }
      send({ event, action, repoId: repo.id, senderId: sender.id }, sender, full)
    },
    emitTo(installation, event, action, sender, payload) {
      const full = { ...payload, installation: installationView(forge, installation) }
      // It may be changed or gone when the event goes out.
      send({ event, action, repoId: null, senderId: sender.id, to: { ...installation } }, sender, full)
    },
  }
  const ofAccount = (id: number) => {
    const owner = world.users.find((u) => u.id === id)
    return owner?.type === 'Organization' ? { organization: organizationView(forge, owner) } : {}
  }
  const send = (event: Omit<EmittedEvent, 'at' | 'payload'>, sender: User, payload: Record<string, unknown>) => {
    const { action } = event
    const full = { ...(action === null ? {} : { action }), ...payload, sender: userView(forge, sender) }
    // A delivery is a photograph: later changes of the world must not reach into it.
    const snapshot: Record<string, unknown> = JSON.parse(JSON.stringify(full, leaner))
    const emitted = { ...event, at: options.clock.now(), payload: snapshot }
    const [first] = recipients(forge, emitted)
    witnessWebhook(event.event, action, first?.payload ?? snapshot)
    options.onEmit?.(emitted)
  }
  return forge
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

/** Which Apps get an event: installed on the repository, not suspended, and subscribed to it. */
export function recipients(forge: Forge, e: EmittedEvent): Recipient[] {
  if (e.to !== undefined) {
    const { to } = e
    const app = forge.world.apps.find((a) => a.id === to.appId)
    return app ? [{ app, installation: to, payload: e.payload }] : []
  }
  return forge.world.installations.flatMap((installation) => {
    const app = forge.world.apps.find((a) => a.id === installation.appId)
    if (!app || installation.suspendedAt !== null) return []
    if (e.repoId === null || !installation.repoIds.includes(e.repoId) || !app.events.includes(e.event)) return []
    const payload = { ...e.payload, installation: { id: installation.id, node_id: `MI_${installation.id}` } }
    return [{ app, installation, payload }]
  })
}
