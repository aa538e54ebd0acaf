import { createPublicKey, randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createForge, emptyWorld } from '../domain/create.ts'
import { seedDemo } from '../domain/demo.ts'
import type { Clock, Forge } from '../domain/forge.ts'
import { gitTry } from '../domain/git.ts'
import type { App } from '../domain/model.ts'
import { createOutbox, type Outbox } from '../domain/outbox.ts'
import { type Keeper, openKeeper } from '../domain/save.ts'
import { noticeRefs } from '../domain/verbs/index.ts'
import { resumeWorkflows, type WorkflowPlayer } from '../domain/verbs/workflows.ts'
import { createFaults, createMeter, type Faults, type Meter } from './faults.ts'
import { type Layout, layoutOf, prepare, privateKeyIn, tidy, writeSecret } from './files.ts'
import { type Info, infoOf, roles, tokenOf } from './info.ts'
import { openSocket, type Socket } from './listen.ts'
import { createRoutes } from './routes.ts'
import { createSaving, type Saving } from './saving.ts'

export interface SandboxOptions {
  dataDir: string
  /** The machine's clock when missing. */
  clock?: Clock
  /** GitHub's limits for people's tokens, too; for Apps they always hold. */
  limits?: boolean
  /** An existing git repository to copy in place of the demo one, when the data folder is new. */
  importPath?: string
  /** How webhooks go out; `automatic` when missing. */
  outbox?: 'automatic' | 'manual'
  /** Posts a webhook; over the network when missing. */
  send?(request: Request): Promise<Response>
  /** Plays the machines of GitHub Actions; without it no workflow runs. */
  workflows?: WorkflowPlayer
  /** What the demo repository tests its trials with, when the data folder is new: `local` unless told. */
  runner?: 'local' | 'actions'
  /** When the data folder is new: no configuration, and no App installed, as before anybody set the bot up. */
  untouched?: boolean
  /** Told of every request to the API that no route knows. */
  onUnknown?(method: string, path: string): void
  /** Told of what went wrong in the sandbox itself; printed when missing. */
  onError?(error: unknown): void
}

export interface Sandbox {
  /** Answers as the server would, without a socket. What a request changed is on disk when this resolves. */
  fetch(request: Request): Promise<Response>
  forge: Forge
  outbox: Outbox
  /** The App that the bot runs as, with what it needs to know. */
  app: { id: number; privateKey: string; webhookSecret: string }
  layout: Layout
  /** What to let go wrong, for tests. */
  faults: Faults
  /** What was asked of the API. */
  meter: Meter
  /** Whether the data folder was new, so that nothing has happened yet. */
  isNew: boolean
  info(): Info
  /** Where the App wants its webhooks. */
  setWebhookUrl(url: string): void
  /**
   * Serves on the loopback address; `beforeReady` runs when requests are answered already. Then writes `sandbox.json`
   * and gives what it says.
   */
  listen(port: number, beforeReady?: (info: Info) => Promise<void>): Promise<Info>
  close(): Promise<void>
}

