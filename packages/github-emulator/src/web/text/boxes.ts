/** Task list boxes: shown so that they can be ticked, and ticked in the text itself. */
import type { Element, Root as HtmlRoot } from 'hast'
import type { ListItem, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import type { VFile } from 'vfile'
import { tooCostly } from './cost.ts'
import { fingerprint } from './fingerprint.ts'

const marker = /^(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\]/

/** A box by its number in the text and a hash of what it says: the text may have moved since it was shown. */
type BoxId = `${number}:${string}`

interface Box {
  id: BoxId
  hash: string
  /** Where the character between the brackets stands. */
  at: number
}

/** Marks every task item with `SECRET:BOX-ID`; `rehypeBoxes` turns the mark into a live box. */
export function remarkBoxes(secret: string) {
  return (tree: Root, file: VFile) => {
    for (const [item, box] of boxesIn(tree, String(file))) {
      item.data = { ...item.data, hProperties: { dataBox: `${secret}:${box.id}` } }
    }
  }
}

export function rehypeBoxes(secret: string, form: string | undefined) {
  return (tree: HtmlRoot) =>
    visit(tree, 'element', (node) => {
      const mark = node.properties.dataBox
      if (mark === undefined) return
      delete node.properties.dataBox
      const input = form === undefined ? undefined : inputOf(node)
      if (!input || typeof mark !== 'string' || !mark.startsWith(`${secret}:`)) return
      const id = mark.slice(secret.length + 1)
      const { disabled: _, ...kept } = input.properties
      input.properties = { ...kept, form, name: 'box', value: id, autoComplete: ['off'], ariaLabel: textOf(node) }
    })
}

/**
 * The text with one box ticked or cleared. Null: there is no such box any more, or it cannot be told which.
 * A box that moved is found by its words.
 */
export function setBox(text: string, id: string, checked: boolean): string | null {
  if (tooCostly(text) !== null) return null
  const boxes = boxesIn(unified().use(remarkParse).use(remarkGfm).parse(text), text).map(([, box]) => box)
  const sameWords = boxes.filter((box) => box.hash === id.split(':')[1])
  const box = boxes.find((one) => one.id === id) ?? (sameWords.length === 1 ? sameWords[0] : undefined)
  if (!box) return null
  return text.slice(0, box.at) + (checked ? 'x' : ' ') + text.slice(box.at + 1)
}

function boxesIn(tree: Root, text: string): [ListItem, Box][] {
  const found: [ListItem, Box][] = []
  visit(tree, 'listItem', (item) => {
    const start = item.position?.start.offset
    if (start === undefined || typeof item.checked !== 'boolean') return
    const match = marker.exec(text.slice(start, start + 80))
    if (!match) return
    const line = text.slice(start + match[0].length).split('\n', 1)[0] ?? ''
    const hash = fingerprint(line.trim())
    found.push([item, { id: `${found.length}:${hash}`, hash, at: start + match[0].length - 2 }])
  })
  return found
}

function inputOf(node: Element): Element | undefined {
  for (const child of node.children) {
    if (child.type !== 'element') continue
    if (child.tagName === 'input') return child
    const inner = child.tagName === 'p' ? inputOf(child) : undefined
    if (inner) return inner
  }
  return undefined
}

function textOf(node: Element): string {
  let text = ''
  visit(node, 'text', (leaf) => {
    text += leaf.value
  })
  return text.replace(/\s+/g, ' ').trim().slice(0, 120)
}
