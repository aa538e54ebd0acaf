/**
 * What the bot remembers between runs. All of it can be read again from GitHub or computed again: losing the file costs
 * one full sync and some repeated tests.
 */
import type { Kysely } from 'kysely'
import type { ActionTarget } from '../../core/actions.ts'
import type { TrialFact } from '../../core/snapshot/queries.ts'
import type { Refusal } from '../../core/snapshot/snapshot.ts'
import { type Log, silentLog } from '../log.ts'
import type { RepoRef } from '../reconcile/github.ts'
import type { Hints } from '../reconcile/hints.ts'
import { openDatabase } from './database.ts'
import {
  keepLease,
  type Lease,
  type LeaseAnswer,
  leaseUntil,
  releaseDeadLeases,
  releaseLeases,
  takeLease,
} from './lease.ts'
import type { Tables } from './tables.ts'

interface DeliveryRow {
  guid: string
  event: string
  /** null: not about one repository. */
  repo: number | null
  hints: Hints
  receivedAt: number
}

export interface StoredRefusal extends Refusal {
  /** When it is forgotten. */
  until: number
}

export interface StoredTrial {
  /** Of the `trial` action. */
  key: string
  result: TrialFact
}

export interface Store {
  /** False when this GUID is stored already: GitHub sends a redelivery under the same one. */
  addDelivery(delivery: DeliveryRow): Promise<boolean>
  /** Marks deliveries up to `upTo` as done by a cycle of `repo`. Null: deliveries without a repository. */
  finishDeliveries(repo: number | null, upTo: number): Promise<void>
  /** Marks deliveries up to `upTo` as done that are about other repositories than these. */
  finishOtherDeliveries(listed: readonly number[], upTo: number): Promise<void>
  /** Returns the deliveries that no cycle has covered yet. */
  undoneDeliveries(): Promise<{ guid: string; repo: number | null }[]>
  /** Deletes deliveries, refusals and trial results that are too old to matter. */
  trim(now: number): Promise<void>
  saveRepositories(refs: RepoRef[]): Promise<void>
  repositories(): Promise<RepoRef[]>
  refuse(repo: number, key: string, refusal: StoredRefusal): Promise<void>
  refusals(repo: number, now: number): Promise<Record<string, StoredRefusal>>
  saveTrial(repo: number, trial: StoredTrial, at: number): Promise<void>
  dropTrial(repo: number, key: string): Promise<void>
  trials(repo: number): Promise<StoredTrial[]>
  takeLease(repo: number, holder: string, now: number, ms: number): Promise<LeaseAnswer>
  /** Renews a lease. Resolves to false when it has expired or another process holds it. */
  keepLease(lease: Lease, now: number, ms: number): Promise<boolean>
  /** Returns when the lease expires, in milliseconds; null when another process holds it. */
  leaseUntil(lease: Lease): Promise<number | null>
  releaseLeases(holder: string): Promise<void>
  /** Ends the leases of killed processes, which could not release them, at `at`. */
  releaseDeadLeases(isDead: (holder: string) => boolean, at: number): Promise<void>
  close(): Promise<void>
}

const DAY = 24 * 3600_000
/** Trial results for each repository; each may have the last lines of several commands. */
const TRIALS_KEPT = 500

/** Opens the store in the file `path` (":memory:" for tests). See `openDatabase` for what happens to a broken file. */
export async function openStore(path: string, options: { log?: Log; now?: number } = {}): Promise<Store> {
  const db = await openDatabase(path, options.log ?? silentLog, options.now ?? Date.now())
  return {
    ...deliveries(db),
    ...repositories(db),
    ...refusals(db),
    ...trials(db),
    trim: (now) => trim(db, now),
    takeLease: (repo, holder, now, ms) => takeLease(db, repo, holder, now, ms),
    keepLease: (lease, now, ms) => keepLease(db, lease, now, ms),
    leaseUntil: (lease) => leaseUntil(db, lease),
    releaseLeases: (holder) => releaseLeases(db, holder),
    releaseDeadLeases: (isDead, at) => releaseDeadLeases(db, isDead, at),
    close: () => db.destroy(),
  }
}

