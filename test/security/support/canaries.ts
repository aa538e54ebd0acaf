/**
 * Foreign text that would do something, were it let through: each piece carries a word nobody else uses, so that it is
 * found again in whatever the bot writes around it.
 */
import type { Nodes, Root } from 'mdast'
import { SKIP, visit } from 'unist-util-visit'
import { markersIn } from '../../../src/core/records/markers.ts'
import { parse } from '../../core/render/rendered.ts'

/** Issue that nobody means, commit that nobody made. */
const NUMBER = 424242
const COMMIT = 'cafe4242cafe4242cafe4242cafe4242cafe4242'

export const pieces: readonly string[] = [
  ...[
    '@canary',
    '@canary/team',
    '(@canary)',
    `#${NUMBER}`,
    `GH-${NUMBER}`,
    `canary/app#${NUMBER}`,
    COMMIT,
    COMMIT.slice(0, 8),
  ],
  ...[
    `Closes #${NUMBER}`,
    `fixes: #${NUMBER}`,
    `Resolves canary/app#${NUMBER}`,
    'https://canary.example/x',
    'www.canary.example',
  ],
  ...[
    `https://github.com/acme/app/issues/${NUMBER}`,
    '<https://canary.example>',
    'mail@canary.example',
    '[canary](https://canary.example)',
  ],
  ...[
    '![canary](https://canary.example/x.png)',
    '[canary]: https://canary.example',
    '<img src="https://canary.example/x.png">',
  ],
  ...[
    '<b>canary</b>',
    '<script>canary()</script>',
    '<details><summary>canary',
    '</details>',
    '<!--',
    '-->',
    '<!-- canary',
    '<?canary',
  ],
  ...['<!-- switchyard:accepted:canary -->', '<!-- switchyard:dashboard -->', '<!-- switchyard:dashboard:end -->'],
  ...[
    `- [x] canary <!-- switchyard:tick:merge:${NUMBER} -->`,
    '<!-- switchyard-record {"by":"canary"} -->',
    '<!-- switchyard-said {"said":[[1,0,2,"canary","User","writer"]]} -->',
    '<!-- switchyard:canary -->',
  ],
  ...[
    '```',
    '````',
    '~~~',
    '`',
    '``',
    '\\',
    '\\`',
    '\\|',
    '|',
    '| canary | b |',
    '\n|---|---|\n',
    '||',
    '* ',
    '**',
    '__',
    '~~',
    '_',
  ],
  ...[
    '\n# canary heading\n',
    '\ncanary heading\n===\n',
    '\n- canary\n',
    '\n1. canary\n',
    '\n> canary\n',
    '\n---\n',
    '\n    canary\n',
  ],
  ...[
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    '\t',
    '  \n',
    '\u0085',
    '\u2028',
    '\u202e',
    '\u2066',
    '\u200b',
    '\u200d',
    '\u0000',
    '\u001b[31m',
    '\ufeff',
  ],
  ...[
    '\ud800',
    '👩‍🚒',
    '&#64;canary',
    '&lt;',
    '&#x202e;',
    '$$canary$$',
    '%%{init: canary}%%',
    '"]; click a "javascript:canary()"',
    '::: canary',
  ],
  ...[
    'canary '.repeat(60),
    'w'.repeat(400),
    '𝕎'.repeat(300),
    "'; rm -rf canary; '",
    '$(canary)',
    '../../canary',
    '--canary',
    ' word ',
    'a',
  ],
]

const ACTIVE = [
  /(?<![\w`])@canary/i,
  new RegExp(`#${NUMBER}`),
  new RegExp(`\\bgh-${NUMBER}`, 'i'),
  /:\/\/canary|www\.canary|@canary\.example/i,
  /(?<!\w)cafe4242[0-9a-f]{0,32}(?!\w)/i,
]
/** What shows nothing or turns the line around. Joiners inside emoji are allowed. */
const UNSEEN = /(?![\t\n])[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u
/** All HTML the bot itself writes. */
const OWN_HTML =
  /^(?:<!-- -->|<!-- switchyard:[a-z0-9:._/-]+ -->|<!-- switchyard-(?:record|said) \{[^<>@#&]*\} -->|<\/?(?:details|summary|sub|sup|br)>)$/

/** What is wrong with a Markdown text that the bot is about to post; empty when nothing is. */
export function wrongIn(body: string, limit = 65_536): string[] {
  const wrong: string[] = []
  if (body.length > limit) wrong.push(`${body.length} characters`)
  const forged = markersIn(body).filter((id) => id.includes('canary') || id.includes(String(NUMBER)))
  if (forged.length > 0) wrong.push(`forged marker ${forged[0]}`)
  const seen = body.replace(/<!-- switchyard-(?:record|said) .* -->/g, '')
  const unseen = UNSEEN.exec(seen)
  if (unseen)
    wrong.push(`unseen character ${JSON.stringify(seen.slice(Math.max(0, unseen.index - 20), unseen.index + 20))}`)
  return [...wrong, ...wrongInTree(parse(body))]
}

function wrongInTree(tree: Root): string[] {
  const wrong: string[] = []
  visit(tree, (node: Nodes) => {
    if (node.type === 'text') for (const act of ACTIVE) if (act.test(node.value)) wrong.push(`${act} in ${node.value}`)
    if (node.type === 'html' && !htmlPieces(node.value).every((one) => OWN_HTML.test(one)))
      wrong.push(`HTML ${node.value}`)
    if (
      (node.type === 'link' || node.type === 'image' || node.type === 'definition') &&
      node.url.includes('canary.example')
    )
      wrong.push(`link to ${node.url}`)
    if (node.type === 'image' || node.type === 'definition' || node.type === 'footnoteDefinition') wrong.push(node.type)
    if (node.type === 'heading' && /^canary/.test(wordsOf(node))) wrong.push(`heading ${wordsOf(node)}`)
    if (node.type === 'table') {
      const width = node.children[0]?.children.length ?? 0
      if (node.children.some((row) => row.children.length !== width)) wrong.push('a table row of another width')
    }
    return node.type === 'link' && !node.url.includes('canary') ? SKIP : undefined
  })
  return wrong
}

const htmlPieces = (html: string): string[] =>
  html.match(/<!--[\s\S]*?(?:-->|$)|<[^>]*>?|[^<]+/g)?.filter((one) => one.trim() !== '' && one.startsWith('<')) ?? []

function wordsOf(node: Nodes): string {
  let words = ''
  visit(node, (one: Nodes) => {
    if (one.type === 'text') words += one.value
  })
  return words
}

/** As `wrongIn`, for what GitHub shows or reads as plain text: titles, commit messages. */
export function wrongInPlain(given: string, limit: number, lines: boolean): string[] {
  const wrong = [...ACTIVE.slice(0, 3), /:\/\//].filter((act) => act.test(given)).map((act) => `${act} in ${given}`)
  if (given.length > limit) wrong.push(`${given.length} characters`)
  if (given.includes('<!--')) wrong.push('a comment')
  if (!lines && given.includes('\n')) wrong.push('more than one line')
  if (UNSEEN.test(given)) wrong.push('an unseen character')
  return wrong
}
