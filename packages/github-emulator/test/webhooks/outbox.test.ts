/** Each transition of a delivery by itself. */
import { expect, test } from 'vitest'
import { createForge, emptyWorld } from '../../src/domain/create.ts'
import { addApp, addRepo, addUser, install } from '../../src/domain/seed.ts'
import type { EmittedEvent } from '../../src/webhooks/address.ts'
import { createOutbox } from '../../src/webhooks/outbox.ts'

/** An outbox in manual mode with two deliveries; `answers` are the status codes in order, 0 a broken connection. */
function outboxWith(answers: number[] = [], mode: 'automatic' | 'manual' = 'manual') {
  const forge = createForge({ world: emptyWorld(), root: '/nowhere', clock: { now: () => 1_000 } })
  const repo = addRepo(forge, addUser(forge, 'acme', 'Organization'), 'app')
  const app = addApp(forge, { slug: 'helper', permissions: {}, events: ['issues'], webhookUrl: 'http://app.test/' })
  install(forge, app, repo)
  const sent: string[] = []
  const send = async (request: Request) => {
    sent.push(await request.text())
    const status = answers.shift() ?? 200
    if (status === 0) throw new Error('broken')
    return new Response('', { status })
  }
  const outbox = createOutbox({ forge, mode, send })
  const event = (n: number): EmittedEvent => ({
    event: 'issues',
    action: 'opened',
    repoId: repo.id,
    senderId: 1,
    at: 1_000,
    payload: { n },
  })
  const numbers = () => outbox.pending().map(({ body }) => JSON.parse(body).n)
  for (const n of [1, 2]) outbox.add(event(n))
  return { outbox, event, sent, numbers }
}

test('an event becomes a pending delivery for an App that listens to it, and for no other', () => {
  const { outbox, event, numbers } = outboxWith()
  outbox.add({ ...event(3), event: 'star' })
  expect(numbers()).toEqual([1, 2])
  expect(outbox.pending()[0]).toMatchObject({ state: 'pending', attempts: [], event: 'issues', at: 1_000 })
})

test.each([
  [200, 'delivered'],
  [202, 'delivered'],
  [500, 'failed'],
  [0, 'failed'],
])('pending, answered with %i: %s', async (status, state) => {
  const { outbox, numbers } = outboxWith([status])
  expect(await outbox.deliverNext()).toMatchObject({ state, attempts: [{ status, redelivery: false, at: 1_000 }] })
  expect(numbers()).toEqual([2])
})

test('pending, dropped: never posted, and still kept', async () => {
  const { outbox, sent } = outboxWith()
  const guid = outbox.pending()[1]?.guid
  expect(outbox.drop(guid)).toMatchObject({ state: 'dropped' })
  expect(outbox.drop(guid)).toBeNull()
  expect(await outbox.deliverAll()).toBe(1)
  expect(sent).toHaveLength(1)
  expect(outbox.kept().map(({ state }) => state)).toEqual(['dropped', 'delivered'])
})

test('pending, doubled: a copy with the same guid at the end', () => {
  const { outbox, numbers } = outboxWith()
  const copy = outbox.double()
  expect(numbers()).toEqual([1, 2, 1])
  expect(copy?.guid).toBe(outbox.pending()[0]?.guid)
  expect(outbox.double('unknown')).toBeNull()
})

test('failed, redelivered: posted once more with the same guid', async () => {
  const { outbox } = outboxWith([500, 200])
  const failed = await outbox.deliverNext()
  expect(await outbox.redeliver(failed?.guid ?? '')).toMatchObject({
    state: 'delivered',
    attempts: [{ status: 500 }, { status: 200, redelivery: true }],
  })
  expect(await outbox.redeliver('unknown')).toBeNull()
})

test('what another outbox had pending is posted after what is there', () => {
  const [one, other] = [outboxWith(), outboxWith()]
  one.outbox.put(other.outbox.pending())
  expect(one.numbers()).toEqual([1, 2, 1, 2])
})

test('manual: a kick posts nothing; automatic: it posts all, and idle waits for it', async () => {
  const { outbox, sent } = outboxWith()
  outbox.kick()
  await outbox.idle()
  expect(sent).toEqual([])
  outbox.setMode('automatic')
  await outbox.idle()
  expect(sent).toHaveLength(2)
  expect(outbox.pending()).toEqual([])
})

test('automatic: nothing is posted before the kick', async () => {
  const { outbox, sent } = outboxWith([], 'automatic')
  await outbox.idle()
  expect(sent).toEqual([])
  outbox.kick()
  await outbox.idle()
  expect(sent).toHaveLength(2)
})

test('the same seed gives the same order', () => {
  const orders = [1, 1].map((seed) => {
    const { outbox, event, numbers } = outboxWith()
    for (const n of [3, 4, 5, 6]) outbox.add(event(n))
    outbox.shuffle(seed)
    return numbers()
  })
  expect(orders[0]).toEqual(orders[1])
  expect(orders[0]).not.toEqual([1, 2, 3, 4, 5, 6])
})
