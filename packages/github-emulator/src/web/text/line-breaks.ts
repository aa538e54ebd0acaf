import type { PhrasingContent, Root } from 'mdast'
import { visit } from 'unist-util-visit'

/** GitHub shows a line break inside a paragraph of an issue or comment as one. */
export function remarkLineBreaks() {
  return (tree: Root) =>
    visit(tree, 'text', (node, index, parent) => {
      if (index === undefined || !parent || !node.value.includes('\n')) return undefined
      const parts = node.value.split(/[ \t]*\r?\n[ \t]*/)
      const pieces = parts.flatMap((value, at): PhrasingContent[] => {
        const text: PhrasingContent[] = value === '' ? [] : [{ type: 'text', value }]
        return at === 0 ? text : [{ type: 'break' }, ...text]
      })
      parent.children.splice(index, 1, ...pieces)
      return index + pieces.length
    })
}
