/**
 * Which text of a packet is in force. What a writer files counts at once, and so does a writer's edit of an accepted text;
 * anything else waits for `/accept`, which covers the revision that stood there when it was given. The App's card on the issue keeps the hash of what was accepted.
 */

import type { People } from '../../authorize/roles.ts'
import { type BotComments, bodyOf } from '../../records/bot-comments.ts'
import { acceptedRecord } from '../../records/kinds.ts'
import { markersIn } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { CommentFact, IssueFact, IssueRevision } from '../../snapshot/snapshot.ts'
import type { Accepted, PacketText } from '../../state/packet.ts'
import { fingerprint } from './fingerprint.ts'
import type { PacketReading } from './reading.ts'

export interface InForce {
  /** null: nobody accepted anything yet. */
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

/** Hashes by the reading of their text, which lasts as long as the text: strangers may edit often, and the bot decides often. */
const hashes = new WeakMap<PacketReading, { title: string; body: string; hash: string }>()

function hashOf({ title, body, reading }: IssueRevision): string {
  const known = hashes.get(reading)
  if (known && known.title === title && known.body === body) return known.hash
  const hash = fingerprint(title, body)
  hashes.set(reading, { title, body, hash })
  return hash
}

/** The revision that stood there at that moment. A later edit within the same second is not covered (GitHub's times are whole seconds). */
const standingAt = (revisions: Hashed[], at: number): number =>
  Math.max(
    0,
    revisions.findLastIndex((revision) => revision.at < at),
  )

/** When the person said so, not when the bot wrote it down: a session may have been opened between the two. */
function acceptedAt(hash: string, by: string, revisions: Hashed[], accepts: Accept[]): number | null {
  const covered = (one: Accept) => one.by === by && revisions[standingAt(revisions, one.at)]?.hash === hash
  const own = revisions.find((revision) => revision.hash === hash && revision.editor?.login === by)
  return own?.at ?? accepts.find(covered)?.at ?? null
}

/** The moment of the tick that accepted it is in the marker of the comment that stands for it. */
function tickedAt(comment: CommentFact): number | null {
  const tick = markersIn(bodyOf(comment)).flatMap((id) => MARKER.tickedAccept.partsOf(id)?.[1] ?? [])[0]
  return tick === undefined ? null : Number(tick)
}

/** The newest text that an App comment records as accepted; a text that came back later is judged anew. */
function onRecord(revisions: Hashed[], accepts: Accept[], botComments: BotComments): Found | null {
  const found = botComments.records(MARKER.accepted.prefix).map(({ rest, comment }) => {
    const written = comment.revisions.at(-1)?.at ?? comment.createdAt
    const index = revisions.findLastIndex((revision) => revision.hash === rest && revision.at <= written)
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
 * Whether an edit counts by whose it is. Whoever may write files what counts at once, and changes what was accepted
 * before. An edit of a text that nobody accepted yet is no acceptance of all the rest of it.
 */
const mayCount = (revision: Hashed, index: number, found: Found | null): boolean =>
  index === 0 || (found !== null && found.accepted.at <= revision.at)

/** Goes through the edits since, and through the `/accept`s; pushes needs through `people` where a permission is not known. */
export function textInForce(issue: IssueFact, accepts: Accept[], botComments: BotComments, people: People): InForce {
  const revisions = issue.revisions.map((revision) => ({
    ...revision,
    hash: hashOf(revision),
  }))
  const acceptsOf = Map.groupBy(accepts, (accept) => standingAt(revisions, accept.at))
  const recorded = onRecord(revisions, accepts, botComments)
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
