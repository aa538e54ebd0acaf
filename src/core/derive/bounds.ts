/** Where a packet may go: what was granted later, and which redirects still count. */
import type { PacketFold } from '../commands/packet-events.ts'
import { fitsRecord } from '../records/markers.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import { spokenOn } from '../snapshot/spoken.ts'
import type { ScopeGrant } from '../state.ts'
import type { Boundaries } from '../status/drift.ts'
import { type Draft, isUpdate, ownPushes } from './analysis.ts'
import { filesMeant, type Granted, recordedGrant } from './grants.ts'

/** When somebody else than the App changed the head last. */
const lastPush = (draft: Draft, facts: Facts): number =>
  ownPushes(draft, facts).findLast((push) => !isUpdate(push, facts))?.at ?? 0

/** "At this head": a redirect counts for the pushes it has seen. */
export function redirectedAtHead(draft: Draft, facts: Facts): boolean {
  const pushed = lastPush(draft, facts)
  return draft.fold.redirects.some((one) => one.at >= pushed)
}

/** What is out of bounds at a head with these grants, and all files that it changed. */
export interface LookAt {
  bounds(head: string, grants: ScopeGrant[]): Boundaries
  changed(head: string): string[]
}

/**
 * What was asked for and granted, and what a bare `/scope allow` granted: the files its record names, or, while that is
 * not written, those that were out of bounds at the head it was said at, if that had been looked at by then.
 */
export function grantsOf(draft: Draft, look: LookAt, facts: Facts): ScopeGrant[] {
  const grants = [...draft.fold.grants]
  for (const allow of draft.fold.allows) {
    const { by, at } = allow
    grants.push(...allowedBy(allow, grants, draft, look, facts).map((one) => ({ ...one, reason: '', by, at })))
  }
  return grants
}

function allowedBy(
  { comment, at }: PacketFold['allows'][number],
  before: ScopeGrant[],
  draft: Draft,
  look: LookAt,
  facts: Facts,
): Granted[] {
  if (draft.told.has(`answer:${comment}`)) return []
  const head = headAt(at, draft, facts)
  const recorded = recordedGrant(draft.told, comment)
  if (Array.isArray(recorded)) return recorded
  if (recorded === null && isNew(comment, draft) && !wasShown(head, at, facts)) return []
  const files = recorded ? filesMeant(recorded.joined, look.changed(head)) : outOfBounds(look.bounds(head, before))
  // What no comment can keep is not granted; the answer says so.
  return fitsRecord(files) ? files.map((path) => ({ path, literal: true })) : []
}

/** One that was heard before has had its record, whatever became of that. */
const isNew = (comment: number, { issue, pulls }: Draft): boolean =>
  [...issue.comments, ...pulls.flatMap(spokenOn)].find(({ id }) => id === comment)?.verdict === null

/** The check tells people which files of a head are out of bounds: nobody allows what it had not told of yet. */
const wasShown = (head: string, at: number, { checks }: Facts): boolean =>
  checks.some((run) => run.headSha === head && run.name === 'switchyard/scope' && (run.startedAt ?? 0) <= at)

const outOfBounds = ({ drift, outside }: Boundaries): string[] => [...drift, ...outside].map((file) => file.path)

/** Where the branch stood then; '' before its first push. */
const headAt = (at: number, draft: Draft, facts: Facts): string =>
  ownPushes(draft, facts).findLast((push) => push.at < at)?.after ?? ''
