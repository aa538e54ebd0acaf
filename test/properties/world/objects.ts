/** Git objects in memory, with the ids that git gives them. Paths merge whole: a file that both sides changed conflicts. */
import { createHash } from 'node:crypto'

interface Person {
  name: string
  email: string
  /** Seconds. */
  at: number
}

export interface Commit {
  tree: string
  parents: string[]
  author: Person
  committer: Person
  message: string
}

export interface TreeEntry {
  mode: string
  name: string
  sha: string
}

/** Path → id of the blob. */
export type Files = Map<string, string>

export interface Objects {
  blobs: Map<string, string>
  trees: Map<string, TreeEntry[]>
  /** What a whole tree holds, by its id. */
  files: Map<string, Files>
  commits: Map<string, Commit>
  reach: Map<string, Set<string>>
}

export const noObjects = (): Objects => ({
  blobs: new Map(),
  trees: new Map(),
  files: new Map(),
  commits: new Map(),
  reach: new Map(),
})

function idOf(type: 'blob' | 'tree' | 'commit', content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex')
}

export function putBlob({ blobs }: Objects, text: string): string {
  const sha = idOf('blob', Buffer.from(text))
  blobs.set(sha, text)
  return sha
}

export function putTree(objects: Objects, files: Files): string {
  const sha = putFolder(objects, [...files], '')
  objects.files.set(sha, files)
  return sha
}

function putFolder(objects: Objects, files: [string, string][], folder: string): string {
  const below = new Map<string, [string, string][]>()
  const entries: TreeEntry[] = []
  for (const [path, sha] of files) {
    const [name = '', ...rest] = path.slice(folder.length).split('/')
    if (rest.length === 0) entries.push({ mode: '100644', name, sha })
    else below.set(name, [...(below.get(name) ?? []), [path, sha]])
  }
  for (const [name, inside] of below)
    entries.push({ mode: '40000', name, sha: putFolder(objects, inside, `${folder}${name}/`) })
  // A folder sorts as if its name ended with a slash.
  const key = ({ mode, name }: TreeEntry) => Buffer.from(mode === '40000' ? `${name}/` : name)
  entries.sort((a, b) => Buffer.compare(key(a), key(b)))
  const parts = entries.flatMap(({ mode, name, sha }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, 'hex')])
  const id = idOf('tree', Buffer.concat(parts))
  objects.trees.set(id, entries)
  return id
}

export function putCommit({ commits }: Objects, commit: Commit): string {
  const who = ({ name, email, at }: Person) => `${name} <${email}> ${at} +0000`
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${who(commit.author)}`,
    `committer ${who(commit.committer)}`,
    '',
    commit.message,
  ]
  const sha = idOf('commit', Buffer.from(lines.join('\n')))
  commits.set(sha, commit)
  return sha
}

export const filesOf = (objects: Objects, commit: string): Files =>
  objects.files.get(objects.commits.get(commit)?.tree ?? '') ?? new Map()

/** All that is reachable, the commit itself among it. */
export function ancestors(objects: Objects, of: string): Set<string> {
  const known = objects.reach.get(of)
  if (known) return known
  const seen = new Set([of])
  for (const id of seen) for (const parent of objects.commits.get(id)?.parents ?? []) seen.add(parent)
  objects.reach.set(of, seen)
  return seen
}

export const isAncestor = (objects: Objects, ancestor: string, of: string): boolean =>
  ancestors(objects, of).has(ancestor)

/** Breadth first, so that the nearest common ancestor comes first. */
export function mergeBase(objects: Objects, one: string, other: string): string | null {
  const reach = ancestors(objects, other)
  for (const id of ancestors(objects, one)) if (reach.has(id)) return id
  return null
}

/** Newest first, as git walks them. */
export function walk(objects: Objects, from: string[], without: string[], firstParent = false): string[] {
  const hidden = new Set(without.flatMap((one) => [...ancestors(objects, one)]))
  const dateOf = (sha: string) => objects.commits.get(sha)?.committer.at ?? 0
  const seen = new Set<string>()
  const queue: string[] = []
  const add = (sha: string) => {
    if (seen.has(sha) || hidden.has(sha) || !objects.commits.has(sha)) return
    seen.add(sha)
    const place = queue.findIndex((one) => dateOf(one) < dateOf(sha))
    queue.splice(place < 0 ? queue.length : place, 0, sha)
  }
  for (const sha of from) add(sha)
  const found: string[] = []
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    found.push(next)
    const parents = objects.commits.get(next)?.parents ?? []
    for (const parent of firstParent ? parents.slice(0, 1) : parents) add(parent)
  }
  return found
}

export function pathsBetween(from: Files, to: Files): string[] {
  const paths = new Set([...from.keys(), ...to.keys()])
  return [...paths].filter((path) => from.get(path) !== to.get(path)).sort()
}

/** The merge of `theirs` into `ours`, the paths that both changed, or null without a common ancestor. */
export function mergeFiles(objects: Objects, ours: string, theirs: string): Files | string[] | null {
  const base = mergeBase(objects, ours, theirs)
  if (base === null) return null
  const [common, mine, other] = [base, ours, theirs].map((one) => filesOf(objects, one)) as [Files, Files, Files]
  const changed = pathsBetween(common, other)
  const conflicts = changed.filter((path) => mine.get(path) !== common.get(path) && mine.get(path) !== other.get(path))
  if (conflicts.length > 0) return conflicts
  const files = new Map(mine)
  for (const path of changed) {
    const sha = other.get(path)
    if (sha === undefined) files.delete(path)
    else files.set(path, sha)
  }
  return files
}
