/** A signature that is wrong early costs as much as one that is wrong late, so its place cannot be found by measuring. */
import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { isSigned } from '../../src/shell/http/signature.ts'
import { busyMs, median } from './support/busy.ts'

const body = Buffer.alloc(1000)
const good = `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`
const wrongAt = (at: number) => good.slice(0, at) + (good[at] === 'a' ? 'b' : 'a') + good.slice(at + 1)

const cost = (header: string) =>
  busyMs(() => {
    for (let run = 0; run < 2000; run += 1) void isSigned(body, header, ['secret', 'other'])
  }, 3)

it('checking a signature takes the same time wherever it is wrong', () => {
  // In pairs, one right after the other, so that a machine that becomes slower meanwhile slows both.
  const ratios = Array.from({ length: 15 }, () => cost(wrongAt(8)) / cost(wrongAt(70)))
  expect(median(ratios)).toBeGreaterThan(0.5)
  expect(median(ratios)).toBeLessThan(2)
})
