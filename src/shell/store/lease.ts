/** One worker a repository, enforced by the store: two processes on one file never act for the same repository. */
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** `until` of another holder says when to ask again. */
export interface LeaseAnswer {
  held: boolean
  until: number
}

/** Takes the lease, or prolongs it for its holder, for `ms` from `now`, in one statement so that two cannot both win. */
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
    .values({ repo, holder, until })
    .onConflict((conflict) =>
      conflict
        .column('repo')
        .doUpdateSet({ holder, until })
        .where((eb) => eb.or([eb('lease.holder', '=', holder), eb('lease.until', '<=', now)])),
    )
    .returning('repo')
    .executeTakeFirst()
  if (row) return { held: true, until }
  const other = await db.selectFrom('lease').select('until').where('repo', '=', repo).executeTakeFirst()
  return { held: false, until: other?.until ?? now }
}

/** Ends every lease of `holder`. */
export async function releaseLeases(db: Kysely<Tables>, holder: string): Promise<void> {
  await db.deleteFrom('lease').where('holder', '=', holder).execute()
}

/** Ends the leases of holders of whom `isDead` is sure. */
export async function releaseDeadLeases(db: Kysely<Tables>, isDead: (holder: string) => boolean): Promise<void> {
  const rows = await db.selectFrom('lease').select('holder').distinct().execute()
  for (const { holder } of rows) if (isDead(holder)) await releaseLeases(db, holder)
}
