/** Webhooks that come through a smee channel: handed to the bot's own handler, signature and all. */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createHandler } from '../../../src/shell/http/handler.ts'
import type { Delivery } from '../../../src/shell/http/intake.ts'
import { startWebhookProxy } from '../../../src/shell/http/webhook-proxy.ts'
import type { Log } from '../../../src/shell/log.ts'
import { silentLog } from '../../../src/shell/log.ts'
import { createClock } from '../reconcile/fakes.ts'

/** The socket takes its own time, however busy the machine is. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 60_000 })

/** A smee channel: every reader gets what is sent to it. */
async function channel() {
  const readers = new Set<ServerResponse>()
  let status = 200
  const server = createServer((_, answer) => {
    if (status !== 200) return answer.writeHead(status).end()
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.write('event: ready\ndata: {}\n\n')
    readers.add(answer)
    return answer.on('close', () => readers.delete(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/channel`,
    readers,
    send: (data: string) => {
      for (const reader of readers) reader.write(`data: ${data}\n\n`)
    },
    answer: (next: number) => {
      status = next
    },
    drop: () => {
      for (const reader of readers) reader.destroy()
    },
  }
}

const payload = { action: 'opened', issue: { number: 1, title: 'Grüße "☃" </b>' } }
const secret = 'a secret of the App'

function message(guid: string, { key = secret, event = 'issues' } = {}) {
  const signature = `sha256=${createHmac('sha256', key).update(JSON.stringify(payload)).digest('hex')}`
  return JSON.stringify({
    host: 'smee.io',
    'content-length': '12',
    'x-github-event': event,
    'x-github-delivery': guid,
    'x-hub-signature-256': signature,
    body: payload,
    query: { a: 'b' },
    timestamp: 1_780_000_000_000,
  })
}

function listening(url: string, receive: (delivery: Delivery) => Promise<void>) {
  const clock = createClock()
  const lines: string[] = []
  const log: Log = { ...silentLog, info: (_, line) => void lines.push(line), warn: (_, line) => void lines.push(line) }
  const handle = createHandler({ secrets: [secret], intake: { receive }, notReady: () => null, log: silentLog })
  const proxy = startWebhookProxy({ source: url, handle, clock, log })
  onTestFinished(() => proxy.close())
  return { clock, lines, proxy }
}

it('a signed webhook is taken with its own id; one with a wrong signature, and what is none, is refused and said', async () => {
  const smee = await channel()
  const taken: Delivery[] = []
  const { lines } = listening(smee.url, async (delivery) => void taken.push(delivery))
  await eventually(() => expect(smee.readers.size).toBe(1))
  for (const data of ['no json', '[]', '{"body":null}', message('forged', { key: 'another secret' })]) smee.send(data)
  smee.send(message('first'))
  smee.send(message('second', { event: 'projects_v2_item' }))
  await eventually(() => expect(taken).toHaveLength(2))
  expect(taken).toEqual([
    { guid: 'first', event: 'issues', payload },
    { guid: 'second', event: 'projects_v2_item', payload },
  ])
  expect(lines.filter((line) => /is no webhook/.test(line))).toHaveLength(3)
  expect(lines.filter((line) => /^Refused a webhook/.test(line))).toHaveLength(1)
})

it('a channel that closes or answers 502 is connected again, later each time', async () => {
  const smee = await channel()
  const taken: string[] = []
  const { lines, clock } = listening(smee.url, async ({ guid }) => void taken.push(guid))
  const lost = () => lines.filter((line) => line.startsWith('Lost the webhook proxy')).length
  await eventually(() => expect(lines).toContain('Receiving webhooks from the webhook proxy (WEBHOOK_PROXY_URL)'))
  smee.answer(502)
  smee.drop()
  await eventually(() => expect(lost()).toBe(1))
  await clock.advance(1000)
  await eventually(() => expect(lost()).toBe(2))
  smee.answer(200)
  await clock.advance(2000)
  await eventually(() => expect(smee.readers.size).toBe(1))
  smee.send(message('late'))
  await eventually(() => expect(taken).toEqual(['late']))
})

it('after it is closed nothing is taken', async () => {
  const smee = await channel()
  const { proxy } = listening(smee.url, async () => {})
  await eventually(() => expect(smee.readers.size).toBe(1))
  proxy.close()
  await eventually(() => expect(smee.readers.size).toBe(0))
})
