import type { Root } from 'mdast'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'

const plain = unified().use(remarkParse).use(remarkGfm).freeze()
const withFrontMatter = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter).freeze()

/** Normalizes line endings and removes a byte order mark. All line numbers and offsets refer to this text. */
export const normalNewlines = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')

/**
 * Parses a text from `normalNewlines` as Markdown. Issue bodies may start with front matter. GitHub shows front matter in a
 * comment as text, so comments are parsed without it.
 */
export const parseMarkdown = (text: string, options: { frontMatter: boolean }): Root =>
  (options.frontMatter ? withFrontMatter : plain).parse(text)

interface Positioned {
  position?:
    | { start: { line: number; offset?: number | undefined }; end: { line: number; offset?: number | undefined } }
    | undefined
}

export const startLine = (node: Positioned): number => node.position?.start.line ?? 1
export const endLine = (node: Positioned): number => node.position?.end.line ?? 1
/** Returns the start and end offset of a node in the source. */
export const outer = (node: Positioned): [number, number] => [
  node.position?.start.offset ?? 0,
  node.position?.end.offset ?? 0,
]
