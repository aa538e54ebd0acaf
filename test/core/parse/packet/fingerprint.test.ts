import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fingerprint } from '../../../../src/core/parse/packet/fingerprint.ts'
import { readPacket } from '../../../../src/core/parse/packet/read.ts'

const body = '**Objective:** x\n\n## Acceptance Criteria\n- [ ] a\n  * [ ] b\n1. [ ] c\n'
const same = (other: string) => fingerprint('t', other) === fingerprint('t', body)

describe('fingerprint', () => {
  test('is a hash of fixed length', () => {
    expect(fingerprint('t', body)).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each([
    ['ticks', body.replaceAll('[ ]', '[x]')],
    ['capital ticks', body.replaceAll('[ ]', '[X]')],
    ['line endings', body.replaceAll('\n', '\r\n')],
    ['trailing blanks', body.replaceAll('\n', '  \n')],
    ['blank lines at the end', `${body}\n\n`],
  ])('%s do not change it', (_what, other) => {
    expect(same(other)).toBe(true)
  })

  test.each([
    ['a word', body.replace('a\n', 'b\n')],
    ['a criterion taken out', body.replace('1. [ ] c\n', '')],
    ['a tick inside a sentence', body.replace('**Objective:** x', '**Objective:** x [x]')],
    ['a hidden comment', `${body}<!-- a -->`],
    ['lines in another order', '- [ ] a\n**Objective:** x\n'],
  ])('%s changes it', (_what, other) => {
    expect(same(other)).toBe(false)
  })

  test('a tick outside of a criterion cannot hide text', () => {
    expect(fingerprint('t', 'see [x](a)')).not.toBe(fingerprint('t', 'see [ ](a)'))
    expect(fingerprint('t', '- [x](a)')).not.toBe(fingerprint('t', '- [ ](a)'))
  })

  test('title and body are separated', () => {
    expect(fingerprint('a', 'b')).not.toBe(fingerprint('a b', ''))
    expect(fingerprint('a\nb', 'c')).toBe(fingerprint('a\nb', 'c'))
  })

  test('composed and decomposed letters are alike', () => {
    expect(fingerprint('t', 'é')).toBe(fingerprint('t', 'e\u0301'))
  })

  test('different words differ', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z ]{0,20}$/), fc.stringMatching(/^[a-z ]{0,20}$/), (a, b) => {
        return (fingerprint('t', a) === fingerprint('t', b)) === (a.trimEnd() === b.trimEnd())
      }),
    )
  })
})

describe('two texts with one fingerprint are parsed the same way', () => {
  const title = 'Work Packet: db'
  const text = [
    '**Objective:** x',
    '## Acceptance Criteria\n- [ ] a',
    '## Interface Contract\n```ts\nconst a = 1\n```',
    '## Boundaries\n**In Scope:** `src/`\n\n**Out of Scope:** `docs/\u00fcber/`, `secrets/`',
  ].join('\n\n')
  const read = (given: string) => readPacket({ title, body: given })

  test.each([
    ['decomposed letters', text.normalize('NFD')],
    ['blanks after a fence that Markdown does not take for such', text.replaceAll('```\n', '```\u00a0\n')],
    ['another character for a backtick', text.replaceAll('`docs', '\u1fefdocs')],
    ['blanks on empty lines', text.replaceAll('\n\n', '\n\u2003\n')],
    ['other line ends', text.replaceAll('\n', ' \r\n')],
  ])('%s', (_what, other) => {
    expect(other).not.toBe(text)
    expect(fingerprint(title, other)).toBe(fingerprint(title, text))
    expect(read(other)).toEqual(read(text))
    expect(read(text).packet.outOfScope.map(({ path }) => path)).toEqual(['docs/\u00fcber/', 'secrets/'])
  })
})
