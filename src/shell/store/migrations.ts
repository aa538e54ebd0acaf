/** The migrations of the schema. They use only SQL of both SQLite and PostgreSQL. A released migration is never edited. */
import type { Kysely, SchemaModule } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Tables } from './tables.ts'

const steps: Record<string, Migration> = {
  '0001-begin': { up: begin },
  '0002-fence': { up: addFence },
  '0003-refusal-target': { up: addRefusalTarget },
}

async function begin({ schema }: Kysely<unknown>): Promise<void> {
  await createDeliveries(schema)
  await createRepositories(schema)
  await createRefusals(schema)
  await createTrials(schema)
  await createLeases(schema)
}

async function createDeliveries(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('delivery')
    .addColumn('guid', 'varchar(100)', (c) => c.primaryKey())
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    .addColumn('event', 'varchar(100)', (c) => c.notNull())
    .addColumn('repo', 'bigint')
    .addColumn('hints', 'text', (c) => c.notNull())
    .addColumn('done', 'integer', (c) => c.notNull())
    .execute()
  await schema.createIndex('delivery_by_time').on('delivery').column('received_at').execute()
}

async function createRepositories(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('repository')
    .addColumn('id', 'bigint', (c) => c.primaryKey())
    .addColumn('installation', 'bigint', (c) => c.notNull())
    .addColumn('owner', 'varchar(100)', (c) => c.notNull())
    .addColumn('name', 'varchar(100)', (c) => c.notNull())
    .execute()
}

async function createRefusals(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('refusal')
    .addColumn('repo', 'bigint', (c) => c.notNull())
    .addColumn('action_key', 'text', (c) => c.notNull())
    .addColumn('status', 'integer', (c) => c.notNull())
    .addColumn('message', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('until', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('refusal_id', ['repo', 'action_key'])
    .execute()
}

async function createTrials(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('trial')
    .addColumn('repo', 'bigint', (c) => c.notNull())
    .addColumn('trial_key', 'varchar(300)', (c) => c.notNull())
    .addColumn('result', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('trial_id', ['repo', 'trial_key'])
    .execute()
}

async function createLeases(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('lease')
    .addColumn('repo', 'bigint', (c) => c.primaryKey())
    .addColumn('holder', 'varchar(100)', (c) => c.notNull())
    .addColumn('until', 'bigint', (c) => c.notNull())
    .execute()
}

async function addFence(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('lease')
    .addColumn('fence', 'bigint', (c) => c.notNull().defaultTo(1))
    .execute()
}

/** JSON of an `ActionTarget`. Rows of an earlier version have none and are ignored, so that the action is retried. */
async function addRefusalTarget(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('refusal').addColumn('target', 'text').execute()
}

/** The database has an unknown schema; `cause` says why. */
export class UnknownSchema extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause })
    this.name = 'UnknownSchema'
  }
}

/** Migrates `db` to the newest schema. Throws `UnknownSchema` when its schema is unknown. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => steps } }).migrateToLatest()
  if (!error) return
  const failure = error instanceof Error ? error : new Error(String(error))
  if (/corrupted migrations|already exists/.test(failure.message)) throw new UnknownSchema(failure)
  throw failure
}
