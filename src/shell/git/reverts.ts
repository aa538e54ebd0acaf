/**
 * What commits on a branch take back. `git revert` and GitHub's "Revert" name it: "This reverts commit ID", "Reverts
 * OWNER/REPO#NUMBER". A merge is taken back with all it brought in, and a revert that is itself taken back counts no more.
 */
import type { Revert } from '../../core/snapshot/queries.ts'
import { hasCommit, type InMirror, isObjectId } from './diff.ts'

const MINUTES = 3 * 60_000
/** So far back is looked where it is not known since when. */
const MOST_BACK = 20_000
/** Reverts are rare; beyond so many, what a merge brought in is not followed. */
const MOST_FOLLOWED = 200
const MOST_TRACED = 50

interface Entry {
  by: string
  at: number
  commits: string[]
  pulls: { number: number; repo: string | null }[]
}

interface Taking {
  entry: Entry
  /** What it names, as far as it is here. */
  heads: string[]
  /** That, and what came with it. */
  takes: Set<string>
}

export async function revertsBetween(run: InMirror, tip: string, since: string): Promise<Revert[] | null> {
  if (!(await hasCommit(run, tip))) return null
  const range = [tip, ...(await boundary(run, tip, since))]
  const entries = await entriesIn(run, range)
  if (entries.length === 0) return []
  const follow = await followerOf(run, range, entries)
  const inForce: Taking[] = []
  const undone = new Set<string>()
  for (const entry of entries) {
    if (undone.has(entry.by)) continue
    const taking = await follow(entry)
    for (const sha of taking.takes) undone.add(sha)
    inForce.push(taking)
  }
  return [...inForce.flatMap(({ entry }) => rowsOf(entry)), ...(await piecemeal(run, range, inForce))]
}

async function boundary(run: InMirror, tip: string, since: string): Promise<string[]> {
  if (await hasCommit(run, since)) return [`^${since}`]
  const far = await lines(run, ['rev-list', '--first-parent', '--max-count=1', `--skip=${MOST_BACK}`, tip, '--'])
  return far.map((sha) => `^${sha}`)
}

/** Newest first: what takes a commit back comes before it. */
async function entriesIn(run: InMirror, range: string[]): Promise<Entry[]> {
  const how = ['--topo-order', '--format=%H %ct%n%B%x00', '-E', '-i']
  const words = ['--grep=^This reverts commit [0-9a-f]{7}', '--grep=^Reverts .*#[0-9]']
  const { stdout } = await run(['log', ...how, ...words, ...range, '--'], { timeoutMs: MINUTES })
  return stdout.toString('utf8').split('\0').flatMap(entryOf)
}

function entryOf(text: string): Entry[] {
  const [head = '', ...rest] = text.replace(/^\n/, '').split('\n')
  const [by = '', seconds = '0'] = head.split(' ')
  if (!isObjectId(by)) return []
  const commits = rest.flatMap(
    (line) => /^This reverts commit ([0-9a-f]{7,64})\b/i.exec(line)?.[1]?.toLowerCase() ?? [],
  )
  const pulls = rest.flatMap((line) => {
    const found = /^Reverts ([\w.-]+\/[\w.-]+)?#(\d{1,9})\b/i.exec(line)
    return found ? [{ number: Number(found[2]), repo: found[1] ?? null }] : []
  })
  return commits.length + pulls.length === 0 ? [] : [{ by, at: Number(seconds) * 1000, commits, pulls }]
}

const rowsOf = ({ by, at, commits, pulls }: Entry): Revert[] => [
  ...commits.map((commit) => ({ by, at, commit, pull: null })),
  ...pulls.map(({ number, repo }) => ({ by, at, commit: null, pull: number, ...(repo !== null && { repo }) })),
]

/** Which commits an entry takes back, as far as they are here. */
async function followerOf(run: InMirror, range: string[], entries: Entry[]) {
  const named = await resolved(run, [...new Set(entries.flatMap(({ commits }) => commits))])
  const ofPulls = await mergesOf(run, range, new Set(entries.flatMap(({ pulls }) => pulls.map(({ number }) => number))))
  let left = MOST_FOLLOWED
  return async (entry: Entry): Promise<Taking> => {
    const { commits, pulls } = entry
    const heads = [
      ...commits.flatMap((commit) => named.get(commit) ?? []),
      ...pulls.flatMap(({ number }) => ofPulls.get(number) ?? []),
    ]
    const takes = new Set(heads)
    for (const head of heads) {
      left -= 1
      if (left < 0) break
      for (const sha of await broughtBy(run, head)) takes.add(sha)
    }
    return { entry, heads, takes }
  }
}

