/** Opens the SQLite file for Kysely. Every commit is durable, and a broken file is replaced. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import type { Log } from '../log.ts'
import { migrate, UnknownSchema } from './migrations.ts'
import type { Tables } from './tables.ts'

/** SQLITE_CORRUPT and SQLITE_NOTADB: the file itself is broken, unlike with a full disk or a lock. */
const BROKEN_FILE = new Set([11, 26])

/** Adapts node:sqlite to the interface of better-sqlite3, which Kysely expects. */
function adapt(db: DatabaseSync): SqliteDatabase {
  return {
    close: () => db.close(),
    prepare(sql) {
      const statement = db.prepare(sql)
      const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      }
    },
  }
}

/** SQLite's quick check found damage in the file. */
class CorruptDatabase extends Error {
  constructor() {
    super('the file fails the quick check')
    this.name = 'CorruptDatabase'
  }
}

/** Opens and migrates the database at `path` (or ":memory:"). Throws what SQLite throws. */
async function openFile(path: string): Promise<Kysely<Tables>> {
  const raw = new DatabaseSync(path, { timeout: 5000 })
  try {
    raw.exec('pragma journal_mode = wal; pragma synchronous = full')
    const check = raw.prepare('pragma quick_check(1)').get()
    if (check?.quick_check !== 'ok') throw new CorruptDatabase()
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(raw) }) })
    await migrate(db)
    return db
  } catch (error) {
    if (raw.isOpen) raw.close()
    throw error
  }
}

/**
 * Opens the database at `path`. A file that is broken, or was written by a newer version, is renamed and replaced by an
 * empty one: everything in it can be read again from GitHub. Other errors (no permission, disk full) are thrown.
 *
 * @param now milliseconds since the epoch, for the new name of a broken file
 */
export async function openDatabase(path: string, log: Log, now: number): Promise<Kysely<Tables>> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  try {
    return await openFile(path)
  } catch (error) {
    if (!isBroken(error)) throw error
    const renamed = renameBroken(path, now)
    log.warn({ path, renamed, err: error }, 'Could not read the database; it was renamed and a new one was created')
    return openFile(path)
  }
}

function isBroken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof CorruptDatabase || error instanceof UnknownSchema) return true
  return 'errcode' in error && typeof error.errcode === 'number' && BROKEN_FILE.has(error.errcode & 0xff)
}

function renameBroken(path: string, now: number): string {
  const renamed = `${path}.broken-${now}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, renamed + suffix)
  }
  return renamed
}
