/** Where a packet may go: what was granted later, and which redirects still count. */
import type { Facts } from '../facts.ts'
import { recordIn } from '../say/markers.ts'
import type { ScopeGrant } from '../state.ts'
import type { Boundaries } from '../status/drift.ts'
import { bodyOf } from '../told.ts'
import { type Draft, isUpdate, ownPushes } from './draft.ts'

/** When somebody else than the App changed the head last. */
const lastPush = (draft: Draft, facts: Facts): number =>
  ownPushes(draft, facts).findLast((push) => !isUpdate(push, facts))?.at ?? 0

/** "At this head": a redirect counts for the pushes it has seen. */
export function redirectedAtHead(draft: Draft, facts: Facts): boolean {
  const pushed = lastPush(draft, facts)
  return draft.fold.redirects.some((one) => one.at >= pushed)
}

/**
 * What was asked for and granted, and what a bare `/scope allow` granted: the paths its record names, or, while that is
 * not written, what was out of bounds at the head it was said at.
 *
 * @param bounds what is out of bounds at a head with these grants
 */
export function grantsOf(
  draft: Draft,
  bounds: (head: string, grants: ScopeGrant[]) => Boundaries,
  facts: Facts,
): ScopeGrant[] {
  const grants = [...draft.fold.grants]
  for (const { comment, by, at } of draft.fold.allows) {
    const paths = grantedPaths(draft, comment) ?? outOfBounds(bounds(headAt(at, draft, facts), grants))
    grants.push(...paths.map((path) => ({ path, reason: '', by, at })))
  }
  return grants
}

const outOfBounds = ({ drift, outside }: Boundaries): string[] => [...drift, ...outside].map((file) => file.path)

/** Where the branch stood then; '' before its first push. */
const headAt = (at: number, draft: Draft, facts: Facts): string =>
  ownPushes(draft, facts).findLast((push) => push.at < at)?.after ?? ''

/** The paths an App comment says this `/scope allow` granted; null while it was not answered. */
function grantedPaths(draft: Draft, comment: number): string[] | null {
  if (draft.told.has(`answer:${comment}`)) return []
  const told = draft.told.find(`scope:${comment}`)
  const record = told?.trusted ? recordIn(bodyOf(told.comment)) : null
  return record ? String(record.path ?? '').split(', ') : null
}
