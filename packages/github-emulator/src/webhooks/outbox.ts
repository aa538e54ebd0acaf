import { createHmac, randomUUID } from 'node:crypto'
import type { Forge } from '../domain/forge.ts'
import type { App } from '../domain/model.ts'
import { type EmittedEvent, type Recipient, recipients } from './address.ts'

/** One webhook on its way to an App, or already there. */
export interface Delivery {
  id: number
  /** `X-GitHub-Delivery`; the same on a redelivery. */
  guid: string
  event: string
  action: string | null
  appId: number
  installationId: number
  repositoryId: number | null
  /** The body as it was when the event happened. */
  body: string
  at: number
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  attempts: Attempt[]
}

export interface Attempt {
  id: number
  at: number
  redelivery: boolean
  /** HTTP status; 0 when there was no answer within GitHub's 10 seconds. */
  status: number
  seconds: number
}

export interface OutboxOptions {
  forge: Forge
  /** Posts one delivery and returns the answer. */
  send(request: Request): Promise<Response>
  /** `automatic` posts by itself after `kick`; `manual` waits for the verbs below. */
  mode: 'automatic' | 'manual'
}

export interface Outbox {
  /** Makes a delivery for every App that is installed on the repository and listens to the event. */
  add(event: EmittedEvent): void
  /** Takes over another outbox's pending deliveries. */
  put(deliveries: readonly Delivery[]): void
  /** Automatic mode: start posting what is pending. Called when the change is safely on disk. */
  kick(): void
  /** Not posted yet, in the order in which they will be. */
  pending(): Delivery[]
  /** Posts the first pending delivery and returns it; null when there is none. */
  deliverNext(): Promise<Delivery | null>
  /** Posts until nothing is pending, including new deliveries. Returns how many it posted. */
  deliverAll(): Promise<number>
  /** Drops the pending delivery with this guid, or the first one. */
  drop(guid?: string): Delivery | null
  /** Puts a second copy of the pending delivery (or the first one) at the end, with the same guid. */
  double(guid?: string): Delivery | null
  /** Puts the pending deliveries into an order that depends on `seed` alone. */
  shuffle(seed: number): void
  /** Posts a kept delivery once more, now. Null when it is no longer kept. */
  redeliver(guid: string): Promise<Delivery | null>
  /** The last 500 deliveries, newest first. */
  kept(): Delivery[]
  /** Resolves when nothing is being posted. */
  idle(): Promise<void>
  setMode(mode: 'automatic' | 'manual'): void
}

const keptAtMost = 500
const atOnce = 8
const answerWithin = 10_000

/** Makes the outbox of webhooks. As on GitHub nothing is redelivered by itself. */
export const createOutbox = (options: OutboxOptions): Outbox => new WebhookOutbox(options)

/**
 * A delivery is pending until it is posted (then delivered or failed, by the answer) or dropped. A delivery that was
 * posted is posted once more by `redeliver` alone.
 */
class WebhookOutbox implements Outbox {
  readonly #options: OutboxOptions
  readonly #posting = new Set<Promise<void>>()
  #mode: OutboxOptions['mode']
  #queue: Delivery[] = []
  #kept: Delivery[] = []
  #nextId = 1

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#mode = options.mode
  }

  add(event: EmittedEvent): void {
    for (const recipient of recipients(this.#options.forge, event)) {
      const delivery = pendingDelivery(this.#nextId++, event, recipient)
      this.#queue.push(delivery)
      this.#kept = [delivery, ...this.#kept].slice(0, keptAtMost)
    }
  }

  put(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.#queue.push({ ...delivery, attempts: [] })
  }

  kick(): void {
    while (this.#mode === 'automatic' && this.#queue.length > 0 && this.#posting.size < atOnce) {
      const posting: Promise<void> = this.deliverNext().then(() => {
        this.#posting.delete(posting)
        this.kick()
      })
      this.#posting.add(posting)
    }
  }

  pending(): Delivery[] {
    return [...this.#queue]
  }

  async deliverNext(): Promise<Delivery | null> {
    const delivery = this.#queue.shift()
    if (!delivery) return null
    await this.#post(delivery, false)
    return delivery
  }

  async deliverAll(): Promise<number> {
    let count = 0
    while (await this.deliverNext()) count++
    return count
  }

  drop(guid?: string): Delivery | null {
    const lost = this.#find(guid)
    if (!lost) return null
    this.#queue = this.#queue.filter((delivery) => delivery !== lost)
    lost.state = 'dropped'
    return lost
  }

  double(guid?: string): Delivery | null {
    const original = this.#find(guid)
    if (!original) return null
    const copy: Delivery = { ...original, attempts: [] }
    this.#queue.push(copy)
    return copy
  }

  shuffle(seed: number): void {
    this.#queue = shuffled(this.#queue, seed)
  }

  async redeliver(guid: string): Promise<Delivery | null> {
    const delivery = this.#kept.find((known) => known.guid === guid)
    if (!delivery) return null
    await this.#post(delivery, true)
    return delivery
  }

  kept(): Delivery[] {
    return this.#kept
  }

  async idle(): Promise<void> {
    while (this.#posting.size > 0) await Promise.all(this.#posting)
  }

  setMode(mode: OutboxOptions['mode']): void {
    this.#mode = mode
    this.kick()
  }

  /** The pending delivery with this guid, or the first one. */
  #find(guid: string | undefined): Delivery | undefined {
    return guid === undefined ? this.#queue[0] : this.#queue.find((delivery) => delivery.guid === guid)
  }

  async #post(delivery: Delivery, redelivery: boolean): Promise<void> {
    const at = this.#options.forge.clock.now()
    const began = performance.now()
    const status = await answerOf(this.#options, delivery)
    const seconds = (performance.now() - began) / 1000
    delivery.attempts.push({ id: this.#nextId++, at, redelivery, status, seconds })
    delivery.state = status >= 200 && status < 300 ? 'delivered' : 'failed'
  }
}

function pendingDelivery(id: number, event: EmittedEvent, { app, installation, payload }: Recipient): Delivery {
  return {
    id,
    guid: randomUUID(),
    event: event.event,
    action: event.action,
    appId: app.id,
    installationId: installation.id,
    repositoryId: event.repoId,
    body: JSON.stringify(payload),
    at: event.at,
    state: 'pending',
    attempts: [],
  }
}

/** The signed request GitHub would send for this delivery. */
function webhookRequest(app: App, delivery: Delivery): Request {
  return new Request(app.webhookUrl, {
    method: 'POST',
    body: delivery.body,
    signal: AbortSignal.timeout(answerWithin),
    headers: webhookHeaders(app, delivery),
  })
}

export function webhookHeaders(app: App, delivery: Delivery): Record<string, string> {
  const signature = createHmac('sha256', app.webhookSecret).update(delivery.body).digest('hex')
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/5ca1ab1',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(app.id),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${signature}`,
  }
}

async function answerOf({ forge, send }: OutboxOptions, delivery: Delivery): Promise<number> {
  const app = forge.world.apps.find((known) => known.id === delivery.appId)
  if (!app || app.webhookUrl === '') return 0
  try {
    const response = await send(webhookRequest(app, delivery))
    await response.body?.cancel()
    return response.status
  } catch {
    return 0
  }
}

/** Fisher and Yates with a small linear congruential generator, so that a test can repeat an order. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items]
  let state = seed >>> 0
  for (let last = result.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const chosen = Math.floor((state / 2 ** 32) * (last + 1))
    const [here, there] = [result[last], result[chosen]]
    if (here === undefined || there === undefined) continue
    result[last] = there
    result[chosen] = here
  }
  return result
}
