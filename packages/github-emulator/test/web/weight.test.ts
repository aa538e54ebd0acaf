/** Texts of many small things are shown as they are written; what people and Apps write at length is formatted. */
import { describe, expect, test } from 'vitest'
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
  const page = `## Commands

| Command | What it does | Who |
|---|---|---|
| \`/merge\` | Merges the change when its checks have passed. | a writer |
| \`/close WHY\` | Closes the issue, and says why. See [rules](rules.md). | a maintainer |

A command stands at the *start* of a line of a comment. What follows on the same line belongs to it.

1. Write it.
2. Read the answer, which is a reaction or a comment that says what is wrong and what would be right.

`
  const row = (n: number) =>
    `| [#${n}](/acme/app/issues/${n}) \`part-${n}\` | **Running** 40% | 3 of 5 | [red](/acme/app/runs/${n}) | 5 min |\n`
  const table = `| Part | State | Done | Checks | Age |\n|---|---|---|---|---|\n${Array.from({ length: 60 }, (_, n) => row(n)).join('')}`
  test.each([
    ['documentation', fill(page)],
    ['a table of sixty parts with a list below it', `${table}\n${'- [ ] one thing, see #1\n'.repeat(300)}`],
    ['the log of a test', `\`\`\`\n${'ok\n'.repeat(8_000)}\`\`\``],
    ['prose', fill(`${'word '.repeat(15)}\n`)],
  ])('%s', (_, text) => {
    expect(show(text)).not.toContain('so it is shown as plain text')
  })
})
