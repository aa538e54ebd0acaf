/** Opens the SQLite file behind kysely: durable on every commit, and never in the way when it is broken. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import type { Log } from '../log.ts'
import { migrate, UnknownSchema } from './migrations.ts'
import type { Tables } from './tables.ts'

/** SQLITE_CORRUPT and SQLITE_NOTADB: the file itself is broken. A full disk or a lock is another matter. */
const BROKEN_FILE = new Set([11, 26])

/** kysely expects better-sqlite3; node:sqlite differs in how parameters are passed and rows are announced. */
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

/** SQLite's quick check found the file damaged. */
class CorruptDatabase extends Error {
  constructor() {
    super('the file does not pass its check')
    this.name = 'CorruptDatabase'
  }
}

/** Opens and migrates `path` (":memory:" for none). Throws what SQLite throws. */
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
 * Opens the database at `path`. A file that is broken, or that a newer version wrote, is moved aside and a new one
 * begun: everything in it can be made again from GitHub. Other errors (no permission, disk full) are thrown.
 */
export async function openDatabase(path: string, log: Log, now: number): Promise<Kysely<Tables>> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  try {
    return await openFile(path)
  } catch (error) {
    if (!isBroken(error)) throw error
    const aside = moveAside(path, now)
    log.warn({ path, aside, err: error }, 'The database cannot be read; it was moved aside and a new one is begun')
    return openFile(path)
  }
}

function isBroken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof CorruptDatabase || error instanceof UnknownSchema) return true
  return 'errcode' in error && typeof error.errcode === 'number' && BROKEN_FILE.has(error.errcode & 0xff)
}

function moveAside(path: string, now: number): string {
  const aside = `${path}.broken-${now}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
  }
  return aside
}
