/**
 * What GitHub would make of a text: Markdown with its extensions, raw HTML taken out, then mentions and references
 * found in the text nodes that are left (outside code and links), each node by itself.
 */

import type { Nodes, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { SKIP, visit } from 'unist-util-visit'

export function parse(markdown: string): Root {
  return unified().use(remarkParse).use(remarkGfm).parse(markdown)
}

const ACTS: [string, RegExp][] = [
  ['mention', /(?<![\w`])@[a-z\d]/i],
  ['issue', /#\d/],
  ['gh', /\bgh-\d/i],
  ['commit', /(?<!\w)(?=[a-f]*\d)[0-9a-f]{7,40}(?!\w)/],
  ['address', /:\/\/|\bwww\./i],
]

export interface Effects {
  /** `mention: …` and the like: what GitHub would act on. */
  acts: string[]
  /** Node types other than those of running text. */
  nodes: string[]
  /** All that a reader sees. */
  shown: string
}

const RUNNING = ['root', 'paragraph', 'text', 'html']

export function effects(markdown: string): Effects {
  const found: Effects = { acts: [], nodes: [], shown: '' }
  visit(parse(markdown), (node: Nodes) => {
    if (node.type === 'code' || node.type === 'inlineCode') {
      found.nodes.push(node.type)
      found.shown += node.value
      return SKIP
    }
    if (node.type === 'html' && node.value !== '<!-- -->') found.nodes.push(`html ${node.value}`)
    if (!RUNNING.includes(node.type)) found.nodes.push(node.type)
    if (node.type !== 'text') return undefined
    found.shown += node.value
    for (const [name, pattern] of ACTS) if (pattern.test(node.value)) found.acts.push(`${name}: ${node.value}`)
    return undefined
  })
  return found
}
