/** The endpoint that anybody on the internet may send to. */
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createHandler } from '../../src/shell/http/handler.ts'
import type { Delivery } from '../../src/shell/http/intake.ts'
import { listen } from '../../src/shell/http/server.ts'
import { isSigned } from '../../src/shell/http/signature.ts'
import { silentLog } from '../../src/shell/log.ts'
import { testHarness } from '../harness/support.ts'

const sign = (body: string, secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const headersOf = (body: string, secret: string, guid = 'guid-1') => ({
  'x-github-delivery': guid,
  'x-github-event': 'issues',
  'x-hub-signature-256': sign(body, secret),
})

async function server(secrets: string[], bodyLimit = 1000) {
  const seen: Delivery[] = []
  const onDelivery = async (delivery: Delivery) => void seen.push(delivery)
  const handle = createHandler({
    secrets,
    intake: { receive: onDelivery },
    notReady: () => null,
    log: silentLog,
    bodyLimit,
  })
  const listening = await listen(handle, '127.0.0.1', 0, silentLog)
  onTestFinished(() => listening.close())
  const hook = `${listening.url}/api/github/webhooks`
  return { seen, hook, url: listening.url }
}

describe('a webhook body', () => {
  it.each([
    ['announced as larger than the bound', { 'content-length': '5000' }],
    ['of unknown length', { 'transfer-encoding': 'chunked' }],
  ])('a body %s is refused before it is read completely', async (_name, headers) => {
    const { hook, seen } = await server(['secret'])
    const status = await new Promise((resolve, reject) => {
      const sending = request(
        hook,
        { method: 'POST', headers: { ...headersOf('', 'secret'), ...headers } },
        (response) => {
          resolve(response.statusCode)
          sending.destroy()
        },
      )
      sending.on('error', reject)
      sending.write(Buffer.alloc(2000))
    })
    expect(status).toBe(413)
    expect(seen).toEqual([])
  })

  it('a body without a signature is refused unread', async () => {
    const { hook } = await server(['secret'])
    let pulled = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        if (pulled > 50) return controller.close()
        controller.enqueue(new Uint8Array(100))
      },
    })
    const { 'x-hub-signature-256': _, ...headers } = headersOf('', 'secret')
    const init = { method: 'POST', headers, body, duplex: 'half' }
    expect((await fetch(hook, init)).status).toBe(401)
  })

  it('the server parses a body only after its signature is valid', async () => {
    const { hook } = await server(['secret'])
    const post = async (secret: string) =>
      (await fetch(hook, { method: 'POST', body: '{', headers: headersOf('{', secret) })).status
    expect([await post('wrong'), await post('secret')]).toEqual([401, 400])
  })

  it('a signed and deeply nested body does no harm', async () => {
    const { hook, url } = await server(['secret'], 200_000)
    const body = '['.repeat(100_000)
    expect((await fetch(hook, { method: 'POST', body, headers: headersOf(body, 'secret') })).status).toBe(400)
    const object = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`
    expect(
      (await fetch(hook, { method: 'POST', body: object, headers: headersOf(object, 'secret') })).status,
    ).toBeLessThan(500)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it('special property names in a body change no object', async () => {
    const { hook, seen } = await server(['secret'])
    const body = '{"__proto__":{"planted":1},"constructor":{"prototype":{"planted":1}}}'
    expect((await fetch(hook, { method: 'POST', body, headers: headersOf(body, 'secret') })).status).toBe(202)
    expect(seen).toHaveLength(1)
    expect(Object.prototype).not.toHaveProperty('planted')
  })
})

it('the server survives malformed requests and odd paths', async () => {
  const { url } = await server(['secret'])
  const { port, hostname } = new URL(url)
  for (const raw of [
    'nonsense\r\n\r\n',
    'GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n',
    'POST //../..//api HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n',
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.end(raw))
      socket.on('close', () => resolve())
      socket.on('error', () => resolve())
      socket.resume()
    })
  }
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
})

describe('a webhook signature', () => {
  const body = Buffer.from('{}')

  it('both secrets are valid during a replacement, and the old one is refused afterwards', async () => {
    const during = await server(['new', 'old'])
    const after = await server(['new'])
    const post = async (hook: string, secret: string) =>
      (await fetch(hook, { method: 'POST', body: '{}', headers: headersOf('{}', secret) })).status
    expect([await post(during.hook, 'old'), await post(during.hook, 'new')]).toEqual([202, 202])
    expect([await post(after.hook, 'old'), await post(after.hook, 'new')]).toEqual([401, 202])
  })

  it.each(['development', '', 'secret ', 'Secret'])('a signature with the secret "%s" is refused', async (secret) => {
    expect(
      await isSigned(
        body,
        `sha256=${createHmac('sha256', secret || ' ')
          .update(body)
          .digest('hex')}`,
        ['secret'],
      ),
    ).toBe(false)
  })

  it.each(['sha1=', 'sha256=', '', 'é'.repeat(71), 'x'.repeat(100_000)])(
    'a signature of another shape is refused: %s',
    async (header) => {
      expect(await isSigned(body, header, ['secret'])).toBe(false)
    },
  )
})

describe('a repeated delivery', () => {
  it('a delivery repeated at once or much later changes nothing', async () => {
    const harness = await testHarness()
    const sent: { body: string; headers: Headers }[] = []
    const keep = async () => {
      for (const delivery of harness.outbox.pending()) {
        const { body } = delivery
        sent.push({ body, headers: new Headers(headersOf(body, harness.sandbox.app.webhookSecret, delivery.guid)) })
        sent.at(-1)?.headers.set('x-github-event', delivery.event)
      }
      await harness.settle()
    }
    await harness.people.file('maintainer', 'Session: s', '')
    await keep()
    const packet = '**Objective:** a\n\n## Acceptance Criteria\n- [ ] a\n'
    const issue = await harness.people.file('writer', 'Work Packet: a', packet)
    await keep()
    await harness.people.comment('writer', issue, '/pause')
    await keep()
    await harness.people.comment('writer', issue, '/resume')
    await keep()
    const before = harness.picture()
    const writes = harness.proxy.calls().length
    const replay = async (guid: (old: string) => string) => {
      for (const { body, headers } of sent) {
        const again = new Headers(headers)
        again.set('x-github-delivery', guid(headers.get('x-github-delivery') ?? ''))
        const response = await harness.post(
          new Request('http://bot.test/api/github/webhooks', { method: 'POST', body, headers: again }),
        )
        expect(response.status).toBe(202)
      }
      await harness.settle()
    }
    expect(sent.length).toBeGreaterThan(3)
    await replay((old) => old)
    expect(harness.proxy.calls().length).toBe(writes)
    await replay((old) => `again-${old}`)
    expect(harness.picture()).toEqual(before)
    await harness.end({ unheard: 'allowed' })
  })
})
