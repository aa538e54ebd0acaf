/** Texts made to be costly: pieces that mean something to a Markdown parser, repeated, nested and mixed. */

export const LONGEST = 65_536

export interface Chance {
  /** A whole number from 0 up to, not including, `below`. */
  number(below: number): number
  pick<Value>(list: readonly Value[]): Value
}

/** The same seed always gives the same texts (mulberry32). */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const number = (below: number) => Math.floor(next() * below)
  return {
    number,
    pick: (list) => {
      const found = list[number(list.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
  }
}

/** One or more of each thing that Markdown, GitHub or our readers look for. */
export const pieces: readonly string[] = [
  ...['> ', '>', '- ', '* ', '+ ', '1. ', '1) ', '  - ', '\t- ', '- [ ] ', '- [x] ', '1. [ ] ', '    ', '\t', ' '],
  ...[
    '*',
    '_',
    '**',
    '__',
    '~~',
    '~',
    '***',
    '*a',
    'a*',
    '_a',
    '**a *b ',
    '*_',
    '`',
    '``',
    '`a',
    '```',
    '```\n',
    '~~~\n',
  ],
  ...[
    '[',
    ']',
    '![',
    '](a)',
    '](',
    ')',
    '[a](b)',
    '[a]: b\n',
    '[^a]',
    '[^a]: b\n',
    '[[',
    ']]',
    '<',
    '>',
    '<a',
    '<a b="',
  ],
  ...[
    '<!--',
    '-->',
    '<!-- ',
    '<?',
    '<![CDATA[',
    '<details>',
    '<summary>',
    '</details>',
    '<b>',
    '<br>',
    '&',
    '&amp;',
    '&#64;',
  ],
  ...[
    '|',
    '| a ',
    '|-',
    '|---|---|\n',
    '| a | b |\n',
    'a\n=\n',
    'a\n-\n',
    '=',
    '-',
    '---\n',
    '***\n',
    '# ',
    '## a\n',
    '#',
  ],
  ...[
    '@',
    '@a',
    '@a/b ',
    '#1',
    '#1 ',
    'gh-1',
    'Closes #1\n',
    'http://a',
    'www.a',
    'a@b.c',
    'https://a.b/(',
    ' a@a',
    '&a;',
  ],
  ...[
    '\\',
    '\\\n',
    '  \n',
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    ':',
    ': ',
    ',',
    ';',
    '.',
    '..',
    '/',
    '$',
    '$$',
    '{',
    '}',
    '(',
    '"',
    "'",
  ],
  ...[
    'a',
    'a ',
    'b\n',
    'word ',
    '1',
    '12345678',
    'deadbee',
    '\u200b',
    '\u202e',
    '\u200d',
    '\ufe0f',
    '👩\u200d',
    '\u0000',
    '\ud800',
  ],
  ...[
    '**Objective:** ',
    '**In Scope:** ',
    '**Hard:** ',
    '## Acceptance Criteria\n',
    '## Dependencies\n',
    '## Boundaries\n',
  ],
  ...[
    '## Interface Contract\n',
    'STATUS: ',
    '**STATUS: BLOCKED**\n',
    'Question: ',
    'Reason: ',
    'Completed:\n',
    '40% complete ',
  ],
  ...[
    '/status ',
    '/status done\n',
    '/merge\n',
    '/ask ',
    '/depends on ',
    'None',
    '_No response_\n',
    '`a`, ',
    'a - b, ',
    'src/**/*,',
  ],
  ...[
    '<!-- switchyard:dashboard -->\n',
    '- [x] a <!-- switchyard:tick:merge:1 -->\n',
    '---\na: &a [*a]\n',
    'a: [',
    '? ',
  ],
]

const fill = (piece: string, size: number): string =>
  piece === '' ? '' : piece.repeat(Math.ceil(size / piece.length)).slice(0, size)

const several = (given: Chance, most: number): string =>
  Array.from({ length: 1 + given.number(most) }, () => given.pick(pieces)).join('')

const lineOf = (given: Chance) => `${several(given, 4)}${given.pick(['', 'a', 'word word'])}\n`

/** Each makes a text of about `size` characters. */
const shapes: ((given: Chance, size: number) => string)[] = [
  (given, size) => fill(several(given, 1), size),
  (given, size) => fill(several(given, 2), size),
  (given, size) => fill(several(given, 5), size),
  (given, size) => fill(lineOf(given), size),
  (given, size) => fill(lineOf(given) + lineOf(given), size),
  // Openings and then as many closings.
  (given, size) => fill(several(given, 2), size / 2) + fill(several(given, 2), size / 2),
  (given, size) => `${several(given, 2)}\n${fill(several(given, 3), size)}`,
  (given, size) => fill(several(given, 2), size) + several(given, 2),
  // One thing after another.
  (given, size) =>
    Array.from({ length: 4 }, () => fill(several(given, 3), size / 4)).join(given.pick(['', '\n', '\n\n'])),
  (given, size) => {
    let text = ''
    while (text.length < size) text += fill(several(given, 2), 1 + given.number(40)) + given.pick(['', '', '\n', ' '])
    return text
  },
  // Deeper from line to line, by indentation.
  (given, size) => {
    const mark = given.pick(['- ', '1. ', '> ', '* a\n', '- [ ] '])
    let text = ''
    for (let depth = 0; text.length < size; depth = (depth + 1) % 200) text += `${' '.repeat(depth)}${mark}a\n`
    return text
  },
]

/** A text of at most `size` characters; GitHub takes 65,536. */
export const hostileText = (given: Chance, size = LONGEST): string => given.pick(shapes)(given, size).slice(0, size)
