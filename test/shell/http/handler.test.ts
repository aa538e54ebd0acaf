import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHandler } from '../../../src/shell/http/handler.ts'
import type { Delivery } from '../../../src/shell/http/intake.ts'
import { createIntakeLimit } from '../../../src/shell/http/intake-limit.ts'
import { silentLog } from '../../../src/shell/log.ts'

const URL_OF_HOOK = 'http://bot.test/api/github/webhooks'
const sign = (body: string | Uint8Array, secret = 'new') =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

function setUp(options: { onDelivery?: (delivery: Delivery) => Promise<void>; ready?: boolean } = {}) {
  const seen: Delivery[] = []
  const onDelivery = options.onDelivery ?? (async (delivery: Delivery) => void seen.push(delivery))
  const handle = createHandler({
    secrets: ['new', 'old'],
    intake: { receive: onDelivery },
    notReady: () => (options.ready === false ? 'the installations cannot be listed: Not Found' : null),
    log: silentLog,
    bodyLimit: 100,
  })
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    handle(
      new Request(URL_OF_HOOK, {
        method: 'POST',
        body,
        headers: {
          'x-github-delivery': 'guid-1',
          'x-github-event': 'issues',
          'x-hub-signature-256': sign(body),
          ...headers,
        },
      }),
    )
  return { handle, post, seen }
}

describe('a webhook', () => {
  it('with a good signature is handed on and accepted', async () => {
    const { post, seen } = setUp()
    expect((await post('{"action":"opened"}')).status).toBe(202)
    expect(seen).toEqual([{ guid: 'guid-1', event: 'issues', payload: { action: 'opened' } }])
  })

  it('may be signed with the second secret', async () => {
    const { post } = setUp()
    expect((await post('{}', { 'x-hub-signature-256': sign('{}', 'old') })).status).toBe(202)
  })

  it('is checked over the raw bytes, not over their text', async () => {
    const { post, seen } = setUp()
    const bytes = Uint8Array.from([0x22, 0xff, 0x22])
    const replaced = new TextEncoder().encode(new TextDecoder().decode(bytes))
    expect((await post(bytes, { 'x-hub-signature-256': sign(replaced) })).status).toBe(401)
    expect(seen).toEqual([])
  })

  it('may hold any text', async () => {
    const { post, seen } = setUp()
    expect((await post('{"title":"é 漢 👍 \\u0000"}')).status).toBe(202)
    expect(seen[0]?.payload).toEqual({ title: 'é 漢 👍 \0' })
  })

  it('that is no UTF-8 is refused, even with the signature of its bytes', async () => {
    const { post, seen } = setUp()
    expect((await post(Uint8Array.from([0x7b, 0xff, 0x7d]))).status).toBe(401)
    expect(seen).toEqual([])
  })

  it.each([
    ['signed with another secret', '{}', { 'x-hub-signature-256': sign('{}', 'development') }, 401],
    ['signed for another body', '{}', { 'x-hub-signature-256': sign('{ }') }, 401],
    ['with a cut signature', '{}', { 'x-hub-signature-256': sign('{}').slice(0, -1) }, 401],
    ['with an empty signature', '{}', { 'x-hub-signature-256': '' }, 401],
    ['without a delivery id', '{}', { 'x-github-delivery': '' }, 400],
    ['without an event', '{}', { 'x-github-event': '' }, 400],
    ['of all events at once', '{}', { 'x-github-event': '*' }, 400],
    ['of an event that is no name', '{}', { 'x-github-event': '__proto__' }, 400],
    ['that is empty', '', {}, 401],
    ['that is no JSON', '{', {}, 400],
    ['that is no object', '[]', {}, 400],
    ['over the bound', `"${'x'.repeat(100)}"`, {}, 413],
    ['that says it is over the bound', '{}', { 'content-length': '101' }, 413],
  ])('%s is refused', async (_, body, headers, status) => {
    const { post, seen } = setUp()
    expect((await post(body, headers)).status).toBe(status)
    expect(seen).toEqual([])
  })

  it('is read no further than the bound', async () => {
    const { handle } = setUp()
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 60
        controller.enqueue(new Uint8Array(60))
      },
    })
    const headers = { 'x-github-delivery': 'g', 'x-github-event': 'push', 'x-hub-signature-256': 'sha256=0' }
    const init = { method: 'POST', body, headers, duplex: 'half' }
    const response = await handle(new Request(URL_OF_HOOK, init))
    expect(response.status).toBe(413)
    expect(sent).toBeLessThan(400)
  })

  it('that cannot be stored is answered with 500', async () => {
    const { post } = setUp({ onDelivery: () => Promise.reject(new Error('disk full')) })
    expect((await post('{}')).status).toBe(500)
  })
})

describe('other requests', () => {
  it.each([
    ['GET', '/healthz', 200],
    ['GET', '/readyz', 503],
    ['GET', '/', 404],
    ['GET', '/api/github/webhooks', 404],
    ['POST', '/healthz', 404],
    ['POST', '/probot/import', 404],
  ])('%s %s is answered with %i', async (method, path, status) => {
    const { handle } = setUp({ ready: false })
    expect((await handle(new Request(`http://bot.test${path}`, { method }))).status).toBe(status)
  })
})

