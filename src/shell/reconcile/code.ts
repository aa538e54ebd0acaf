/** Reads what the code of a commit exports, as far as it is among some paths. */
import type { CodeReading, FileExports } from '../../core/contract/reading.ts'
import { matcher } from '../../core/parse/packet/paths.ts'
import type { CodeReader } from '../parsing/code.ts'
import type { GitAccess } from './git.ts'

const BOUNDS = { files: 500, size: 1_000_000, total: 32_000_000 }
/** A file takes 2 s at most; so many of them that are ended there, and no more are read. */
const MOST_UNREAD = 5

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/
const TEST = /(?:^|\/)(?:__tests__|__mocks__|node_modules)\/|\.(?:test|spec|stories)\.[cm]?[jt]sx?$/

/** null when the commit is not here. */
export async function readCode(
  git: GitAccess,
  code: CodeReader,
  head: string,
  scope: string[],
): Promise<CodeReading | null> {
  // Changed files come by their names, hundreds at times: a look is cheaper than a match.
  const named = new Set(scope)
  const covers = scope.filter((path) => !CODE.test(path) || /[*?{]/.test(path)).map(matcher)
  const within = (path: string) => named.has(path) || covers.some((covered) => covered(path))
  const wanted = (path: string) => CODE.test(path) && !TEST.test(path) && within(path)
  const found = await git.useWith([head], (mirror) => mirror.files(head, wanted, BOUNDS))
  if (found === null) return null
  const files: FileExports[] = []
  let unread = 0
  for (const { path, text } of found.files) {
    if (unread >= MOST_UNREAD) break
    const file = await code.file(path, text)
    if (file.error?.includes('too long')) unread += 1
    files.push(file)
  }
  return { files, left: found.left + found.files.length - files.length }
}
