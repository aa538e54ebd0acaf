import { describe, expect, test } from 'vitest'
import { plain } from '../../src/cli/plain.ts'
import { readable } from '../../src/cli/print/markdown.ts'
import { styleFor, table, widthOf } from '../../src/cli/print/style.ts'
import { dashboardRow } from '../../src/cli/verbs/status.ts'

const none = styleFor(false)

test('colours are used only on a terminal', () => {
  expect(none('red', 'x')).toBe('x')
  expect(styleFor(true)('red', 'x')).toBe('\u001b[31mx\u001b[39m')
})

test.each([
  ['abc', 3],
  ['🟢 Running', 10],
  ['⏸️', 2],
  ['日本', 4],
  ['é', 1],
  ['', 0],
])('width of %s', (text, width) => {
  expect(widthOf(text)).toBe(width)
})

test('columns line up behind emoji, and control characters are removed', () => {
  const text = table(
    ['A', 'B'],
    [
      ['🟢', 'x'],
      ['ab', '\u001b[2Jy\nz'],
    ],
    none,
  )
  expect(text).toBe('A   B\n🟢  x\nab  y z')
})

test.each([
  ['**Bold** and `code`', 'Bold and code'],
  ['[words](https://example.com/a_b)', 'words'],
  ['a\\*b \\[x\\] &lt;b&gt; &#64;you', 'a*b [x] <b> @you'],
  ['2 * 3 ** 4', '2 * 3 ** 4'],
])('%s', (markdown, text) => {
  expect(plain(markdown)).toBe(text)
})

describe('a dashboard in a terminal', () => {
  test('headings, bullets, tables, code and the graph', () => {
    const markdown = [
      '## Progress',
      '',
      '| # | Packet |',
      '|---|---|',
      '| #2 | [api](u) a\\|b |',
      '',
      '- **one**',
      '```mermaid',
      'graph LR',
      '  p2["api"]:::done',
      '  n_3(["auth"])',
      '  n_3 --> p2',
      '```',
      '```text',
      '/merge `x`',
      '```',
    ].join('\n')
    expect(readable(markdown, none).split('\n')).toEqual([
      ...['Progress', '', '#   Packet', '#2  api a|b', '', '• one', '  auth → api', '    /merge `x`'],
    ])
  })

  test('a row of the table', () => {
    const row = '| #2 | feature/api | api | 🟢 Running | 09:12 | ~40% | half \\| done |'
    expect(dashboardRow(row)).toEqual({ lastCheck: '09:12', progress: '~40%', notes: 'half | done' })
  })
})
