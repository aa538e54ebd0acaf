/** One worker a repository, enforced by the store: two processes on one file never act for the same repository. */
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** `fence` grows whenever the lease changes hands; `until` of another holder says when to ask again. */
export type LeaseAnswer = { held: true; fence: number; until: number } | { held: false; until: number }

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
    .values({ repo, holder, fence: 1, until })
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
  if (row) return { held: true, fence: row.fence, until }
  const other = await db.selectFrom('lease').select('until').where('repo', '=', repo).executeTakeFirst()
  return { held: false, until: other?.until ?? now }
}

/** Ends every lease of `holder`; the rows stay, because the fence must never go back. */
export async function releaseLeases(db: Kysely<Tables>, holder: string): Promise<void> {
  await db.updateTable('lease').set({ until: 0 }).where('holder', '=', holder).execute()
}

/** Ends the leases of holders of whom `isDead` is sure. */
export async function releaseDeadLeases(db: Kysely<Tables>, isDead: (holder: string) => boolean): Promise<void> {
  const rows = await db.selectFrom('lease').select('holder').distinct().where('until', '>', 0).execute()
  for (const { holder } of rows) if (isDead(holder)) await releaseLeases(db, holder)
}
