import { expect, test } from 'vitest'
import { clock, day, duration, moment, plural } from '../../src/core/time.ts'

const at = Date.UTC(2026, 2, 2, 23, 5)
const HOUR = 3_600_000

test('a moment in a time zone', () => {
  expect(clock(at, 'UTC')).toBe('23:05')
  expect(clock(at, 'Asia/Tokyo')).toBe('08:05')
  expect(day(at, 'UTC')).toBe('2 Mar 2026')
  expect(day(at, 'Asia/Tokyo')).toBe('3 Mar 2026')
  expect(clock(Date.UTC(2026, 2, 2, 0, 5), 'UTC')).toBe('00:05')
})

test('a time zone nobody knows counts as UTC', () => {
  expect(clock(at, 'Mars/Olympus')).toBe('23:05')
})

test.each([
  [at - 5 * HOUR, '23:05'],
  [at - 24 * HOUR, '2 Mar 23:05'],
  [at - 400 * 24 * HOUR, '2 Mar 2026 23:05'],
])('a moment shows the day when it is another than that of the reference', (reference, shown) => {
  expect(moment(at, 'UTC', reference)).toBe(shown)
})

test.each([
  [0, 'less than a minute'],
  [29_000, 'less than a minute'],
  [60_000, '1 minute'],
  [31 * 60_000, '31 minutes'],
  [HOUR, '1 hour'],
  [HOUR + 5 * 60_000, '1 hour 5 minutes'],
  [24 * HOUR, '1 day'],
  [51 * HOUR, '2 days 3 hours'],
])('%i ms is %s', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('plural', () => {
  expect([plural(1, 'file'), plural(0, 'file'), plural(2, 'try', 'tries')]).toEqual(['1 file', '0 files', '2 tries'])
})