function deliveries(
  db: Kysely<Tables>,
): Pick<Store, 'addDelivery' | 'finishDeliveries' | 'finishOtherDeliveries' | 'undoneDeliveries'> {
  const finish: Store['finishDeliveries'] = async (repo, upTo) => {
    await db
      .updateTable('delivery')
      .set({ done: 1 })
      .where('done', '=', 0)
      .where('received_at', '<=', upTo)
      .where('repo', repo === null ? 'is' : '=', repo)
      .execute()
  }
  return {
    async addDelivery({ guid, event, repo, hints, receivedAt }) {
      const row = { guid, event, repo, hints: JSON.stringify(hints), received_at: receivedAt, done: 0 }
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('delivery')
        .values(row)
        .onConflict((conflict) => conflict.column('guid').doNothing())
        .executeTakeFirstOrThrow()
      return Number(numInsertedOrUpdatedRows ?? 0) === 1
    },
    finishDeliveries: finish,
    async finishOtherDeliveries(listed, upTo) {
      const undone = await db.selectFrom('delivery').select('repo').distinct().where('done', '=', 0).execute()
      // One by one, because SQLite limits the parameters of a statement.
      for (const { repo } of undone) if (repo !== null && !listed.includes(repo)) await finish(repo, upTo)
    },
    undoneDeliveries: () => db.selectFrom('delivery').select(['guid', 'repo']).where('done', '=', 0).execute(),
  }
}

function repositories(db: Kysely<Tables>): Pick<Store, 'saveRepositories' | 'repositories'> {
  return {
    async saveRepositories(refs) {
      const rows = refs.map((ref) => ({
        id: ref.repoId,
        installation: ref.installationId,
        owner: ref.owner,
        name: ref.name,
      }))
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('repository').execute()
        for (const row of rows) await tx.insertInto('repository').values(row).execute()
      })
    },
    async repositories() {
      const rows = await db.selectFrom('repository').selectAll().execute()
      return rows.map((row) => ({ repoId: row.id, installationId: row.installation, owner: row.owner, name: row.name }))
    },
  }
}

function refusals(db: Kysely<Tables>): Pick<Store, 'refuse' | 'refusals'> {
  return {
    async refuse(repo, key, { target, status, message, at, until }) {
      const values = { target: JSON.stringify(target), status, message, at, until }
      await db
        .insertInto('refusal')
        .values({ repo, action_key: key, ...values })
        .onConflict((conflict) => conflict.columns(['repo', 'action_key']).doUpdateSet(values))
        .execute()
    },
    async refusals(repo, now) {
      const rows = await db
        .selectFrom('refusal')
        .selectAll()
        .where('repo', '=', repo)
        .where('until', '>', now)
        .execute()
      return Object.fromEntries(
        rows.flatMap(({ action_key, target, ...values }) =>
          target === null ? [] : [[action_key, refusalOf(JSON.parse(target), values)]],
        ),
      )
    },
  }
}

const refusalOf = (
  target: ActionTarget,
  { status, message, at, until }: Omit<StoredRefusal, 'target'>,
): StoredRefusal => ({ target, status, message, at, until })

function trials(db: Kysely<Tables>): Pick<Store, 'saveTrial' | 'dropTrial' | 'trials'> {
  return {
    async saveTrial(repo, { key, result }, at) {
      const value = { result: JSON.stringify(result), at }
      await db
        .insertInto('trial')
        .values({ repo, trial_key: key, ...value })
        .onConflict((conflict) => conflict.columns(['repo', 'trial_key']).doUpdateSet(value))
        .execute()
    },
    async dropTrial(repo, key) {
      await db.deleteFrom('trial').where('repo', '=', repo).where('trial_key', '=', key).execute()
    },
    async trials(repo) {
      const newest = db.selectFrom('trial').selectAll().where('repo', '=', repo).orderBy('at', 'desc')
      const rows = await newest.limit(TRIALS_KEPT).execute()
      return rows.map((row) => ({ key: row.trial_key, result: JSON.parse(row.result) })).reverse()
    },
  }
}

async function trim(db: Kysely<Tables>, now: number): Promise<void> {
  // GitHub: redelivery is possible for three days.
  await db
    .deleteFrom('delivery')
    .where('received_at', '<', now - 7 * DAY)
    .execute()
  await db.deleteFrom('refusal').where('until', '<=', now).execute()
  await db
    .deleteFrom('trial')
    .where('at', '<', now - 30 * DAY)
    .execute()
  await trimTrials(db)
}

/** Deletes the oldest results of each repository: the present heads were tested last. */
async function trimTrials(db: Kysely<Tables>): Promise<void> {
  for (const { repo } of await db.selectFrom('trial').select('repo').distinct().execute()) {
    const rows = db.selectFrom('trial').select(['trial_key', 'at']).where('repo', '=', repo).orderBy('at', 'desc')
    const [oldest] = await rows.offset(TRIALS_KEPT).limit(1).execute()
    if (oldest) await db.deleteFrom('trial').where('repo', '=', repo).where('at', '<=', oldest.at).execute()
  }
}
