/** A unified diff as data. */
import { git, isSha } from './git.ts'

export interface FileDiff {
  path: string
  /** Set for a rename. */
  from: string | null
  kind: 'added' | 'modified' | 'removed' | 'renamed'
  additions: number
  deletions: number
  lines: DiffLine[]
  /** Binary files and very long diffs show no lines. */
  note: string | null
}

export interface DiffLine {
  kind: 'hunk' | 'add' | 'remove' | 'context'
  old: number | null
  new: number | null
  text: string
}

const mostLines = 1_500
const mostFiles = 300
const options = ['--no-ext-diff', '--no-textconv', '--no-color', '-M', '--src-prefix=a/', '--dst-prefix=b/']

/** What `to` changed: since their merge base (`symmetric`), or against `from` itself. Null: git cannot say. */
export async function diffBetween(
  dir: string,
  from: string,
  to: string,
  symmetric: boolean,
): Promise<FileDiff[] | null> {
  if (!isSha(from) || !isSha(to)) return null
  const range = symmetric ? [`${from}...${to}`] : [from, to]
  return readDiff(dir, ['diff', ...options, ...range])
}

/** What a commit changed against its first parent (everything, for a root commit). */
export async function diffOfCommit(dir: string, sha: string): Promise<FileDiff[] | null> {
  if (!isSha(sha)) return null
  return readDiff(dir, ['show', '--format=', '--diff-merges=first-parent', ...options, sha])
}

/** Names come from `--name-status -z`, which never quotes; the patch gives the lines, in the same order. */
async function readDiff(dir: string, command: string[]): Promise<FileDiff[] | null> {
  const [first = '', ...rest] = command
  const [names, patch] = await Promise.all([
    git(dir, [first, '--name-status', '-z', ...rest, '--']),
    git(dir, [first, '--patch', ...rest, '--']),
  ])
  if (names === null) return null
  const sections =
    patch === null ? [] : patch.split(/^(?=diff --git )/m).filter((part) => part.startsWith('diff --git '))
  const files = readNames(names)
  return files.slice(0, mostFiles).map((file, at) => ({ ...file, ...readSection(sections[at]) }))
}

function readNames(out: string): Pick<FileDiff, 'path' | 'from' | 'kind'>[] {
  const fields = out.split('\0')
  const files: Pick<FileDiff, 'path' | 'from' | 'kind'>[] = []
  for (let i = 0; i + 1 < fields.length; ) {
    const letter = (fields[i] ?? '')[0] ?? ''
    const renamed = letter === 'R' || letter === 'C'
    const path = fields[i + (renamed ? 2 : 1)] ?? ''
    files.push({ path, from: renamed ? (fields[i + 1] ?? null) : null, kind: kinds[letter] ?? 'modified' })
    i += renamed ? 3 : 2
  }
  return files
}

const kinds: Record<string, FileDiff['kind']> = { A: 'added', C: 'added', D: 'removed', R: 'renamed' }

type Section = Pick<FileDiff, 'lines' | 'additions' | 'deletions' | 'note'>

function readSection(section: string | undefined): Section {
  if (section === undefined) return { lines: [], additions: 0, deletions: 0, note: 'The diff is too large to show.' }
  const all = section.split('\n')
  const start = all.findIndex((line) => line.startsWith('@@'))
  if (start < 0) return { lines: [], additions: 0, deletions: 0, note: withoutLines(all) }
  const lines = numbered(all.slice(start, all.at(-1) === '' ? -1 : undefined))
  const of = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length
  const counts = { additions: of('add'), deletions: of('remove') }
  if (lines.length <= mostLines) return { lines, ...counts, note: null }
  return {
    lines: lines.slice(0, mostLines),
    ...counts,
    note: `Only the first ${mostLines} of ${lines.length} lines are shown.`,
  }
}

function withoutLines(header: string[]): string {
  if (header.some((line) => line.startsWith('Binary files '))) return 'Binary file, not shown.'
  return header.some((line) => line.startsWith('rename from ')) ? 'Renamed without changes.' : 'No lines changed.'
}

function numbered(lines: string[]): DiffLine[] {
  const result: DiffLine[] = []
  let [before, after] = [0, 0]
  for (const line of lines) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line)
    if (hunk) {
      ;[before, after] = [Number(hunk[1]), Number(hunk[2])]
      result.push({ kind: 'hunk', old: null, new: null, text: line })
    } else if (line.startsWith('+')) result.push({ kind: 'add', old: null, new: after++, text: line.slice(1) })
    else if (line.startsWith('-')) result.push({ kind: 'remove', old: before++, new: null, text: line.slice(1) })
    else if (!line.startsWith('\\')) {
      result.push({ kind: 'context', old: before++, new: after++, text: line.slice(1) })
    }
  }
  return result
}
