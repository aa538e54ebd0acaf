/** The running bot: deliveries come in (http/), are stored and marked, and the reconciler does the work. */

import type { Clock } from './clock.ts'
import { createHandler, type Handle } from './http/handler.ts'
import { Intake, type IntakeOptions } from './http/intake.ts'
import { type Listening, listen } from './http/server.ts'
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
  /** Shown at `/metrics`; there is no such page when left out. */
  metrics?: Metrics
  /** Who reads `/metrics` has to send it as a bearer; '' or left out: anybody may. */
  metricsToken?: string
  /** How long a request may still take effect whose process was killed, in milliseconds; 10 s when left out. */
  underWayMs?: number
}

/** What the bot is made of, besides its own reconciler and server. */
export interface BotParts
  extends Omit<ReconcilerOptions, 'log' | 'clock' | 'holder'>,
    Pick<IntakeOptions, 'probot' | 'appUserId' | 'hintsOf'> {
  store: Store
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

const CLOSE_MS = 8_000
/** GitHub ends a request after ten seconds, so the last one of a process that was killed has taken effect by then. */
const UNDER_WAY_MS = 10_000

/** Starts server and reconciler. Rejects without a secret and when the port cannot be had. */
export async function runBot(options: BotOptions, parts: BotParts): Promise<Bot> {
  const { log, clock, metrics } = options
  const { store } = parts
  const meter: Meter = metrics ?? silentMeter
  const holder = makeHolder()
  await store.releaseDeadLeases(isDead, clock.now() + (options.underWayMs ?? UNDER_WAY_MS))
  const left = await store.undoneDeliveries()
  if (left.length > 0)
    log.info({ deliveries: left.length }, 'Unprocessed deliveries found at startup; running a full sync')
  const reconciler = new Reconciler({ ...parts, log, clock, meter, holder })
  metrics?.watch({
    repositories: () => reconciler.activities(),
    deliveries: async () => (await store.undoneDeliveries()).length,
  })
  const intake = new Intake({ ...parts, reconciler, log, clock, meter })
  const handle = createHandler({
    secrets: options.webhookSecrets,
    isReady: () => reconciler.isReady(),
    intake,
    log,
    meter,
    ...(metrics && { metrics: { page: metrics, token: options.metricsToken ?? '' } }),
  })
  const server = options.port === null ? null : await listen(handle, options.host, options.port, log)
  void reconciler.start().catch((err) => log.error({ err }, 'The first look failed'))
  log.info({ url: server?.url }, 'Switchyard is running')
  return new RunningBot({ handle, server, intake, reconciler, clock, store, reader: parts.reader })
}

interface RunningParts extends Pick<BotParts, 'store' | 'reader'> {
  handle: Handle
  server: Listening | null
  intake: Intake
  reconciler: Reconciler
  clock: Clock
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
    const { server, reconciler, clock, reader, store } = this.#parts
    await server?.close()
    const deadline = Promise.withResolvers<void>()
    const cancel = clock.after(CLOSE_MS, deadline.resolve)
    // What is not at its end by then may still take effect: its lease runs out by itself.
    await Promise.race([reconciler.close(), deadline.promise])
    cancel()
    await reader.close()
    await store.close()
  }
}
