import { describe, expect, it } from 'vitest'
import { record, recordIn } from '../../../src/core/records/record.ts'

describe('a record', () => {
  it.each([
    'plain',
    '--> <!-- x',
    '@somebody #1 &amp;',
    'a\u2028b\u2029c',
    'zero\u200bwidth \u202e',
    'tag \u{e0041}',
    'lone \ud800',
  ])('keeps %j, on one line that shows nothing of it', (text) => {
    const written = record({ text })
    expect(recordIn(written)).toEqual({ text })
    expect(written.slice(5, -4)).toMatch(/^[^<>@#&\u2028\u2029\u200b\u202e\n]*$/)
  })

  it('fits in a comment whatever its letters cost', () => {
    for (const letter of ['a', '-', '\u200b', '\u{e0041}']) {
      const written = record({ text: letter.repeat(20_000), more: letter.repeat(20_000) })
      expect(written.length).toBeLessThan(60_000)
      expect(recordIn(written)).not.toBeNull()
    }
  })
})