/** Full ids of abbreviated ones; of those that are not here or not clear, none. */
async function resolved(run: InMirror, commits: string[]): Promise<Map<string, string>> {
  if (commits.length === 0) return new Map()
  const input = commits.map((commit) => `${commit}^{commit}\n`).join('')
  const { stdout } = await run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input })
  const rows = stdout.toString('latin1').split('\n')
  return new Map(
    commits.flatMap((commit, n): [string, string][] => {
      const [sha = '', type] = rows[n]?.split(' ') ?? []
      return type === 'commit' && sha.startsWith(commit) ? [[commit, sha]] : []
    }),
  )
}

/** The commits that brought pull requests in, by the subjects that GitHub and the App give them. */
async function mergesOf(run: InMirror, range: string[], pulls: Set<number>): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>()
  if (pulls.size === 0) return found
  const any = [...pulls].slice(0, MOST_FOLLOWED).join('|')
  const words = [`--grep=^Merge pull request #(${any}) `, `--grep=\\(#(${any})\\)$`]
  for (const line of await lines(run, ['log', '--format=%H %s', '-E', ...words, ...range, '--'])) {
    const [, sha = '', subject = ''] = /^(\w+) (.*)$/.exec(line) ?? []
    const number = Number(/^Merge pull request #(\d+) /.exec(subject)?.[1] ?? /\(#(\d+)\)$/.exec(subject)?.[1] ?? 0)
    if (pulls.has(number)) found.set(number, [...(found.get(number) ?? []), sha])
  }
  return found
}

/** Of a merge: what came with it. Of another commit: itself. */
const broughtBy = (run: InMirror, sha: string, ...more: string[]): Promise<string[]> =>
  lines(run, ['rev-list', `--max-count=${MOST_BACK}`, ...more, sha, `^${sha}^1`, '--'], [0, 128])

/**
 * Merges of which every commit was taken back, though not the merge itself: one by one, or on a branch that had them
 * before. It counts only where nothing of the merge is left.
 */
async function piecemeal(run: InMirror, range: string[], inForce: Taking[]): Promise<Revert[]> {
  const [tip = ''] = range
  const taken = new Set(inForce.flatMap(({ takes }) => [...takes]))
  const rows: Revert[] = []
  for (const merge of await bringing(run, range, inForce)) {
    const brought = await broughtBy(run, merge, '--no-merges')
    if (brought.length === 0 || !brought.every((sha) => taken.has(sha)) || (await isLeft(run, tip, merge))) continue
    const last = inForce.find(({ takes }) => brought.some((sha) => takes.has(sha)))
    if (last) rows.push({ by: last.entry.by, at: last.entry.at, commit: merge, pull: null })
  }
  return rows
}

/** The merges on the branch itself by which came what was taken back, but for those that were taken back as such. */
async function bringing(run: InMirror, range: string[], inForce: Taking[]): Promise<Set<string>> {
  const [tip = ''] = range
  const rows = await lines(run, ['rev-list', '--first-parent', '--parents', ...range, '--'])
  const chain = new Map(rows.map((row) => [row.split(' ')[0] ?? '', row.split(' ').slice(1)]))
  const beside = inForce.filter(({ heads }) => heads.some((head) => !chain.has(head)))
  const found = new Set<string>()
  for (const commit of [...new Set(beside.flatMap(({ takes }) => [...takes]))].slice(0, MOST_TRACED)) {
    const after = new Set(await lines(run, ['rev-list', '--ancestry-path', `${commit}..${tip}`, '--']))
    const first = [...chain].findLast(([sha]) => after.has(sha))
    if (first !== undefined && first[1].length > 1 && first[1][0] !== commit) found.add(first[0])
  }
  return found
}

/** Whether a file that the merge brought in still is as it brought it. */
async function isLeft(run: InMirror, tip: string, merge: string): Promise<boolean> {
  const changed = await changedBetween(run, `${merge}^1`, merge)
  const since = new Set(await changedBetween(run, merge, tip))
  return changed.some((path) => !since.has(path))
}

async function changedBetween(run: InMirror, from: string, to: string): Promise<string[]> {
  const how = ['diff-tree', '-r', '-z', '--no-renames', '--name-only']
  const { stdout } = await run([...how, from, to], { timeoutMs: MINUTES, maxBytes: 256 * 1024 * 1024 })
  return stdout
    .toString('latin1')
    .split('\0')
    .filter((path) => path !== '')
}

async function lines(run: InMirror, args: string[], answers: number[] = [0]): Promise<string[]> {
  const { stdout } = await run(args, { timeoutMs: MINUTES, maxBytes: 64 * 1024 * 1024, answers })
  return stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}
