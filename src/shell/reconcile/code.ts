/** Reads what the code of a commit exports, within the scope of a packet. */
import type { CodeReading, FileExports } from '../../core/contract/reading.ts'
import { matcher } from '../../core/parse/packet/paths.ts'
import type { CodeReader } from '../parsing/code.ts'
import type { GitAccess } from './git.ts'

const BOUNDS = { files: 500, size: 1_000_000, total: 32_000_000 }
/** Files that may exceed the time limit of 2 s before reading stops. */
const MOST_TIMEOUTS = 5

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/
const TEST = /(?:^|\/)(?:__tests__|__mocks__|node_modules)\/|\.(?:test|spec|stories)\.[cm]?[jt]sx?$/

/** Returns null when the mirror does not have the commit. */
export async function readCode(
  git: GitAccess,
  code: CodeReader,
  head: string,
  scope: string[],
): Promise<CodeReading | null> {
  // There may be hundreds of plain file names: a lookup is cheaper than a match.
  const named = new Set(scope)
  const covers = scope.filter((path) => !CODE.test(path) || /[*?{]/.test(path)).map(matcher)
  const within = (path: string) => named.has(path) || covers.some((covered) => covered(path))
  const wanted = (path: string) => CODE.test(path) && !TEST.test(path) && within(path)
  const found = await git.useWith([head], (mirror) => mirror.files(head, wanted, BOUNDS))
  if (found === null) return null
  const files: FileExports[] = []
  let timeouts = 0
  for (const { path, text } of found.files) {
    if (timeouts >= MOST_TIMEOUTS) break
    const file = await code.file(path, text)
    if (file.error?.includes('too long')) timeouts += 1
    files.push(file)
  }
  return { files, left: found.left + found.files.length - files.length }
}
