/**
 * Renders Markdown as HTML that cannot run scripts: it is parsed, sanitized with GitHub's schema, then extended with
 * links and boxes.
 */
import { randomUUID } from 'node:crypto'
import { raw } from 'hono/html'
import rehypeRaw from 'rehype-raw'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { type Html, html } from '../html.ts'
import { rehypeBoxes, remarkBoxes } from './boxes.ts'
import { tooCostly } from './cost.ts'
import { rehypeDiagrams } from './diagram.ts'
import { remarkLineBreaks } from './line-breaks.ts'
import { type LinkTargets, rehypeLinks } from './links.ts'

export interface MarkdownOptions extends LinkTargets {
  /** The id of the form that ticks this text's boxes; without it the boxes are only shown. */
  boxForm?: string
}

/** HTML for a text. Text that would keep the parser busy for long is shown as it was written. */
export function markdown(text: string, options: MarkdownOptions): Html {
  if (text.trim() === '') return html`<p class="color-fg-muted"><em>No description provided.</em></p>`
  const why = tooCostly(text)
  if (why !== null) return plain(text, why)
  try {
    return raw(render(text, options))
  } catch {
    return plain(text, 'It could not be read as Markdown')
  }
}

const plain = (text: string, why: string): Html =>
  html`<p class="color-fg-muted"><em>${why}, so it is shown as plain text.</em></p><pre class="plain-text">${text}</pre>`

const remembered = new Map<string, string>()
const mostRemembered = 300
const longestRemembered = 500_000

/** Every refresh shows the same texts again; rendering them once is enough. */
function render(text: string, options: MarkdownOptions): string {
  const key = JSON.stringify([options.boxForm, options.base, options.version, text])
  const known = remembered.get(key)
  if (known !== undefined) return known
  const result = String(pipeline(options).processSync(text))
  if (remembered.size >= mostRemembered) remembered.delete(remembered.keys().next().value ?? '')
  if (result.length <= longestRemembered) remembered.set(key, result)
  return result
}

function pipeline(options: MarkdownOptions) {
  // A box is known by a word nobody can guess, so that HTML in the text cannot pretend to be one.
  const secret = randomUUID()
  const attributes = { ...defaultSchema.attributes, li: [...(defaultSchema.attributes?.li ?? []), 'dataBox'] }
  return unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkLineBreaks)
    .use(remarkBoxes, secret)
    .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '' })
    .use(rehypeRaw)
    .use(rehypeSanitize, { ...defaultSchema, attributes })
    .use(rehypeDiagrams)
    .use(rehypeLinks, options)
    .use(rehypeBoxes, secret, options.boxForm)
    .use(rehypeStringify)
}
