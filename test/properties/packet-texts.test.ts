import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costProblem } from '../../src/core/parse/packet/prescan.ts'
import { readPacket } from '../../src/core/parse/packet/read.ts'

const pieces = [
  '**Objective:**',
  '**Branch:** `feature/x`',
  '## Acceptance Criteria',
  '- [ ] ',
  '* [x] ',
  '1. ',
  '**In Scope:** ',
  'src/{a,b}/',
  '**Soft:** ',
  'db - mock',
  '**Hard:** ',
  '#12, auth',
  '## Dependencies',
  '### Boundaries',
  '## Interface Contract',
  '```',
  '> ',
  '<!--',
  '-->',
  '<details>',
  '</details>',
  '~~',
  '**',
  '`',
  '[',
  '](',
  '|',
  '|---|',
  '---',
  '\n',
  '\n\n',
  '\n  ',
  '\t',
  'None',
  '_No response_',
  '# Work Packet: api',
  '\\',
  '&amp;',
  '\u0000',
  '\u2028',
  'é',
  '🎯',
  '<b>',
  ':',
  ', ',
  ' - ',
  '(',
  ')',
  '..',
  '%',
]
const text = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((all) => all.join('')),
  fc.string({ maxLength: 300, unit: 'binary' }),
)

describe('parsing a packet from any text', () => {
  test('any text is read without an error, and problems name lines that exist', () => {
    fc.assert(
      fc.property(text, text, (title, body) => {
        if (costProblem(body)) return
        const { packet, problems } = readPacket({ title, body })
        const lines = body.split(/\r\n?|\n/).length
        const placed = [...packet.acceptance, ...packet.inScope, ...packet.outOfScope, ...packet.hard, ...packet.soft]
        for (const { line } of [...placed, ...problems]) {
          expect(line).toBeGreaterThanOrEqual(0)
          expect(line).toBeLessThanOrEqual(lines)
        }
        for (const { line } of placed) expect(line).toBeGreaterThan(0)
        for (const { message } of problems) expect(message).toMatch(/[.]$/)
      }),
      { numRuns: 1500 },
    )
  })

  test('a text with other line endings reads the same', () => {
    fc.assert(
      fc.property(text, (raw) => {
        const body = raw.replaceAll('\r', '')
        const windows = readPacket({ title: 'Work Packet: api', body: body.replaceAll('\n', '\r\n') })
        expect(windows).toEqual(readPacket({ title: 'Work Packet: api', body }))
      }),
      { numRuns: 500 },
    )
  })

  test('no path leaves the tree, and no entry is blank', () => {
    fc.assert(
      fc.property(text, (body) => {
        const { packet } = readPacket({ title: '', body })
        for (const { path, text: entry } of [...packet.inScope, ...packet.outOfScope]) {
          expect(entry.trim()).not.toBe('')
          expect(path ?? '').not.toMatch(/^\/|(^|\/)\.\.(\/|$)|^\.git(\/|$)/)
        }
        for (const { text: criterion } of packet.acceptance) expect(criterion.trim()).not.toBe('')
      }),
      { numRuns: 1000 },
    )
  })
})
