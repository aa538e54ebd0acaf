/** The changed files of a pull request of a fork, whose commits are not in the repository. REST only. */
import type { DiffFact, FileChange } from '../../../core/snapshot/queries.ts'
import { type ConditionalGet, conditionalList } from '../conditional.ts'
import type { Context } from '../context.ts'

interface FileNode {
  filename: string
  previous_filename?: string
  status: string
  additions: number
  deletions: number
}

/** GitHub: the list ends here, whether there are more or not. */
const MOST_FILES = 3000

/** @returns `mergeBase` null when the list may not be whole */
export async function readFilesOf({ at }: Context, get: ConditionalGet, pull_number: number): Promise<DiffFact> {
  const list = conditionalList(get)
  const found = await list<FileNode>('/repos/{owner}/{repo}/pulls/{pull_number}/files', { ...at, pull_number })
  const isWhole = found.length < MOST_FILES
  return { mergeBase: isWhole ? 'unknown' : null, ahead: 0, behind: 0, files: found.map(changeOf) }
}

const KINDS: Readonly<Record<string, FileChange['kind']>> = { added: 'added', removed: 'removed', renamed: 'renamed' }

const changeOf = ({ filename, previous_filename, status, additions, deletions }: FileNode): FileChange => ({
  path: filename,
  from: previous_filename ?? null,
  kind: KINDS[status] ?? 'modified',
  additions,
  deletions,
  mode: 'file',
})
