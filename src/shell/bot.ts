/** The running bot. http/ receives and stores deliveries and marks their repositories; the reconciler does the work. */

import type { Clock } from './clock.ts'
import { createHandler, type Handle } from './http/handler.ts'
import { Intake, type IntakeOptions } from './http/intake.ts'
import { type Listening, listen } from './http/server.ts'
import { startWebhookProxy, type WebhookProxy } from './http/webhook-proxy.ts'
import type { Log } from './log.ts'
import { type Meter, silentMeter } from './metrics/meter.ts'
import type { Metrics } from './metrics/registry.ts'
import { Reconciler, type ReconcilerOptions } from './reconcile/reconciler.ts'
import { isDead, makeHolder } from './store/holder.ts'
import type { Store } from './store/store.ts'

export interface BotOptions {
  webhookSecrets: string[]
  host: string
  /** 0: any free port; null: no socket, `handle` alone. */
  port: number | null
  log: Log
  clock: Clock
  /** Served at `/metrics`. Missing: there is no such page. */
  metrics?: Metrics
  /** Bearer token for reading `/metrics`. '' or missing: anybody may read it. */
  metricsToken?: string
  /** Address of a smee channel that forwards webhooks. '' or missing: none. */
  webhookProxyUrl?: string
  /** Milliseconds a request of a killed process may still take effect. Default: 10 s. */
  underWayMs?: number
}

/** The dependencies of the bot, besides its own reconciler and server. */
export interface BotParts
  extends Omit<ReconcilerOptions, 'log' | 'clock' | 'holder' | 'releaseDead'>,
    Pick<IntakeOptions, 'probot' | 'appUserId' | 'hintsOf'> {
  store: Store
}

export interface Bot {
  /** Address of the server; '' without a socket. */
  url: string
  /** Handles a request, for callers without a socket. */
  handle: Handle
  /** Resolves when nothing is marked, running or queued. Work for a later time does not count. */
  idle(): Promise<void>
  /** Waits for the actions under way, at most 8 s, and releases the leases. */
  close(): Promise<void>
}

const CLOSE_MS = 8_000
/** GitHub: ends a request after ten seconds. The last request of a killed process has taken effect by then. */
const UNDER_WAY_MS = 10_000

/**
 * Starts the server and the reconciler.
 *
 * @throws when there is no webhook secret, or the port is taken
 */
export async function runBot(options: BotOptions, parts: BotParts): Promise<Bot> {
  const { log, clock, metrics } = options
  const { store } = parts
  const meter: Meter = metrics ?? silentMeter
  const holder = makeHolder()
  const { underWayMs = UNDER_WAY_MS } = options
  /** Ends the leases of processes of which nothing can take effect any more after `underWayMs`. */
  const release = (isOver: (one: string) => boolean) => store.releaseDeadLeases(isOver, clock.now() + underWayMs)
  const releaseDead = () => release(isDead)
  await releaseDead()
  const left = await store.undoneDeliveries()
  if (left.length > 0)
    log.info({ deliveries: left.length }, 'Unprocessed deliveries found at startup; running a full sync')
  const reconciler = new Reconciler({ ...parts, log, clock, meter, holder, releaseDead })
  metrics?.watch({
    repositories: () => reconciler.activities(),
    deliveries: async () => (await store.undoneDeliveries()).length,
  })
  const intake = new Intake({ ...parts, reconciler, log, clock, meter })
  const handle = createHandler({
    secrets: options.webhookSecrets,
    notReady: () => reconciler.notReady(),
    intake,
    log,
    meter,
    ...(metrics && { metrics: { page: metrics, token: options.metricsToken ?? '' } }),
  })
  const server = options.port === null ? null : await listen(handle, options.host, options.port, log)
  const proxy = options.webhookProxyUrl
    ? startWebhookProxy({ source: options.webhookProxyUrl, handle, clock, log })
    : null
  void reconciler.start().catch((err) => log.error({ err }, 'Could not start the reconciler'))
  log.info({ url: server?.url }, 'Switchyard is running')
  const releaseOwn = () => release((one) => one === holder)
  return new RunningBot({ handle, server, proxy, intake, reconciler, clock, store, releaseOwn, reader: parts.reader })
}

interface RunningParts extends Pick<BotParts, 'store' | 'reader'> {
  handle: Handle
  server: Listening | null
  proxy: WebhookProxy | null
  intake: Intake
  reconciler: Reconciler
  clock: Clock
  /** Shortens the leases of this process. */
  releaseOwn(): Promise<void>
}

class RunningBot implements Bot {
  readonly url: string
  readonly handle: Handle
  readonly #parts: RunningParts

  constructor(parts: RunningParts) {
    this.url = parts.server?.url ?? ''
    this.handle = parts.handle
    this.#parts = parts
  }

  async idle(): Promise<void> {
    await this.#parts.intake.idle()
    await this.#parts.reconciler.idle()
  }

  async close(): Promise<void> {
    const { server, proxy, reconciler, clock, reader, store, releaseOwn } = this.#parts
    proxy?.close()
    await server?.close()
    const deadline = Promise.withResolvers<void>()
    const cancel = clock.after(CLOSE_MS, deadline.resolve)
    await Promise.race([reconciler.close(), deadline.promise])
    cancel()
    // An action that has not ended by now may still take effect for a while, so its lease is not released at once.
    await releaseOwn()
    await reader.close()
    await store.close()
  }
}
