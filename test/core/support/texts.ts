/** Long texts for the bounds of the readers. */
const size = 60_000
const fill = (piece: string): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size)
const lines = (piece: string): string => `${piece}\n`.repeat(Math.ceil(size / (piece.length + 1))).slice(0, size)

/** Each keeps the Markdown parser busy for seconds, or overflows its stack. */
export const hostile: Record<string, string> = {
  'nested quotes': fill('> '),
  'nested quotes without blanks': fill('>'),
  'nested numbered lists': fill('1. '),
  'nested bullets': fill('+ '),
  'quotes and bullets': fill('> - '),
  'bullets ten deep on each line': lines(`${'- '.repeat(10)}a`),
  'alternating emphasis': fill('*_'),
  'emphasis that opens': fill('**a *b '),
  'emphasis inside words': fill('a*'),
  'strike-through that opens': fill('~~a '),
  'opening brackets': fill('['),
  'closing brackets': fill(']'),
  images: `${'!['.repeat(size / 4)}${'](a)'.repeat(size / 8)}`,
  'links in links': `${'['.repeat(size / 5)}${'](a)'.repeat(size / 5)}`,
  'underlined headings': fill('a\n=\n'),
  'more underlined headings': fill('a\n-\n'),
  underlines: fill('=\n'),
  'unfinished comments': fill('a<!-- '),
  'unfinished tags': fill('<a b="'),
  entities: `http://a${fill('&a;')}`,
  'a list carried on lazily': `- a\n${fill('b\n')}`,
  'too long': 'a'.repeat(100_000),
}

const sentence =
  'The quick brown fox (see `src/a.ts`, **bold** and [a link](https://a.example)) jumps over snake_case_names.'

export const honest: Record<string, string> = {
  prose: lines(sentence),
  paragraphs: lines(`${sentence}\n`),
  boxes: lines('- [ ] GET /api/users lists *users* of [one](#1) page'),
  'short boxes': lines('- [ ] a'),
  'nested lists': lines('- a\n  - b\n    - c'),
  'a table': `| a | b |\n|---|---|\n${lines('| `x` | **y** and [z](u) |')}`.slice(0, size),
  'a log in a fence': `\`\`\`\n${lines('> > > [INFO] at <anonymous> *** __init__ [1] [2] & && ~~')}`
    .slice(0, size - 4)
    .concat('\n```'),
  'a log outside a fence': lines('2026-01-01 [INFO] worker-1 loaded my_module_name in 12ms'),
  'a quoted mail': lines('> > > and then he wrote that it was done'),
  'code indented': `text\n\n${lines('    const a = b[c] * d[e] // <T>\n')}`.slice(0, size),
  headings: lines('## A heading\n\nWith a line below it.\n'),
  'rules between sections': lines('Some words about it, at some length, as people write them.\n\n---\n'),
}
