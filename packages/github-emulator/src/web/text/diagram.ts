/** Mermaid fences as pictures. An <img> runs no script and loads nothing, whatever the diagram says. */
import { renderMermaidSVG } from 'beautiful-mermaid'
import type { Element, Root } from 'hast'
import { SKIP, visit } from 'unist-util-visit'

/** Laying out a graph of this many arrows takes about a second, so all of a text share them. */
const most = { characters: 12_000, lines: 300, arrows: 160, diagrams: 10 }

/** A diagram that cannot be drawn (or would take long) stays a code block with its source. */
export function rehypeDiagrams() {
  return (tree: Root) => {
    let tried = 0
    let arrows = 0
    visit(tree, 'element', (node, index, parent) => {
      const source = node.tagName === 'pre' ? mermaidIn(node) : null
      if (source === null || !parent || index === undefined) return undefined
      arrows += arrowsIn(source)
      const svg = tried++ < most.diagrams && arrows <= most.arrows ? draw(source) : null
      if (svg !== null) parent.children[index] = picture(svg, source)
      return SKIP
    })
  }
}

function mermaidIn(pre: Element): string | null {
  const code = pre.children[0]
  if (code?.type !== 'element' || code.tagName !== 'code') return null
  const names = code.properties.className
  if (!Array.isArray(names) || !names.includes('language-mermaid')) return null
  return code.children.map((child) => (child.type === 'text' ? child.value : '')).join('')
}

function draw(source: string): string | null {
  if (isTooLarge(source)) return null
  try {
    const svg = renderMermaidSVG(source, { transparent: true, padding: 12, font: 'sans-serif' })
    // The library asks for a web font; a picture could not load it, and nothing should try.
    return svg.replace(/@import url\([^)]*\);/g, '')
  } catch {
    return null
  }
}

function isTooLarge(source: string): boolean {
  return source.length > most.characters || source.split('\n').length > most.lines
}

const arrowsIn = (source: string): number => source.match(/--|==|-\.|&/g)?.length ?? 0

function picture(svg: string, source: string): Element {
  const src = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  const alt = `Diagram: ${source.slice(0, 1_000)}`
  const img: Element = { type: 'element', tagName: 'img', properties: { src, alt }, children: [] }
  return { type: 'element', tagName: 'div', properties: { className: ['diagram'] }, children: [img] }
}