it('/readyz says why the bot does not work, and that it does', async () => {
  const readyz = async (ready: boolean) => (await setUp({ ready }).handle(new Request('http://bot.test/readyz'))).text()
  expect(await readyz(false)).toBe('not ready: the installations cannot be listed: Not Found\n')
  expect(await readyz(true)).toBe('ready\n')
})

it.each([[[]], [['']], [['a', 'b', 'c']]])('does not start with the secrets %j', (secrets) => {
  const make = () =>
    createHandler({ secrets, intake: { receive: async () => {} }, notReady: () => null, log: silentLog })
  expect(make).toThrow(/secret/)
})

describe('the metrics', () => {
  const page = { text: async () => 'switchyard_errors_total 0\n', contentType: 'text/plain; version=0.0.4' }
  const ask = (token: string | null, headers: Record<string, string> = {}) => {
    const metrics = token === null ? {} : { metrics: { page, token } }
    const handle = createHandler({
      secrets: ['s'],
      intake: { receive: async () => {} },
      notReady: () => null,
      log: silentLog,
      ...metrics,
    })
    return handle(new Request('http://bot.test/metrics', { headers }))
  }

  it('are shown to everybody where no token is set', async () => {
    const answer = await ask('')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, page.contentType])
    expect(await answer.text()).toBe('switchyard_errors_total 0\n')
  })

  it.each([
    [{}, 401],
    [{ authorization: 'Bearer wrong' }, 401],
    [{ authorization: 'secret' }, 401],
    [{ authorization: 'Bearer secret' }, 200],
  ])('with a token are for those who send it: %j', async (headers, status) => {
    expect((await ask('secret', headers)).status).toBe(status)
  })

  it('are no page where nothing is counted', async () => {
    expect((await ask(null)).status).toBe(404)
  })
})

describe('many bodies at once', () => {
  const large = 700
  const sizes = { small: 100, forSmall: 300, forLarge: 1000 }

  /** A request whose body comes when it is told to. */
  function slow(length: number | null, signed: Uint8Array = new Uint8Array()) {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const headers = {
      'x-github-delivery': 'g',
      'x-github-event': 'push',
      'x-hub-signature-256': sign(signed),
      ...(length !== null && { 'content-length': String(length) }),
    }
    const request = new Request(URL_OF_HOOK, { method: 'POST', body: readable, headers, duplex: 'half' } as RequestInit)
    return { request, writer: writable.getWriter() }
  }

  function make() {
    const intakeLimit = createIntakeLimit(sizes)
    const seen: Delivery[] = []
    const handle = createHandler({
      secrets: ['new'],
      notReady: () => null,
      log: silentLog,
      bodyLimit: 800,
      intakeLimit,
      intake: { receive: async (delivery) => void seen.push(delivery) },
    })
    return { intakeLimit, handle, seen }
  }

  const bytesOf = (size: number) => new TextEncoder().encode('{}'.padEnd(size))

  it('a large one gets through, and a second beside it is told to come again', async () => {
    const { intakeLimit, handle, seen } = make()
    const body = bytesOf(large)
    const first = slow(large, body)
    const answering = handle(first.request)
    const second = await handle(slow(large).request)
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '10'])
    await first.writer.write(body)
    await first.writer.close()
    expect((await answering).status).toBe(202)
    expect(seen).toHaveLength(1)
    expect(intakeLimit.taken()).toBe(0)
  })

  it('small ones get through while the room for large ones is taken', async () => {
    const { handle } = make()
    void handle(slow(large).request)
    const small = slow(2, new TextEncoder().encode('{}'))
    const answering = handle(small.request)
    await small.writer.write(new TextEncoder().encode('{}'))
    await small.writer.close()
    expect((await answering).status).toBe(202)
  })

  it('what says nothing of its length has room as it comes, and no more than there is', async () => {
    const { intakeLimit, handle } = make()
    void handle(slow(large).request)
    const unknown = slow(null)
    const answering = handle(unknown.request)
    await unknown.writer.write(new Uint8Array(90))
    expect(intakeLimit.taken()).toBe(large + 90)
    void unknown.writer.write(new Uint8Array(90)).catch(() => {})
    expect((await answering).status).toBe(503)
    expect(intakeLimit.taken()).toBe(large)
  })

  it('gives the room back when the sender breaks off, sends too much, or signs wrongly', async () => {
    const { intakeLimit, handle } = make()
    const broken = slow(large)
    const answering = handle(broken.request).catch(() => 'broken')
    await broken.writer.abort(new Error('gone'))
    expect(await answering).toBe('broken')
    const over = slow(10)
    const refused = handle(over.request)
    void over.writer.write(new Uint8Array(20)).catch(() => {})
    expect((await refused).status).toBe(413)
    const forged = slow(20)
    const unsigned = handle(forged.request)
    await forged.writer.write(new Uint8Array(20))
    await forged.writer.close()
    expect((await unsigned).status).toBe(401)
    expect(intakeLimit.taken()).toBe(0)
  })

  it('the usual room holds the largest delivery of GitHub, and one of them', () => {
    const intakeLimit = createIntakeLimit()
    const limit = 25 * 1024 * 1024
    expect(intakeLimit.take(limit, intakeLimit.isSmall(limit))).not.toBeNull()
    expect(intakeLimit.take(limit, intakeLimit.isSmall(limit))).toBeNull()
    expect(intakeLimit.take(1000, intakeLimit.isSmall(1000))).not.toBeNull()
  })
})
