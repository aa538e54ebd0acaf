import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from './migrate.ts'
import type { Repo, Revision, World } from './model.ts'

/** Stores a world on disk, so that killing the process at any time loses nothing that was answered. */
export interface Keeper {
  /** The world as last saved, or null in a new folder. */
  load(): World | null
  /** Writes what changed since the last save. Returns the number of rows when they are on disk. */
  save(world: World): number
  close(): void
}

interface Row {
  key: string
  value: string
  /** The objects behind the row, to be remembered once it is on disk. */
  of: { object: object; fields: unknown[] } | null
}

/** Lists of a repo whose objects have ids; each object is a row of its own. */
const lists = [
  'labels',
  'issues',
  'pulls',
  'comments',
  'reviews',
  'lineComments',
  'checkRuns',
  'checkSuites',
  'statuses',
  'workflowRuns',
  'events',
  'activity',
] as const

/**
 * Opens (or makes) the file. The lock on it is held until `close` or the end of the process, however that comes.
 * @throws Error with a message for people when another process holds it.
 */
export function openKeeper(file: string): Keeper {
  const db = openLocked(file)
  const put = db.prepare(
    'INSERT INTO world (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const remove = db.prepare('DELETE FROM world WHERE key = ?')
  const memory: Memory = { saved: new Map(), fields: new WeakMap(), revisions: new WeakSet() }
  const { saved } = memory

  return {
    load() {
      const rows = db.prepare('SELECT key, value FROM world').all()
      for (const { key, value } of rows) saved.set(String(key), String(value))
      return saved.size === 0 ? null : migrate(worldOf(saved))
    },
    save(world) {
      const { rows, keys, revisions } = changedRows(world, memory)
      const gone = [...saved.keys()].filter((key) => !keys.has(key))
      if (rows.length + gone.length === 0) return 0
      db.exec('BEGIN IMMEDIATE')
      try {
        for (const { key, value } of rows) put.run(key, value)
        for (const key of gone) remove.run(key)
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
      for (const { key, value, of } of rows) {
        saved.set(key, value)
        if (of) memory.fields.set(of.object, of.fields)
      }
      for (const key of gone) saved.delete(key)
      for (const revision of revisions) memory.revisions.add(revision)
      return rows.length + gone.length
    },
    close: () => db.close(),
  }
}

function openLocked(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 1_000 })
  try {
    chmodSync(file, 0o600)
    // In exclusive mode the lock that the first write takes is kept until the file is closed or the process ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    db.exec('CREATE TABLE IF NOT EXISTS world (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID')
    db.exec('BEGIN IMMEDIATE; PRAGMA user_version = 1; COMMIT')
    return db
  } catch (error) {
    db.close()
    if (!(error instanceof Error) || !/locked|busy/i.test(error.message)) throw error
    throw new Error('Another emulator is running on this data folder. Stop it first, or choose another folder.')
  }
}

/** What the last save wrote. */
interface Memory {
  /** Every row. */
  saved: Map<string, string>
  /** The fields of an object when it was saved. */
  fields: WeakMap<object, unknown[]>
  /** Revisions never change, so a saved one need not be looked at again. */
  revisions: WeakSet<Revision>
}

interface Changes {
  rows: Row[]
  keys: Set<string>
  revisions: Revision[]
}

/** The rows that differ from those on disk, and the keys of all there should be. */
function changedRows(world: World, memory: Memory): Changes {
  const changes: Changes = { rows: [], keys: new Set(), revisions: [] }
  const { repos, ...rest } = world
  compareText(changes, memory, 'world', rest)
  for (const repo of repos) {
    compareText(changes, memory, `repo/${repo.id}`, emptied(repo))
    for (const list of lists)
      for (const object of repo[list] ?? []) {
        const key = `repo/${repo.id}/${list}/${object.id}`
        compareFields(changes, memory, key, object)
        if ('revisions' in object) compareRevisions(changes, memory, key, object.revisions ?? [])
      }
  }
  return changes
}

function compareText(changes: Changes, { saved }: Memory, key: string, value: unknown): void {
  changes.keys.add(key)
  const text = JSON.stringify(value)
  if (saved.get(key) !== text) changes.rows.push({ key, value: text, of: null })
}

/** Texts are long and mostly unchanged, so comparing fields is far cheaper than writing JSON. */
function compareFields(changes: Changes, memory: Memory, key: string, object: object): void {
  changes.keys.add(key)
  const known = memory.fields.get(object)
  const fields = fieldsOf(object)
  const isSame = known?.length === fields.length && known.every((field, index) => field === fields[index])
  if (isSame && memory.saved.has(key)) return
  const value = JSON.stringify('revisions' in object ? { ...object, revisions: [] } : object)
  changes.rows.push({ key, value, of: { object, fields } })
}

function fieldsOf(object: object): unknown[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (name === 'revisions') return []
    return [name, typeof value === 'object' && value !== null ? JSON.stringify(value) : value]
  })
}

function compareRevisions(changes: Changes, memory: Memory, key: string, revisions: readonly Revision[]): void {
  for (const [index, revision] of revisions.entries()) {
    const place = `${key}/${index}`
    if (memory.revisions.has(revision) && memory.saved.has(place)) {
      changes.keys.add(place)
      continue
    }
    compareText(changes, memory, place, revision)
    changes.revisions.push(revision)
  }
}

function emptied(repo: Repo): Repo {
  const there = lists.filter((list) => repo[list] !== undefined)
  return { ...repo, ...Object.fromEntries(there.map((list) => [list, []])) }
}

function worldOf(saved: Map<string, string>): World {
  const parsed = [...saved].map(([key, text]) => ({ path: key.split('/'), value: JSON.parse(text) as unknown }))
  const world = {
    ...(parsed.find(({ path }) => path[0] === 'world')?.value as Omit<World, 'repos'>),
    repos: [] as Repo[],
  }
  const byDepth = parsed
    .filter(({ path }) => path[0] === 'repo')
    .sort((a, b) => a.path.length - b.path.length || Number(a.path.at(-1)) - Number(b.path.at(-1)))
  const objects = new Map<string, unknown>()
  for (const { path, value } of byDepth) {
    objects.set(path.join('/'), value)
    const [, repoId, list] = path
    if (path.length === 2) world.repos.push(value as Repo)
    if (path.length === 4) listOf(objects.get(`repo/${repoId}`), list).push(value)
    if (path.length === 5) listOf(objects.get(path.slice(0, 4).join('/')), 'revisions').push(value)
  }
  return world
}

function listOf(owner: unknown, name: string | undefined): unknown[] {
  const list = (owner as Record<string, unknown> | undefined)?.[name ?? '']
  return Array.isArray(list) ? list : []
}
