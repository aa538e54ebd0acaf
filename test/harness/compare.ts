/** How one end differs from another. */
import type { Harness } from './harness.ts'

/** Figures measure time, which a mishap takes. */
export const ending = (harness: Harness): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(harness.picture(), (_, value: unknown) =>
      typeof value === 'string' ? value.replace(/## (Figures|Metrics|Learnings)[\s\S]*/, '') : value,
    ),
  )

/** Every leaf that is not the same, as `path: wanted → found`. */
export function differences(wanted: unknown, found: unknown, path = ''): string[] {
  if (Object.is(wanted, found)) return []
  if (Array.isArray(wanted) && Array.isArray(found)) return listDifferences(wanted, found, path)
  if (isObject(wanted) && isObject(found)) {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(found)])
    return [...keys].flatMap((key) => differences(wanted[key], found[key], `${path}.${key}`))
  }
  return [`${path}: ${JSON.stringify(wanted)} → ${JSON.stringify(found)}`]
}

function listDifferences(wanted: unknown[], found: unknown[], path: string): string[] {
  if (isObject(wanted[0]) || isObject(found[0])) {
    const length = Math.max(wanted.length, found.length)
    return Array.from({ length }, (_, n) => differences(wanted[n], found[n], `${path}[${n}]`)).flat()
  }
  const [a, b] = [wanted.map(String), found.map(String)]
  const lacking = without(a, b).map((line) => `${path}: missing ${JSON.stringify(line)}`)
  return [...lacking, ...without(b, a).map((line) => `${path}: too many ${JSON.stringify(line)}`)]
}

/** As a multiset: a line that stands twice is not the same as one that stands once. */
function without(list: string[], other: string[]): string[] {
  const left = [...other]
  return list.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