/**
 * Opens (or makes) the GitHub that lies in a data folder.
 * @throws Error with a message for people when another sandbox runs on the folder
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const layout = layoutOf(resolve(options.dataDir))
  await prepare(layout)
  const keeper = openKeeper(layout.world)
  try {
    return await openSandbox(options, layout, keeper)
  } catch (error) {
    keeper.close()
    throw error
  }
}

async function openSandbox(options: SandboxOptions, layout: Layout, keeper: Keeper): Promise<Sandbox> {
  await tidy(layout)
  const privateKey = await privateKeyIn(layout)
  const loaded = keeper.load()
  const forge: Forge = createForge({
    world: loaded ?? emptyWorld(),
    root: layout.repos,
    clock: options.clock ?? { now: () => Date.now() },
    baseUrl: 'http://localhost',
    ...(options.workflows && { workflows: options.workflows }),
    onTouch: () => saving.touch(),
    onEmit: (event) => outbox.add(event),
  })
  const outbox = createOutbox({ forge, mode: options.outbox ?? 'automatic', send: options.send ?? ((r) => fetch(r)) })
  // A new world is saved only when it is whole, so that a start cut short begins afresh.
  let ready = false
  const saving = createSaving(keeper, () => forge.world, { isOn: () => ready, afterSave: () => outbox.kick() })
  if (loaded) await catchUp(forge)
  else await seed(forge, layout, privateKey, options)
  ready = true
  saving.touch()
  saving.flush()
  const routes = createRoutes({
    forge,
    spoolDir: layout.spool,
    limits: options.limits ?? false,
    outbox,
    ...reporting(options),
  })
  return assemble({ layout, keeper, forge, outbox, saving, routes, privateKey, isNew: loaded === null })
}

const reporting = ({ onUnknown, onError = console.error }: SandboxOptions) => ({
  ...(onUnknown && { onUnknown }),
  onError,
})

/** Pushes that came through just before the last process was killed are in git, but not in the world yet. */
async function catchUp(forge: Forge): Promise<void> {
  for (const repo of forge.world.repos) {
    await resumeWorkflows(forge, repo)
    await noticeRefs(forge, repo, null)
  }
}

/** @throws Error with a message for people when the path holds no git repository */
async function checkImport(path: string): Promise<string> {
  const found = await gitTry(path, ['rev-parse', '--git-dir']).catch(() => null)
  if (found?.code === 0) return path
  throw new Error(`There is no git repository at ${path}, so it cannot be imported.`)
}

async function seed(
  forge: Forge,
  layout: Layout,
  privateKey: string,
  { importPath, runner, untouched = false }: SandboxOptions,
): Promise<void> {
  const importFrom = importPath === undefined ? undefined : await checkImport(resolve(importPath))
  await rm(layout.repos, { recursive: true, force: true })
  await mkdir(layout.repos, { recursive: true })
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  const webhookSecret = randomBytes(24).toString('base64url')
  await seedDemo(forge, {
    app: { publicKey, webhookSecret, webhookUrl: '' },
    ...(importFrom !== undefined && { importFrom }),
    ...(runner !== undefined && { runner }),
    untouched,
  })
  for (const role of roles) tokenOf(forge, role)
}

interface Parts {
  layout: Layout
  keeper: Keeper
  forge: Forge
  outbox: Outbox
  saving: Saving
  routes: (request: Request) => Promise<Response>
  privateKey: string
  isNew: boolean
}

function assemble({ layout, keeper, forge, outbox, saving, routes, privateKey, isNew }: Parts): Sandbox {
  let socket: Socket | null = null
  const app = appOf(forge)
  const faults = createFaults()
  const meter = createMeter()
  const effect = async (request: Request) => {
    const response = await routes(request)
    saving.flush()
    return response
  }
  const answer = (request: Request) => meter.measure(request, () => faults.around(request, effect))
  return {
    fetch: answer,
    forge,
    outbox,
    app: { id: app.id, privateKey, webhookSecret: app.webhookSecret },
    layout,
    faults,
    meter,
    isNew,
    info: () => infoOf(forge),
    setWebhookUrl(url) {
      appOf(forge).webhookUrl = url
      saving.touch()
      saving.flush()
    },
    async listen(port, beforeReady) {
      socket = await openSocket(answer, port)
      forge.baseUrl = `http://127.0.0.1:${socket.port}`
      await beforeReady?.(infoOf(forge))
      const info = infoOf(forge)
      await writeSecret(layout.info, `${JSON.stringify(info, null, 2)}\n`)
      return info
    },
    async close() {
      outbox.setMode('manual')
      await socket?.close()
      if (socket) await rm(layout.info, { force: true })
      saving.stop()
      keeper.close()
    },
  }
}

function appOf(forge: Forge): App {
  const [app] = forge.world.apps
  if (!app) throw new Error('The sandbox has no App. Delete its data folder and start again.')
  return app
}
