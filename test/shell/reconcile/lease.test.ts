/** A lease that was lost is noticed before anything is done under it. */
import { beforeEach, describe, expect, it } from 'vitest'
import { LeaseHolder } from '../../../src/shell/reconcile/lease.ts'
import { openStore, type Store } from '../../../src/shell/store/store.ts'
import { createClock } from './fakes.ts'

const minute = 60_000
let store: Store
let clock: ReturnType<typeof createClock>
let slept = 0
let lost: string[] = []

const holdOf = (holder: string): LeaseHolder =>
  new LeaseHolder({
    repo: 7,
    holder,
    store,
    clock: { ...clock, now: () => clock.now() + slept },
    onLost: () => void lost.push(holder),
  })

beforeEach(async () => {
  store = await openStore(':memory:')
  clock = createClock()
  slept = 0
  lost = []
})

describe('the fence', () => {
  it('lets everything through while the lease is held, and prolongs it when little is left', async () => {
    const hold = holdOf('a')
    await hold.take()
    for (let minutes = 0; minutes < 5; minutes++) {
      slept += 1.5 * minute
      await hold.fence.check()
    }
    expect(hold.fence.isLost()).toBe(false)
    expect(lost).toEqual([])
  })

  it('stops whoever slept until the lease ended, even when nobody took it', async () => {
    const hold = holdOf('a')
    await hold.take()
    slept = 3 * minute
    await expect(hold.fence.check()).rejects.toThrow('Another process')
    expect(hold.fence.isLost()).toBe(true)
    expect(lost).toEqual(['a'])
  })

  it('stops whoever slept until another held it, also when that one has let go', async () => {
    const [one, other] = [holdOf('a'), holdOf('b')]
    await one.take()
    slept = 3 * minute
    expect(await other.take()).toEqual({ held: true, changed: true })
    await expect(one.fence.check()).rejects.toThrow('Another process')
    await store.releaseLeases('b')
    await expect(one.fence.check()).rejects.toThrow('Another process')
    expect(await one.keep()).toBe(false)
    await other.fence.check().catch(() => {})
    expect(lost).toEqual(['a', 'b'])
  })
})

describe('taking', () => {
  it('tells whether anybody else worked there since', async () => {
    const [one, other] = [holdOf('a'), holdOf('b')]
    expect(await one.take()).toEqual({ held: true, changed: true })
    slept = 10 * minute
    expect(await one.take()).toEqual({ held: true, changed: false })
    expect(await other.take()).toMatchObject({ held: false })
    slept = 20 * minute
    expect(await other.take()).toMatchObject({ held: true })
    slept = 30 * minute
    expect(await one.take()).toEqual({ held: true, changed: true })
  })

  it('shortens the lease of a killed process when it is found in the way, not only at the start', async () => {
    const one = holdOf('a')
    await one.take()
    const releaseDead = () => store.releaseDeadLeases((holder) => holder === 'a', clock.now() + 10_000)
    const other = new LeaseHolder({ repo: 7, holder: 'b', store, clock, releaseDead, onLost: () => {} })
    expect(await other.take()).toEqual({ held: false, until: clock.now() + 10_000, by: 'a' })
    await clock.advance(10_000)
    expect(await other.take()).toMatchObject({ held: true })
  })

  it('gives back what a stopped process held at once, and what a dead one held soon', async () => {
    const [one, other] = [holdOf('a'), holdOf('b')]
    await one.take()
    await store.releaseDeadLeases((holder) => holder === 'a', clock.now() + 10_000)
    expect(await other.take()).toEqual({ held: false, until: clock.now() + 10_000, by: 'a' })
    await store.releaseLeases('a')
    expect(await other.take()).toMatchObject({ held: true })
  })
})

it('is prolonged beside long work', async () => {
  const [one, other] = [holdOf('a'), holdOf('b')]
  await one.take()
  const work = Promise.withResolvers<void>()
  const working = one.during(() => work.promise)
  await clock.advance(10 * minute)
  expect(await other.take()).toMatchObject({ held: false })
  work.resolve()
  await working
  await clock.advance(10 * minute)
  expect(await other.take()).toMatchObject({ held: true })
})
