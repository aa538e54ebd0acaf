import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { type Field, meaningOf } from './labels.ts'

export interface FrontMatterValue {
  texts: string[]
  line: number
}

/**
 * Reads front matter as lists of texts by lower-case key. All values stay strings because `depends_on: [001]` means the
 * packet `001`. Returns an empty map for invalid YAML.
 */
export function readFrontMatter(yaml: string): Map<string, FrontMatterValue> {
  const values = new Map<string, FrontMatterValue>()
  const lines = new LineCounter()
  const document = parseYaml(yaml, lines)
  if (!document || document.errors.length > 0 || !isMap(document.contents)) return values
  for (const pair of document.contents.items) {
    if (!isScalar(pair.key)) continue
    const start = pair.key.range?.[0] ?? 0
    const found = { texts: textsOf(pair.value), line: lines.linePos(start).line + 1 }
    values.set(String(pair.key.value).toLowerCase().replaceAll('-', '_'), found)
  }
  return values
}

/** Deeply nested YAML overflows the parser's stack; it is ignored. */
function parseYaml(yaml: string, lineCounter: LineCounter) {
  try {
    return parseDocument(yaml, { schema: 'failsafe', lineCounter, logLevel: 'silent' })
  } catch {
    return null
  }
}

function textsOf(node: unknown): string[] {
  if (isScalar(node)) return node.value === null || node.value === '' ? [] : [String(node.value)]
  return isSeq(node) ? node.items.flatMap((item) => (isScalar(item) ? textsOf(item) : [])) : []
}

/** Returns the texts of the first key that means this field: `acceptance_criteria`, `forbidden-files`, `goal`. */
export function frontFor(front: Map<string, FrontMatterValue>, field: Field): FrontMatterValue | undefined {
  for (const [key, value] of front) {
    const meaning = value.texts.length === 0 ? null : meaningOf(key.replaceAll('_', ' '))
    if (meaning?.fields[0] === field) return value
  }
  return undefined
}
