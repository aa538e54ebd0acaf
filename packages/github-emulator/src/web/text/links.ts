/** #12, @login and known commit ids become links, as on GitHub. */
import type { Element, ElementContent, Root, Text } from 'hast'
import { SKIP, visit } from 'unist-util-visit'

export interface LinkTargets {
  /** `/OWNER/REPO` */
  base: string
  /** Changes whenever a target may have come or gone, so that a remembered rendering is not reused. */
  version: string
  isIssue(number: number): boolean
  isUser(login: string): boolean
  isCommit(sha: string): boolean
}

const reference = /(?<![\w/#&@.-])(?:#(\d{1,7})|@([a-z\d](?:[a-z\d-]{0,38})(?:\[bot\])?)|([0-9a-f]{7,40}))(?![\w-])/gi
const closed = new Set(['a', 'code', 'pre', 'tt', 'kbd', 'samp'])

export function rehypeLinks(targets: LinkTargets) {
  return (tree: Root) =>
    visit(tree, (node, index, parent) => {
      if (node.type === 'element') return visitElement(node)
      if (node.type !== 'text' || !parent || index === undefined) return undefined
      const pieces = split(node, targets)
      if (pieces.length < 2 && pieces[0]?.type === 'text') return undefined
      parent.children.splice(index, 1, ...pieces)
      return [SKIP, index + pieces.length] as const
    })
}

function visitElement(node: Element) {
  if (node.tagName === 'a' && /^https?:/i.test(String(node.properties.href ?? ''))) {
    node.properties.rel = ['nofollow', 'noopener']
  }
  return closed.has(node.tagName) ? SKIP : undefined
}

function split(node: Text, targets: LinkTargets): ElementContent[] {
  const pieces: ElementContent[] = []
  let from = 0
  for (const match of node.value.matchAll(reference)) {
    const link = linkFor(match, targets)
    if (!link) continue
    if (match.index > from) pieces.push({ type: 'text', value: node.value.slice(from, match.index) })
    pieces.push(link)
    from = match.index + match[0].length
  }
  if (from < node.value.length || pieces.length === 0) pieces.push({ type: 'text', value: node.value.slice(from) })
  return pieces
}

function linkFor(match: RegExpMatchArray, targets: LinkTargets): Element | undefined {
  const [whole, number, login, sha] = match
  if (number && targets.isIssue(Number(number))) return anchor(`${targets.base}/issues/${number}`, whole)
  if (login && targets.isUser(login)) {
    return { type: 'element', tagName: 'strong', properties: { className: ['mention'] }, children: [text(whole)] }
  }
  if (!sha || !targets.isCommit(sha)) return undefined
  const code: Element = { type: 'element', tagName: 'code', properties: {}, children: [text(sha.slice(0, 7))] }
  return { ...anchor(`${targets.base}/commit/${sha}`, ''), children: [code] }
}

const anchor = (href: string, label: string): Element => ({
  type: 'element',
  tagName: 'a',
  properties: { href },
  children: [text(label)],
})

const text = (value: string): Text => ({ type: 'text', value })
