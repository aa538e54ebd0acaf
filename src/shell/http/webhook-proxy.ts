/**
 * Receives webhooks from a smee channel (`WEBHOOK_PROXY_URL`), for a bot that GitHub cannot reach. What comes is handed to
 * the bot's own handler, so the signature is checked and the delivery stored as for any other. Whoever knows the channel's
 * address can read the webhooks and send others; the latter are refused for their signature.
 *
 * Not with `smee-client`: a message that is no JSON would end the process.
 */
import { EventSource } from 'eventsource'
import { z } from 'zod'
import { backoff, type Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Handle, WEBHOOKS } from './handler.ts'

export interface WebhookProxyOptions {
  /** Address of the channel. */
  source: string
  handle: Handle
  clock: Clock
  log: Log
}

export interface WebhookProxy {
  /** Takes no more webhooks. */
  close(): void
}

/** smee: one message for each request, its headers beside the body and the query. */
const messageShape = z.looseObject({
  body: z.record(z.string(), z.unknown()),
  'x-github-delivery': z.string(),
  'x-github-event': z.string(),
  'x-hub-signature-256': z.string(),
})

/** Starts to read the channel, and connects again whenever the connection is lost. Never throws. */
export function startWebhookProxy({ source, handle, clock, log }: WebhookProxyOptions): WebhookProxy {
  let failures = 0
  let cancel = () => {}
  let events: EventSource | null = null

  function connect(): void {
    events = new EventSource(source)
    events.addEventListener('open', () => {
      failures = 0
      log.info({}, 'Receiving webhooks from the webhook proxy (WEBHOOK_PROXY_URL)')
    })
    events.addEventListener('message', ({ data }) => void receive(data, handle, log))
    events.addEventListener('error', ({ code, message }) => {
      // The source would connect again by itself, but not after an answer such as 502.
      events?.close()
      const afterMs = backoff(failures++)
      log.warn({ afterMs, status: code, message }, 'Lost the webhook proxy (WEBHOOK_PROXY_URL); connecting again')
      cancel = clock.after(afterMs, connect)
    })
  }
  connect()
  return {
    close() {
      cancel()
      events?.close()
    },
  }
}

async function receive(data: string, handle: Handle, log: Log): Promise<void> {
  try {
    const { body, ...headers } = messageShape.parse(JSON.parse(data))
    const named = ['x-github-delivery', 'x-github-event', 'x-hub-signature-256'] as const
    // GitHub signs the text. It is what JSON.stringify makes of the body, as long as GitHub writes no spaces.
    const answer = await handle(
      new Request(`http://localhost${WEBHOOKS}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: named.map((name) => [name, headers[name]]),
      }),
    )
    if (!answer.ok)
      log.warn({ status: answer.status, delivery: headers['x-github-delivery'] }, 'Refused a webhook of the proxy')
  } catch {
    log.warn({}, 'The webhook proxy sent something that is no webhook')
  }
}
