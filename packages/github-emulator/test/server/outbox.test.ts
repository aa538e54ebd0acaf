import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createIssue } from '../../src/domain/verbs/index.ts'
import { firstRepo } from '../../src/server/info.ts'
import { ask, testSandbox } from './support.ts'

interface Received {
  event: string | null
  guid: string | null
  body: string
  signature: string | null
}

/** A sandbox whose webhooks end up in a list; `status` is what the receiver answers. */
async function withReceiver(status = () => 200) {
  const received: Received[] = []
  const sandbox = await testSandbox({
    send: async (request) => {
      const { headers } = request
      received.push({
        event: headers.get('x-github-event'),
        guid: headers.get('x-github-delivery'),
        signature: headers.get('x-hub-signature-256'),
        body: await request.text(),
      })
      return new Response(null, { status: status() })
    },
  })
  sandbox.setWebhookUrl('http://localhost/hook')
  const repo = firstRepo(sandbox.forge)
  const [writer] = sandbox.forge.world.users.filter((user) => user.login === 'writer')
  if (!writer) throw new Error('no writer')
  const file = (title: string) => createIssue({ forge: sandbox.forge, actor: writer, repo }, { title, body: 'text' })
  return { sandbox, received, repo, file, outbox: sandbox.outbox }
}

test('a delivery is signed and says what, where, who and for which installation', async () => {
  const { sandbox, received, outbox, file } = await withReceiver()
  file('one')
  await outbox.deliverAll()
  const [delivery] = received
  if (!delivery) throw new Error('nothing received')
  const signature = createHmac('sha256', sandbox.app?.webhookSecret ?? '')
    .update(delivery.body)
    .digest('hex')
  expect(delivery).toMatchObject({ event: 'issues', signature: `sha256=${signature}` })
  expect(JSON.parse(delivery.body)).toMatchObject({
    action: 'opened',
    issue: { title: 'one' },
    repository: { full_name: 'acme/app' },
    sender: { login: 'writer' },
    installation: { id: sandbox.forge.world.installations[0]?.id },
  })
})

test('the body is a photograph of the moment', async () => {
  const { outbox, received, file } = await withReceiver()
  file('before').title = 'after'
  await outbox.deliverAll()
  expect(JSON.parse(received[0]?.body ?? '').issue.title).toBe('before')
})

test('only what the App listens to, and only where it is installed', async () => {
  const { sandbox, outbox, file } = await withReceiver()
  const [app] = sandbox.forge.world.apps
  const [installation] = sandbox.forge.world.installations
  if (!app || !installation) throw new Error('no App')
  const { events } = app
  app.events = ['push']
  file('unheard')
  app.events = events
  installation.suspendedAt = 1
  file('suspended')
  installation.suspendedAt = null
  installation.repoIds = []
  file('elsewhere')
  expect(outbox.pending()).toEqual([])
})

test('deliveries can be lost, doubled, put out of order and sent again, but never by themselves', async () => {
  let status = 500
  const { outbox, received, file } = await withReceiver(() => status)
  for (const title of ['a', 'b', 'c', 'd', 'e', 'f']) file(title)
  const guids = outbox.pending().map(({ guid }) => guid)
  const [first, second, third] = guids
  outbox.drop(second)
  outbox.double(third)
  outbox.shuffle(7)
  const order = outbox.pending().map(({ guid }) => guid)
  expect(order).not.toEqual(guids)
  await outbox.deliverAll()
  expect(received.map(({ guid }) => guid)).toEqual(order)
  expect(order.filter((guid) => guid === third)).toHaveLength(2)
  expect(order).not.toContain(second)

  status = 200
  expect(await outbox.deliverAll()).toBe(0)
  const again = await outbox.redeliver(first ?? '')
  expect(again).toMatchObject({ state: 'delivered', attempts: [{ status: 500 }, { status: 200, redelivery: true }] })
  expect(received.at(-1)?.guid).toBe(first)
  expect(await outbox.redeliver('unknown')).toBeNull()
})

test('the same seed gives the same order', async () => {
  const orders = []
  for (let round = 0; round < 2; round++) {
    const { outbox, file } = await withReceiver()
    for (const title of ['a', 'b', 'c', 'd', 'e']) file(title)
    outbox.shuffle(42)
    orders.push(outbox.pending().map(({ body }) => JSON.parse(body).issue?.title))
  }
  expect(orders[0]).toEqual(orders[1])
})

test('automatic: posted after the change was answered; a receiver that is down is noted and left alone', async () => {
  const sent: string[] = []
  const sandbox = await testSandbox({
    outbox: 'automatic',
    send: async (request) => {
      sent.push(request.headers.get('x-github-event') ?? '')
      throw new TypeError('connection refused')
    },
  })
  sandbox.setWebhookUrl('http://localhost/hook')
  const repo = firstRepo(sandbox.forge)
  const [writer] = sandbox.forge.world.users.filter((user) => user.login === 'writer')
  if (!writer) throw new Error('no writer')
  createIssue({ forge: sandbox.forge, actor: writer, repo }, { title: 'one' })
  await ask(sandbox, 'writer', '{ viewer { login } }')
  await sandbox.outbox.idle()
  expect(sent).toEqual(['issues'])
  expect(sandbox.outbox.kept()[0]).toMatchObject({ state: 'failed', attempts: [{ status: 0 }] })
})
