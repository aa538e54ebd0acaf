import { AsyncLocalStorage } from 'node:async_hooks'
import { createPublicKey, randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { emptyWorld } from '../domain/create.ts'
import type { Clock, Forge, WorkflowPlayer } from '../domain/forge.ts'
import { gitTry } from '../domain/git.ts'
import type { App } from '../domain/model.ts'
import { type Keeper, openKeeper } from '../domain/save.ts'
import { type Seed, seedWorld } from '../domain/seed.ts'
import { apiHostOf, type ServerKind } from '../domain/server.ts'
import { noticeRefs } from '../domain/verbs/index.ts'
import { resumeWorkflows } from '../domain/verbs/workflows.ts'
import type { PageContent } from '../web/content.ts'
import { createSendingForge } from '../webhooks/address.ts'
import { createOutbox, type Outbox } from '../webhooks/outbox.ts'
import { certificatesIn } from './certificates.ts'
import { createFaults, createMeter, type Faults, type Meter } from './faults.ts'
import { type Layout, layoutOf, prepare, privateKeyIn, tidy, writeSecret } from './files.ts'
import { type Info, infoOf, roles, tokenOf } from './info.ts'
import { openSocket, type Socket } from './listen.ts'
import { createRoutes } from './routes.ts'
import { createSaving, type Saving } from './saving.ts'

export interface EmulatorOptions {
  dataDir: string
  /** The system clock when missing. */
  clock?: Clock
  /** Whether GitHub's limits apply to people's tokens too; they always apply to Apps. */
  limits?: boolean
  /** Names it is reached by, besides those of the loopback address. Links have the first. */
  hosts?: readonly string[]
  /** Whether it takes TLS, with a certificate of its own. Plain HTTP is still answered on the same port. */
  tls?: boolean
  /** Which GitHub it plays: a version of Enterprise Server, or `ghe.com`; missing: one with every feature. */
  kind?: ServerKind
  /** The contents of a new data folder. */
  seed?: Seed
  /** Additional contents of the web pages. */
  pages?: PageContent
  /** Name of the file in the data folder with addresses and tokens; `emulator.json` when missing. */
  infoFile?: string
  /** How webhooks go out; `automatic` when missing. */
  outbox?: 'automatic' | 'manual'
  /** Posts a webhook; over the network when missing. */
  send?(request: Request): Promise<Response>
  /** Plays the machines of GitHub Actions; without it no workflow runs. */
  workflows?: WorkflowPlayer
  /** Called for every request to the API without a route. */
  onUnknown?(method: string, path: string): void
  /** Called with internal errors of the emulator; they are printed when missing. */
  onError?(error: unknown): void
}

export interface Credentials {
  id: number
  /** PEM, as GitHub hands it out. */
  privateKey: string
  webhookSecret: string
}

export interface Emulator {
  /** Answers as the server would, without a socket. What a request changed is on disk when this resolves. */
  fetch(request: Request): Promise<Response>
  forge: Forge
  outbox: Outbox
  /** The App that was registered first, with its credentials; null while there is none. */
  app: Credentials | null
  layout: Layout
  /** Injected faults, for tests. */
  faults: Faults
  /** Requests to the API. */
  meter: Meter
  /** Whether the data folder was new, so that nothing has happened yet. */
  isNew: boolean
  info(): Info
  /**
   * Where the first App wants its webhooks.
   * @throws Error when there is no App
   */
  setWebhookUrl(url: string): void
  /**
   * Serves on the loopback address; `beforeReady` runs when requests are answered already. Then writes the file
   * that says how to reach it, and gives what it says.
   */
  listen(port: number, beforeReady?: (info: Info) => Promise<void>): Promise<Info>
  close(): Promise<void>
}

/**
 * Opens (or makes) the GitHub that lies in a data folder.
 * @throws Error with a message for people when another emulator runs on the folder
 */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const layout = layoutOf(resolve(options.dataDir), options.infoFile)
  await prepare(layout)
  const keeper = openKeeper(layout.world)
  try {
    return await openEmulator(options, layout, keeper)
  } catch (error) {
    keeper.close()
    throw error
  }
}

