/** The scope granted to a packet after it was accepted, and the redirects that still count. */
import type { PacketEvents } from '../commands/packet-events.ts'
import { type BotComments, bodyOf } from '../records/bot-comments.ts'
import { checkRunName } from '../records/check-run.ts'
import type { GrantedPath } from '../records/kinds.ts'
import { type JoinedPaths, scopeRecord } from '../records/kinds.ts'
import { MARKER } from '../records/names.ts'
import { fitsRecord } from '../records/record.ts'
import { allCommentsOn } from '../snapshot/comments.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { ScopeGrant } from '../state/talk.ts'
import type { Boundaries } from '../status/drift.ts'
import { isUpdate, ownPushes, type PacketAnalysis } from './analysis.ts'

/** When somebody other than the App last changed the head. */
const lastPush = (analysis: PacketAnalysis, snapshot: Pick<Snapshot, 'app' | 'pushesTo'>): number =>
  ownPushes(analysis, snapshot).findLast((push) => !isUpdate(push, snapshot.app))?.at ?? 0

/** Returns whether a redirect came after the last push: it counts only for the pushes before it. */
export function redirectedAtHead(analysis: PacketAnalysis, snapshot: Pick<Snapshot, 'app' | 'pushesTo'>): boolean {
  const pushed = lastPush(analysis, snapshot)
  return analysis.events.redirects.some((one) => one.at >= pushed)
}

/** What is out of bounds at a head with these grants, and all files that it changed. */
export interface DiffLookup {
  bounds(head: string, grants: ScopeGrant[]): Boundaries
  changed(head: string): string[]
}

/**
 * What was asked for and granted, and what a bare `/scope allow` granted: the files its record names, or, while that is
 * not written, those that were out of bounds at the head it was said at, if that had been looked at by then.
 */
export function grantsOf(
  analysis: PacketAnalysis,
  lookup: DiffLookup,
  snapshot: Pick<Snapshot, 'checkRun' | 'pushesTo'>,
): ScopeGrant[] {
  const grants = [...analysis.events.grants]
  for (const allow of analysis.events.allows) {
    const { by, at } = allow
    grants.push(...allowedBy(allow, grants, analysis, lookup, snapshot).map((one) => ({ ...one, reason: '', by, at })))
  }
  return grants
}

function allowedBy(
  { comment, at }: PacketEvents['allows'][number],
  before: ScopeGrant[],
  analysis: PacketAnalysis,
  lookup: DiffLookup,
  snapshot: Pick<Snapshot, 'checkRun' | 'pushesTo'>,
): GrantedPath[] {
  if (analysis.botComments.has(MARKER.answer.of(comment))) return []
  const head = headAt(at, analysis, snapshot)
  const recorded = recordedGrant(analysis.botComments, comment)
  if (Array.isArray(recorded)) return recorded
  if (recorded === null && isNew(comment, analysis) && !wasShown(head, at, snapshot)) return []
  const files = recorded
    ? filesInJoinedRecord(recorded.joined, lookup.changed(head))
    : outOfBounds(lookup.bounds(head, before))
  // What no comment can keep is not granted; the answer says so.
  return fitsRecord(files) ? files.map((path) => ({ path, literal: true })) : []
}

/** A comment that was answered before already had its record. */
const isNew = (comment: number, { issue, pulls }: PacketAnalysis): boolean =>
  [...issue.comments, ...pulls.flatMap(allCommentsOn)].find(({ id }) => id === comment)?.verdict === null

/** Returns whether the scope check had listed the files of this head by then. Nobody can allow files before that. */
function wasShown(head: string, at: number, snapshot: Pick<Snapshot, 'checkRun'>): boolean {
  const run = snapshot.checkRun(head, checkRunName('scope'))
  return run !== undefined && (run.startedAt ?? 0) <= at
}

const outOfBounds = ({ drift, outside }: Boundaries): string[] => [...drift, ...outside].map((file) => file.path)

/** The head of the branch at that time; '' before its first push. */
const headAt = (at: number, analysis: PacketAnalysis, snapshot: Pick<Snapshot, 'pushesTo'>): string =>
  ownPushes(analysis, snapshot).findLast((push) => push.at < at)?.after ?? ''

/** What this `/scope allow` granted; null while that is not written, or where somebody else edited it. */
function recordedGrant(botComments: BotComments, comment: number): GrantedPath[] | JoinedPaths | null {
  const found = botComments.find(MARKER.scope.of(comment))
  return found?.trusted ? (scopeRecord.read(bodyOf(found.comment))?.granted ?? null) : null
}

/** The most comma-separated pieces that are tried as one file name. */
const MOST_PIECES = 20

/**
 * The files that a joined record means for certain: the only way to put its pieces together to names that were changed
 * then. None where there are several ways, or no way.
 *
 * @param changed names of the files that were changed at the head it speaks of
 */
export function filesInJoinedRecord(joined: string, changed: string[]): string[] {
  const pieces = joined.split(', ')
  if (pieces.length === 1) return joined === '' ? [] : [joined]
  const names = new Set(changed)
  /** For each piece the ways from there to the end: none, one, or `several`. */
  const ways: (string[] | 'several' | null)[] = Array(pieces.length).fill(null)
  ways.push([])
  for (let from = pieces.length - 1; from >= 0; from -= 1) {
    for (let to = from + 1; to <= Math.min(pieces.length, from + MOST_PIECES); to += 1) {
      const rest = ways[to] ?? null
      const name = pieces.slice(from, to).join(', ')
      if (rest === null || !names.has(name)) continue
      ways[from] = ways[from] !== null || rest === 'several' ? 'several' : [name, ...rest]
    }
  }
  const found = ways[0] ?? null
  return found === null || found === 'several' ? [] : found
}
