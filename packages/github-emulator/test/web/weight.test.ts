/** Texts of many small things are shown as they are written; what people and the bot write at length is formatted. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { largeSession } from '../../../../test/core/support/large-session.ts'
import { markdown } from '../../src/web/text/markdown.ts'
import { weightOf } from '../../src/web/text/weight.ts'

const longest = 65_536
const targets = { base: '/acme/app', version: '1', isIssue: () => true, isUser: () => true, isCommit: () => true }
const show = (text: string) => String(markdown(text, targets))
const fill = (piece: string) => piece.repeat(Math.ceil(longest / piece.length)).slice(0, longest)

describe('too much for one page', () => {
  test.each([
    ...['#1\r', 'a\n\n', '  - ```\n\n#1\n\n', 'www.a ', 'www.aa\n', 'a@b.c ', 'http://a ', '> a\n\n', '> - a\n\n'],
    ...[
      '- a\n\n1. a\n\n',
      '- > a\n',
      '- [ ] a\n',
      '# a\n',
      '`a` ',
      '*a* b\n\n',
      '[a](b)\n\n',
      '> a\n',
      '```\na\n```\n',
    ],
    `|a|\n|-|\n${'|a|\n'.repeat(9000)}`,
    `|${'a|'.repeat(300)}\n|${'-|'.repeat(300)}\n${`|${'a|'.repeat(300)}\n`.repeat(60)}`,
  ])('%j over and over', (piece) => {
    expect(show(fill(piece))).toContain('so it is shown as plain text')
  })

  test('quotes cost the more the more of them there are', () => {
    const quotes = (count: number) => weightOf('> a\n\n'.repeat(count))
    expect(quotes(2000)).toBeGreaterThan(2.5 * quotes(1000))
  })

  test('all diagrams of a text share what one may cost', () => {
    const diagram = (from: number) =>
      `\`\`\`mermaid\ngraph TD\n${Array.from({ length: 90 }, (_, n) => `  a${from + n} --> b`).join('\n')}\n\`\`\`\n\n`
    expect(show(diagram(0) + diagram(100)).match(/data:image/g)).toHaveLength(1)
  })
})

describe('formatted however long', () => {
  const page = readFileSync(new URL('../../../../docs/commands.md', import.meta.url), 'utf8')
  const large = largeSession()
  test.each([
    ['documentation', fill(page)],
    ['a dashboard', large.world.body(large.session)],
    ['the log of a test', `\`\`\`\n${'ok\n'.repeat(8_000)}\`\`\``],
    ['prose', fill(`${'word '.repeat(15)}\n`)],
  ])('%s', (_, text) => {
    expect(show(text)).not.toContain('so it is shown as plain text')
  })
})
