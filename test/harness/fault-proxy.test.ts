import { describe, expect, it } from 'vitest'
import { FaultQueue, type InjectedFault } from './fault-proxy.ts'

const fault = (more: Partial<InjectedFault> = {}): InjectedFault => ({
  route: 'GET /a',
  answer: () => new Response(null, { status: 502 }),
  ...more,
})

/** Which of these requests go wrong. */
const broken = (queue: FaultQueue, ...routes: string[]) => routes.map((route) => queue.take(route) !== null)

describe('a fault', () => {
  it.each<[string, Partial<InjectedFault>, string[], boolean[]]>([
    ['happens to the next request of its route', {}, ['GET /b', 'GET /a', 'GET /a'], [false, true, false]],
    ['happens to the nth', { nth: 2 }, ['GET /a', 'GET /a', 'GET /a'], [false, true, false]],
    ['happens some times', { times: 2 }, ['GET /a', 'GET /a', 'GET /a'], [true, true, false]],
    ['happens to any route', { route: null }, ['GET /b', 'GET /a'], [true, false]],
    ['happens to routes like this', { route: /\/b$/ }, ['GET /a', 'GET /b'], [false, true]],
  ])('%s', (_, more, routes, expected) => {
    const queue = new FaultQueue()
    queue.add(fault(more))
    expect(broken(queue, ...routes)).toEqual(expected)
    expect(queue.happened()).toBe(expected.filter(Boolean).length)
    expect(queue.waiting()).toBe(0)
  })

  it('waits for its turn behind another', () => {
    const queue = new FaultQueue()
    const [first, second] = [fault(), fault()]
    queue.add(first)
    queue.add(second)
    expect([queue.take('GET /a'), queue.take('GET /a'), queue.take('GET /a')]).toEqual([first, second, null])
  })

  it('no longer happens once all is well', () => {
    const queue = new FaultQueue()
    queue.add(fault({ answer: 'stale' }))
    expect([queue.waiting(), queue.hasStale()]).toEqual([1, true])
    queue.clear()
    expect([queue.waiting(), queue.hasStale(), queue.take('GET /a')]).toEqual([0, false, null])
  })
})