async function openEmulator(options: EmulatorOptions, layout: Layout, keeper: Keeper): Promise<Emulator> {
  await tidy(layout)
  const privateKey = await privateKeyIn(layout)
  const loaded = keeper.load()
  const forge: Forge = createSendingForge({
    world: loaded ?? emptyWorld(),
    root: layout.repos,
    clock: options.clock ?? { now: () => Date.now() },
    baseUrl: 'http://localhost',
    ...(options.kind && { kind: options.kind }),
    ...(options.workflows && { workflows: options.workflows }),
    onTouch: () => saving.touch(),
    onEmit: (event) => outbox.add(event),
  })
  const outbox = createOutbox({ forge, mode: options.outbox ?? 'automatic', send: options.send ?? ((r) => fetch(r)) })
  // A new world is saved only when it is complete, so that an interrupted start begins again.
  let ready = false
  const saving = createSaving(keeper, () => forge.world, { isOn: () => ready, afterSave: () => outbox.kick() })
  if (loaded) await catchUp(forge)
  else await seed(forge, layout, privateKey, options.seed ?? {})
  ready = true
  saving.touch()
  saving.flush()
  const routes = createRoutes({
    forge,
    spoolDir: layout.spool,
    limits: options.limits ?? false,
    outbox,
    ...(options.pages && { pages: options.pages }),
    ...reporting(options),
  })
  const named = (options.hosts ?? []).map((name) => name.toLowerCase())
  const hosts = options.kind === 'ghe.com' ? named.flatMap((name) => [name, apiHostOf(name)]) : named
  const reached = { hosts, tls: options.tls ?? false }
  return assemble({ layout, keeper, forge, outbox, saving, routes, privateKey, isNew: loaded === null, reached })
}

const reporting = ({ onUnknown, onError = console.error }: EmulatorOptions) => ({
  ...(onUnknown && { onUnknown }),
  onError,
})

/** Notices pushes that reached git just before the last process was killed but are not in the world yet. */
async function catchUp(forge: Forge): Promise<void> {
  for (const repo of forge.world.repos) {
    await resumeWorkflows(forge, repo)
    await noticeRefs(forge, repo, null)
  }
}

/** @throws Error with a message for people when there is no git repository at the path */
async function checkImport(path: string): Promise<string> {
  const found = await gitTry(path, ['rev-parse', '--git-dir']).catch(() => null)
  if (found?.code === 0) return path
  throw new Error(`There is no git repository at ${path}, so it cannot be imported.`)
}

async function seed(forge: Forge, layout: Layout, privateKey: string, wanted: Seed): Promise<void> {
  const importFrom = wanted.importFrom === undefined ? undefined : await checkImport(resolve(wanted.importFrom))
  await rm(layout.repos, { recursive: true, force: true })
  await mkdir(layout.repos, { recursive: true })
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  const webhookSecret = randomBytes(24).toString('base64url')
  await seedWorld(forge, {
    ...wanted,
    ...(importFrom !== undefined && { importFrom }),
    ...(wanted.app && { app: { publicKey, webhookSecret, ...wanted.app } }),
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
  reached: { hosts: readonly string[]; tls: boolean }
}

function assemble({ layout, keeper, forge, outbox, saving, routes, privateKey, isNew, reached }: Parts): Emulator {
  let socket: Socket | null = null
  let tls: Info['tls']
  const [app] = forge.world.apps
  const faults = createFaults()
  const meter = createMeter()
  const effect = async (request: Request) => {
    const response = await routes(request)
    saving.flush()
    return response
  }
  const measured = (request: Request) => meter.measure(request, () => faults.around(request, effect))
  const answer = reached.tls && forge.kind !== 'ghe.com' ? linkingBack(forge, measured) : measured
  return {
    fetch: answer,
    forge,
    outbox,
    app: app ? { id: app.id, privateKey, webhookSecret: app.webhookSecret } : null,
    layout,
    faults,
    meter,
    isNew,
    info: () => infoOf(forge, tls),
    setWebhookUrl(url) {
      appOf(forge).webhookUrl = url
      saving.touch()
      saving.flush()
    },
    async listen(port, beforeReady) {
      const { hosts } = reached
      const certificates = reached.tls ? await certificatesIn(layout.dir, [...hosts, 'localhost', '127.0.0.1']) : null
      socket = await openSocket(answer, { port, hosts, ...(certificates && { certificates }) })
      forge.baseUrl = addressOf(reached, socket.port, forge.kind)
      if (certificates) tls = { ca: certificates.ca, plainUrl: `http://127.0.0.1:${socket.port}` }
      await beforeReady?.(infoOf(forge, tls))
      const info = infoOf(forge, tls)
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

/**
 * With TLS the emulator has several addresses, and not everybody can use each: links have the one that was asked.
 * Webhooks that are rendered later have the first.
 */
function linkingBack(forge: Forge, answer: (request: Request) => Promise<Response>) {
  const asked = new AsyncLocalStorage<string>()
  let { baseUrl } = forge
  Object.defineProperty(forge, 'baseUrl', {
    get: () => asked.getStore() ?? baseUrl,
    set: (url: string) => {
      baseUrl = url
    },
  })
  return (request: Request) => asked.run(new URL(request.url).origin, () => answer(request))
}

/** The address that links have. */
function addressOf({ hosts: [host], tls }: Parts['reached'], port: number, kind?: ServerKind): string {
  if (!tls) return `http://${host ?? (kind === 'ghe.com' ? 'localhost' : '127.0.0.1')}:${port}`
  return `https://${host ?? 'localhost'}${port === 443 ? '' : `:${port}`}`
}

function appOf(forge: Forge): App {
  const [app] = forge.world.apps
  if (!app) throw new Error('No App is registered.')
  return app
}
