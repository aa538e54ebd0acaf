/** The running bot: deliveries come in, are stored and marked, and the loop does the work. */
import type { Probot } from 'probot'
import { createHandler, type Delivery, type Handle } from './http/handler.ts'
import { listen } from './http/server.ts'
import type { Log } from './log.ts'
import { type Meter, silentMeter } from './metrics/meter.ts'
import type { Metrics } from './metrics/registry.ts'
import type { Hints } from './ports.ts'
import { loadApp } from './probot.ts'
import type { Clock } from './reconcile/clock.ts'
import { EVERYTHING } from './reconcile/hints.ts'
import { createLoop, type Loop, type LoopOptions } from './reconcile/loop.ts'
import { isDead, makeHolder } from './store/holder.ts'
import type { Store } from './store/store.ts'

export interface BotOptions {
  webhookSecrets: string[]
  host: string
  /** 0: any free port; null: no socket, `handle` alone. */
  port: number | null
  log: Log
  clock: Clock
  /** Shown at `/metrics`; there is no such page when left out. */
  metrics?: Metrics
  /** Who reads `/metrics` has to send it as a bearer; '' or left out: anybody may. */
  metricsToken?: string
  /** How long a request may still take effect whose process was killed, in milliseconds; 10 s when left out. */
  underWayMs?: number
}

/** What the bot is made of, besides its own loop and server. */
export interface BotParts extends Omit<LoopOptions, 'log' | 'clock' | 'holder'> {
  /** Hands on what was delivered; the app is loaded into it here. */
  probot: Probot
  /** User id of `SLUG[bot]`; null while it is not known. */
  appUserId(): number | null
  store: Store
  hintsOf(event: string, payload: unknown, appUserId: number | null): Hints | null
}

export interface Bot {
  /** Where it listens; '' without a socket. */
  url: string
  /** What the server does with a request, for callers without a socket. */
  handle: Handle
  /** Resolves when nothing is dirty, running or queued; what waits for a later time does not count. */
  idle(): Promise<void>
  /** Ends after the actions under way, at most 8 s later, and gives the leases back. */
  close(): Promise<void>
}

const LIST_AGAIN = new Set(['installation', 'installation_repositories', 'installation_target', 'repository'])
const CLOSE_MS = 8_000
/** GitHub ends a request after ten seconds, so the last one of a process that was killed has taken effect by then. */
const UNDER_WAY_MS = 10_000

/** Starts server and loop. Rejects without a secret and when the port cannot be had. */
export async function runBot(options: BotOptions, parts: BotParts): Promise<Bot> {
  const { log, clock, metrics } = options
  const { store } = parts
  const meter: Meter = metrics ?? silentMeter
  const holder = makeHolder()
  await store.releaseDeadLeases(isDead, clock.now() + (options.underWayMs ?? UNDER_WAY_MS))
  const left = await store.undoneDeliveries()
  if (left.length > 0) log.info({ deliveries: left.length }, 'Some were left when the bot stopped; all is looked at')
  const loop = createLoop({ ...parts, log, clock, meter, holder })
  metrics?.watch({
    repositories: loop.activities,
    deliveries: async () => (await store.undoneDeliveries()).length,
  })
  const underWay = new Set<Promise<void>>()
  const handOn = loadApp(parts.probot, (delivery) => receive(delivery, { loop, parts, log, clock, meter }))
  const handle = createHandler({
    secrets: options.webhookSecrets,
    isReady: loop.isReady,
    log,
    meter,
    ...(metrics && { metrics: { page: metrics, token: options.metricsToken ?? '' } }),
    async onDelivery(delivery) {
      const receiving = handOn(delivery)
      underWay.add(receiving)
      await receiving.finally(() => underWay.delete(receiving))
    },
  })
  const server = options.port === null ? null : await listen(handle, options.host, options.port, log)
  void loop.start().catch((err) => log.error({ err }, 'The first look failed'))
  log.info({ url: server?.url }, 'Switchyard is running')
  return {
    url: server?.url ?? '',
    handle,
    async idle() {
      await Promise.allSettled(underWay)
      await loop.idle()
    },
    async close() {
      await server?.close()
      const deadline = Promise.withResolvers<void>()
      const cancel = clock.after(CLOSE_MS, deadline.resolve)
      // What is not at its end by then may still take effect: its lease runs out by itself.
      await Promise.race([loop.close(), deadline.promise])
      cancel()
      await parts.reader.close()
      await store.close()
    },
  }
}

interface Receiving {
  loop: Loop
  parts: BotParts
  log: Log
  clock: Clock
  meter: Meter
}

async function receive(
  { guid, event, payload }: Delivery,
  { loop, parts, log, clock, meter }: Receiving,
): Promise<void> {
  const repo = repositoryId(payload)
  const hints = readHints(parts, event, payload, log)
  const receivedAt = clock.now()
  const row = { guid, event, repo, hints: hints ?? EVERYTHING, receivedAt }
  const isNew = await parts.store.addDelivery(row)
  log.debug({ delivery: guid, event, repo, isNew }, 'Delivery')
  meter.delivery(event, isNew ? 'stored' : 'repeated')
  if (!isNew) return
  if (LIST_AGAIN.has(event)) void loop.relist({ delivery: guid, at: receivedAt })
  const installation = event === 'installation' ? idOf(payload.installation) : null
  if (installation !== null && payload.action === 'new_permissions_accepted') loop.rightsChanged(installation)
  if (repo !== null && hints) loop.mark(repo, hints, { delivery: guid, at: receivedAt })
}

/** A payload that nobody foresaw costs a look, nothing else. */
function readHints(parts: BotParts, event: string, payload: unknown, log: Log): Hints | null {
  try {
    return parts.hintsOf(event, payload, parts.appUserId())
  } catch (err) {
    log.warn({ event, err }, 'A payload could not be understood; everything is looked at')
    return EVERYTHING
  }
}

function repositoryId(payload: Record<string, unknown>): number | null {
  return idOf(payload.repository)
}

function idOf(thing: unknown): number | null {
  if (typeof thing !== 'object' || thing === null || !('id' in thing)) return null
  return typeof thing.id === 'number' ? thing.id : null
}
