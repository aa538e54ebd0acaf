/**
 * Decides which text of a packet is in force. A text filed by a writer is accepted at once, and so is a writer's edit of an
 * accepted text. Anything else waits for `/accept`, which covers the revision current at that time. The App's card on the
 * issue stores the hash of the accepted text.
 */
import type { People } from '../authorize/roles.ts'
import { fingerprint } from '../parse/packet/fingerprint.ts'
import type { PacketReading } from '../parse/packet/reading.ts'
import { type BotComments, bodyOf } from '../records/bot-comments.ts'
import { acceptedRecord } from '../records/kinds.ts'
import { markersIn } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import type { CommentFact, IssueFact, IssueRevision } from '../snapshot/snapshot.ts'
import type { Accepted, PacketText } from '../state/packet.ts'

export interface InForce {
  /** null: nothing is accepted yet. */
  revision: IssueRevision | null
  accepted: Accepted | null
  change: PacketText['change']
}

interface Accept {
  at: number
  by: string
}

type Hashed = IssueRevision & { hash: string }

interface Found {
  index: number
  accepted: Accepted
}

/** Hashes by the reading of their text. Cached because strangers may edit often, and the bot decides often. */
const hashes = new WeakMap<PacketReading, { title: string; body: string; hash: string }>()

function hashOf({ title, body, reading }: IssueRevision): string {
  const known = hashes.get(reading)
  if (known && known.title === title && known.body === body) return known.hash
  const hash = fingerprint(title, body)
  hashes.set(reading, { title, body, hash })
  return hash
}

/** Returns the index of the revision current at `at`. GitHub: times are whole seconds, so edits in that second come later. */
const revisionAt = (revisions: Hashed[], at: number): number =>
  Math.max(
    0,
    revisions.findLastIndex((revision) => revision.at < at),
  )

/** Returns when the person accepted, not when the bot recorded it: a session may have been opened in between. */
function acceptedAt(hash: string, by: string, revisions: Hashed[], accepts: Accept[]): number | null {
  const covered = (one: Accept) => one.by === by && revisions[revisionAt(revisions, one.at)]?.hash === hash
  const own = revisions.find((revision) => revision.hash === hash && revision.editor?.login === by)
  return own?.at ?? accepts.find(covered)?.at ?? null
}

/** Reads the time (ms) of an acceptance by tick from the marker of its comment. */
function tickedAt(comment: CommentFact): number | null {
  const tick = markersIn(bodyOf(comment)).flatMap((id) => MARKER.tickedAccept.partsOf(id)?.[1] ?? [])[0]
  return tick === undefined ? null : Number(tick)
}

/** Returns the newest text that the App recorded as accepted. A text restored later needs a new decision. */
function recordedAccept(revisions: Hashed[], accepts: Accept[], botComments: BotComments): Found | null {
  const found = botComments.records(MARKER.accepted.prefix).map(({ rest, comment }) => {
    const recordedAt = comment.revisions.at(-1)?.at ?? comment.createdAt
    const index = revisions.findLastIndex((revision) => revision.hash === rest && revision.at <= recordedAt)
    const by = acceptedRecord.read(bodyOf(comment))?.by ?? revisions[index]?.editor?.login ?? 'ghost'
    const at = acceptedAt(rest, by, revisions, accepts) ?? tickedAt(comment) ?? comment.createdAt
    return { index, accepted: { hash: rest, at, by } }
  })
  return (
    found
      .filter((one) => one.index >= 0)
      .toSorted((a, b) => a.index - b.index)
      .at(-1) ?? null
  )
}

/**
 * Returns whether an edit can be accepted because of its author: the first text, or an edit of an accepted text. A writer's
 * edit of a text that is not accepted yet does not accept the rest of that text.
 */
const mayCount = (revision: Hashed, index: number, found: Found | null): boolean =>
  index === 0 || (found !== null && found.accepted.at <= revision.at)

/** Finds the text in force from the edits and the `/accept`s. Unknown permissions become queries through `people`. */
export function textInForce(issue: IssueFact, accepts: Accept[], botComments: BotComments, people: People): InForce {
  const revisions = issue.revisions.map((revision) => ({
    ...revision,
    hash: hashOf(revision),
  }))
  const acceptsOf = Map.groupBy(accepts, (accept) => revisionAt(revisions, accept.at))
  const recorded = recordedAccept(revisions, accepts, botComments)
  let found = recorded
  let change: PacketText['change'] = null
  const isForeign = (revision: Hashed) =>
    botComments.has(MARKER.foreign.of(revision.hash)) || people.roleOf(revision.editor) !== 'writer'
  for (const [index, revision] of revisions.entries()) {
    const by = revision.editor?.login ?? 'ghost'
    const { hash, at } = revision
    const isNew = index > (recorded?.index ?? -1) && hash !== revisions[index - 1]?.hash
    if (isNew && hash === found?.accepted.hash) change = null
    else if (isNew && mayCount(revision, index, found) && !isForeign(revision)) {
      found = { index, accepted: { hash, at, by } }
      change = null
    } else if (isNew) change = { by, hash, at }
    const accept = index < (recorded?.index ?? 0) ? undefined : acceptsOf.get(index)?.at(-1)
    if (accept) [found, change] = [{ index, accepted: { hash, at: accept.at, by: accept.by } }, null]
  }
  const hash = found?.accepted.hash
  return {
    revision: hash === undefined ? null : (revisions.findLast((revision) => revision.hash === hash) ?? null),
    accepted: found?.accepted ?? null,
    change,
  }
}
