import { compile, type Machine, meet, run } from './glob.ts'
import { composed } from './one-form.ts'

/** Patterns longer than this are compared by their literal start only. */
const longestEntry = 250
/** Longer file names count as covered by a glob whose literal start they share. */
const longestFile = 500

/**
 * Whether a boundary covers a file. `src/db/` covers all below it, `a.ts` that file, `src/db` the file or the folder, a
 * glob what it matches and all below that. A glob without a slash (`*.md`) counts in every folder. `[id]` is a folder of
 * that name.
 */
export const covers = (entry: string, file: string): boolean => matcher(entry)(file)

/** As `covers`, prepared once for many files. */
export function matcher(entry: string): (file: string) => boolean {
  const matches = inOneForm(entry)
  return (file) => matches(composed(file))
}

/** Whether two names are of one file: by its name alone, whatever characters are in it. */
export const isSameFile = (one: string, other: string): boolean => composed(one) === composed(other)

/** The name of a file as a boundary: what would make it a pattern is taken literally. */
export const asEntry = (file: string): string => file.replace(/[*?{\\]/g, '\\$&')

function inOneForm(entry: string): (file: string) => boolean {
  const pattern = normalEntry(entry)
  const start = literalStart(pattern)
  if (pattern.length > longestEntry) return (file) => file.startsWith(start)
  if (start === pattern) return (file) => isAtOrBelow(file, withoutSlash(pattern), pattern.endsWith('/'))
  const machine = machineOf(pattern)
  return (file) => file.startsWith(start) && (file.length > longestFile || run(machine, file))
}

/** A boundary as it is held against many others. */
export interface Reach {
  entry: string
  pattern: string
  /** What all that it covers starts with. */
  start: string
}

export function reachOf(entry: string): Reach {
  const pattern = normalEntry(entry)
  return { entry, pattern, start: literalStart(pattern) }
}

/**
 * Whether some file could be covered by both. True when that cannot be told at a bounded cost. A path that ends like a
 * file is taken for one, so that `src/**.ts` and `src/a.js` (which might be a folder) do not overlap.
 */
export const overlap = (a: string, b: string): boolean => reachesMeet(reachOf(a), reachOf(b))

/** The same, prepared once for many. */
export function reachesMeet(a: Reach, b: Reach): boolean {
  // What both cover starts as both do. This settles nearly every pair of a large session.
  if (!a.start.startsWith(b.start) && !b.start.startsWith(a.start)) return false
  const [left, right] = [a.pattern, b.pattern]
  if (left.length > longestEntry || right.length > longestEntry) return true
  return meet(machineOf(left, endsLikeFile(left)), machineOf(right, endsLikeFile(right)))
}

function normalEntry(entry: string): string {
  const pattern = composed(entry)
    .trim()
    .replace(/^(?:\.\/)+/, '')
  return pattern === '' || pattern === '.' || pattern === '*' ? '**' : pattern
}

const withoutSlash = (pattern: string): string => (pattern.endsWith('/') ? pattern.slice(0, -1) : pattern)

function isAtOrBelow(file: string, path: string, folderOnly: boolean): boolean {
  return file.startsWith(`${path}/`) || (!folderOnly && file === path)
}

const literalStart = (pattern: string): string => {
  const special = pattern.search(/[*?{\\]/)
  if (special === -1) return pattern
  return pattern.includes('/') ? pattern.slice(0, special) : ''
}

const endsLikeFile = (pattern: string): boolean => /[^/]\.[A-Za-z][A-Za-z0-9]{0,8}$/.test(pattern)

function machineOf(pattern: string, fileOnly = false): Machine {
  const anywhere = !pattern.includes('/') && /[*?{]/.test(pattern)
  const folder = pattern.endsWith('/')
  const below = folder ? 'only' : fileOnly ? 'no' : 'too'
  return compile(`${anywhere ? '**/' : ''}${withoutSlash(pattern)}`, { below })
}
