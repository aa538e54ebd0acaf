import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBucket } from '../../../../src/shell/github/budget/bucket.ts'

const HOUR = 3_600_000

function bucketAt(limit: number, span: number) {
  const clock = { now: 1_000_000 }
  return { clock, bucket: createBucket(limit, span, () => clock.now) }
}

describe('a bucket', () => {
  it('lets half of the limit out at once, then evenly', () => {
    const { clock, bucket } = bucketAt(100, 60_000)
    for (let n = 0; n < 50; n++) {
      expect(bucket.wait(1, 0)).toBe(0)
      bucket.take(1)
    }
    expect(bucket.wait(1, 0)).toBe(1200)
    clock.now += 1200
    expect(bucket.wait(1, 0)).toBe(0)
    bucket.take(1)
    expect(bucket.wait(1, 0)).toBe(1200)
  })

  it('never lets out more than the limit in any span, whatever is asked when', () => {
    const asks = fc.array(fc.record({ after: fc.nat(20_000), amount: fc.integer({ min: 1, max: 7 }) }), {
      maxLength: 300,
    })
    fc.assert(
      fc.property(asks, (all) => {
        const { clock, bucket } = bucketAt(80, 60_000)
        const gone: { at: number; amount: number }[] = []
        for (const { after, amount } of all) {
          clock.now += after
          if (bucket.wait(amount, 0) > 0) continue
          bucket.take(amount)
          gone.push({ at: clock.now, amount })
          const inSpan = gone.filter(({ at }) => at > clock.now - 60_000)
          expect(inSpan.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(80)
        }
      }),
    )
  })

  it('waits exactly as long as it says', () => {
    const { clock, bucket } = bucketAt(500, HOUR)
    bucket.take(250)
    const wait = bucket.wait(3, 0)
    clock.now += wait - 1
    expect(bucket.wait(3, 0)).toBeGreaterThan(0)
    clock.now += 1
    expect(bucket.wait(3, 0)).toBe(0)
  })

  it('keeps the reserve for those who may use it', () => {
    const { bucket } = bucketAt(100, 60_000)
    bucket.take(41)
    expect(bucket.wait(1, 10)).toBeGreaterThan(0)
    expect(bucket.wait(1, 0)).toBe(0)
  })

  it('lets out what is larger than itself when it is full', () => {
    const { bucket } = bucketAt(100, 60_000)
    expect(bucket.wait(80, 10)).toBe(0)
    bucket.take(80)
    expect(bucket.wait(1, 0)).toBeGreaterThan(0)
  })

  it('is full again when the server begins anew', () => {
    const { clock, bucket } = bucketAt(5000, HOUR)
    bucket.correct(0, 5000, clock.now + 600_000)
    clock.now += 599_999
    expect(bucket.wait(1, 500)).toBeGreaterThan(0)
    clock.now += 1
    expect(bucket.wait(1, 500)).toBe(0)
  })

  it.each([
    ['others used it up', 10, 5000, HOUR, 'waits'],
    ['little is left, and the reset is near', 100, 5000, 60_000, 'goes'],
    ['nothing is left until the reset', 0, 5000, 60_000, 'waits'],
    ['a larger limit holds', 12_000, 12_500, HOUR, 'goes'],
  ])('believes the server: %s', (_, left, limit, resetIn, then) => {
    const { clock, bucket } = bucketAt(5000, HOUR)
    bucket.correct(left, limit, clock.now + resetIn)
    expect(bucket.wait(1, 0) === 0 ? 'goes' : 'waits').toBe(then)
    expect(bucket.limit()).toBe(limit)
  })
})
