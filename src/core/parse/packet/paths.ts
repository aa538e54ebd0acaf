import { compile, type Machine, meet, run } from './glob.ts'
import { composed } from './one-form.ts'

/** Patterns longer than this are compared only by their literal start. */
const maxEntryLength = 250
/** Longer file names count as covered by a glob when they begin with its literal start. */
const maxFileLength = 500

/**
 * Returns whether a boundary covers a file. `src/db/` covers everything below it, `a.ts` that file, `src/db` the file or the
 * folder, a glob its matches and everything below them. A glob without a slash (`*.md`) applies in every folder. `[id]` is
 * a literal name.
 */
export const covers = (entry: string, file: string): boolean => matcher(entry)(file)

/** Like `covers`, prepared for many files. */
export function matcher(entry: string): (file: string) => boolean {
  const matches = matcherOfNfc(entry)
  return (file) => matches(composed(file))
}

/** Returns whether two names are of the same file. Glob characters are literal here. */
export const isSameFile = (one: string, other: string): boolean => composed(one) === composed(other)

/** Returns a boundary that covers only this file, with glob characters escaped. */
export const asEntry = (file: string): string => file.replace(/[*?{\\]/g, '\\$&')

function matcherOfNfc(entry: string): (file: string) => boolean {
  const pattern = normalEntry(entry)
  const start = literalStart(pattern)
  if (pattern.length > maxEntryLength) return (file) => file.startsWith(start)
  if (start === pattern) return (file) => isAtOrBelow(file, withoutSlash(pattern), pattern.endsWith('/'))
  const machine = machineOf(pattern)
  return (file) => file.startsWith(start) && (file.length > maxFileLength || run(machine, file))
}

/** A boundary prepared for comparison with many others. */
export interface Reach {
  entry: string
  pattern: string
  /** Common start of all paths it covers. */
  start: string
}

export function reachOf(entry: string): Reach {
  const pattern = normalEntry(entry)
  return { entry, pattern, start: literalStart(pattern) }
}

/**
 * Returns whether both could cover the same file. Returns true when this is too costly to decide. A path that ends like a
 * file name counts as a file, so `src/**.ts` and `src/a.js` (which could be a folder) do not overlap.
 */
export const overlap = (a: string, b: string): boolean => reachesMeet(reachOf(a), reachOf(b))

/** Like `overlap`, for prepared boundaries. */
export function reachesMeet(a: Reach, b: Reach): boolean {
  // A path covered by both begins with both starts. This decides nearly every pair of a large session.
  if (!a.start.startsWith(b.start) && !b.start.startsWith(a.start)) return false
  const [left, right] = [a.pattern, b.pattern]
  if (left.length > maxEntryLength || right.length > maxEntryLength) return true
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
