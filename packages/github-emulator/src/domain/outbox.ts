import { createHmac, randomUUID } from 'node:crypto'
import { type EmittedEvent, recipients } from './create.ts'
import type { Forge } from './forge.ts'
import type { App } from './model.ts'

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
  /** Posts one delivery and gives the answer. */
  send(request: Request): Promise<Response>
  /** `automatic` posts by itself after `kick`; `manual` waits for the verbs below. */
  mode: 'automatic' | 'manual'
}

export interface Outbox {
  /** Makes a delivery for every App that is installed on the repository and listens to the event. */
  add(event: EmittedEvent): void
  /** Takes over what another outbox had not posted yet. */
  put(deliveries: readonly Delivery[]): void
  /** Automatic mode: start posting what is pending. Called when the change is safely on disk. */
  kick(): void
  /** Not posted yet, in the order in which they will be. */
  pending(): Delivery[]
  /** Posts the first pending delivery and gives it, or null when none is. */
  deliverNext(): Promise<Delivery | null>
  /** Posts until nothing is pending, also what arises meanwhile. Gives how many. */
  deliverAll(): Promise<number>
  /** Loses the pending delivery with this guid, or the first one. */
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
export function createOutbox(options: OutboxOptions): Outbox {
  const { forge } = options
  let mode = options.mode
  let queue: Delivery[] = []
  let kept: Delivery[] = []
  let nextId = 1
  const flying = new Set<Promise<void>>()

  const post = async (delivery: Delivery, redelivery: boolean): Promise<void> => {
    const at = forge.clock.now()
    const began = performance.now()
    const status = await answerOf(options, delivery)
    delivery.attempts.push({ id: nextId++, at, redelivery, status, seconds: (performance.now() - began) / 1000 })
    delivery.state = status >= 200 && status < 300 ? 'delivered' : 'failed'
  }
  const next = async (): Promise<Delivery | null> => {
    const delivery = queue.shift()
    if (!delivery) return null
    await post(delivery, false)
    return delivery
  }
  const take = (guid: string | undefined): Delivery | undefined =>
    guid === undefined ? queue[0] : queue.find((delivery) => delivery.guid === guid)
  const pump = (): void => {
    while (mode === 'automatic' && queue.length > 0 && flying.size < atOnce) {
      const flight: Promise<void> = next().then(() => {
        flying.delete(flight)
        pump()
      })
      flying.add(flight)
    }
  }

  return {
    add(event) {
      for (const { app, installation, payload } of recipients(forge, event)) {
        const delivery: Delivery = {
          id: nextId++,
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
        queue.push(delivery)
        kept = [delivery, ...kept].slice(0, keptAtMost)
      }
    },
    put(deliveries) {
      for (const delivery of deliveries) queue.push({ ...delivery, attempts: [] })
    },
    kick: pump,
    pending: () => [...queue],
    deliverNext: next,
    async deliverAll() {
      let count = 0
      while (await next()) count++
      return count
    },
    drop(guid) {
      const lost = take(guid)
      if (!lost) return null
      queue = queue.filter((delivery) => delivery !== lost)
      lost.state = 'dropped'
      return lost
    },
    double(guid) {
      const original = take(guid)
      if (!original) return null
      const copy: Delivery = { ...original, attempts: [] }
      queue.push(copy)
      return copy
    },
    shuffle(seed) {
      queue = shuffled(queue, seed)
    },
    async redeliver(guid) {
      const delivery = kept.find((known) => known.guid === guid)
      if (!delivery) return null
      await post(delivery, true)
      return delivery
    },
    kept: () => kept,
    async idle() {
      while (flying.size > 0) await Promise.all(flying)
    },
    setMode(wanted) {
      mode = wanted
      pump()
    },
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
