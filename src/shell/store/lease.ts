/** Leases in the store: two processes that share a file never act for the same repository. */
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * `fence` grows by one whenever the lease passes to another holder, and never shrinks; `until` of another holder says
 * when to ask again.
 */
export type LeaseAnswer = { held: true; until: number; fence: number } | { held: false; until: number; by: string }

/** A lease as its holder took it. */
export interface Lease {
  repo: number
  holder: string
  fence: number
}

/** Takes the lease, or renews it for its holder, until `now + ms`. It is one statement, so that two processes cannot both win. */
export async function takeLease(
  db: Kysely<Tables>,
  repo: number,
  holder: string,
  now: number,
  ms: number,
): Promise<LeaseAnswer> {
  const until = now + ms
  const row = await db
    .insertInto('lease')
    .values({ repo, holder, until, fence: 1 })
    .onConflict((conflict) =>
      conflict
        .column('repo')
        .doUpdateSet((eb) => ({
          holder,
          until,
          fence: eb
            .case()
            .when('lease.holder', '=', holder)
            .then(eb.ref('lease.fence'))
            .else(eb('lease.fence', '+', 1))
            .end(),
        }))
        .where((eb) => eb.or([eb('lease.holder', '=', holder), eb('lease.until', '<=', now)])),
    )
    .returning('fence')
    .executeTakeFirst()
  if (row) return { held: true, until, fence: row.fence }
  const other = await db.selectFrom('lease').select(['until', 'holder']).where('repo', '=', repo).executeTakeFirst()
  return { held: false, until: other?.until ?? now, by: other?.holder ?? '' }
}

/** Renews a lease. Returns false when it has expired or another process holds it. */
export async function keepLease(
  db: Kysely<Tables>,
  { repo, holder, fence }: Lease,
  now: number,
  ms: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('lease')
    .set({ until: now + ms })
    .where('repo', '=', repo)
    .where('holder', '=', holder)
    .where('fence', '=', fence)
    .where('until', '>', now)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Returns when the lease expires; null when another process holds it. */
export async function leaseUntil(db: Kysely<Tables>, { repo, holder, fence }: Lease): Promise<number | null> {
  const row = await db
    .selectFrom('lease')
    .select('until')
    .where('repo', '=', repo)
    .where('holder', '=', holder)
    .where('fence', '=', fence)
    .executeTakeFirst()
  return row?.until ?? null
}

/** Ends every lease of `holder`. The rows stay, so that the fence keeps growing. */
export async function releaseLeases(db: Kysely<Tables>, holder: string): Promise<void> {
  await db.updateTable('lease').set({ until: 0 }).where('holder', '=', holder).execute()
}

/** Ends the leases of dead holders at `at`, unless they expire earlier. */
export async function releaseDeadLeases(
  db: Kysely<Tables>,
  isDead: (holder: string) => boolean,
  at: number,
): Promise<void> {
  const rows = await db.selectFrom('lease').select('holder').distinct().where('until', '>', at).execute()
  for (const { holder } of rows) {
    if (!isDead(holder)) continue
    await db.updateTable('lease').set({ until: at }).where('holder', '=', holder).where('until', '>', at).execute()
  }
}
