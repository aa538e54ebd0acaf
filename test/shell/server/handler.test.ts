import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/shell/log.ts'
import { createHandler, type Delivery } from '../../../src/shell/server/handler.ts'

const URL_OF_HOOK = 'http://bot.test/api/github/webhooks'
const sign = (body: string | Uint8Array, secret = 'new') =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

function setUp(options: { onDelivery?: (delivery: Delivery) => Promise<void>; ready?: boolean } = {}) {
  const seen: Delivery[] = []
  const onDelivery = options.onDelivery ?? (async (delivery: Delivery) => void seen.push(delivery))
  const handle = createHandler({
    secrets: ['new', 'old'],
    onDelivery,
    isReady: () => options.ready ?? true,
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

it.each([[[]], [['']], [['a', 'b', 'c']]])('does not start with the secrets %j', (secrets) => {
  const make = () => createHandler({ secrets, onDelivery: async () => {}, isReady: () => true, log: silentLog })
  expect(make).toThrow(/secret/)
})

describe('the metrics', () => {
  const page = { text: async () => 'switchyard_errors_total 0\n', contentType: 'text/plain; version=0.0.4' }
  const ask = (token: string | null, headers: Record<string, string> = {}) => {
    const metrics = token === null ? {} : { metrics: { page, token } }
    const handle = createHandler({
      ...{ secrets: ['s'], onDelivery: async () => {}, isReady: () => true, log: silentLog },
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
