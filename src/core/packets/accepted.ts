/**
 * Which text of a packet is in force. A writer's text counts at once; anybody else's waits for `/accept`, which covers
 * the revision that stood there when it was given. The App's card on the issue keeps the hash of what was accepted.
 */
import type { CommentFact, IssueFact, IssueRevision } from '../facts.ts'
import type { People } from '../people.ts'
import { markersIn, recordIn } from '../say/markers.ts'
import type { Accepted, PacketState } from '../state.ts'
import { bodyOf, type Told } from '../told.ts'
import { fingerprint } from './fingerprint.ts'
import type { PacketReading } from './reading.ts'

export interface InForce {
  /** null: nobody accepted anything yet. */
  revision: IssueRevision | null
  accepted: Accepted | null
  change: PacketState['change']
}

export const acceptedMarker = (hash: string): string => `accepted:${hash}`
/** The text with this hash is known not to be a writer's, so that GitHub is not asked again. */
export const foreignMarker = (hash: string): string => `foreign:${hash}`

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
  const tick = markersIn(bodyOf(comment)).find((id) => id.startsWith('ticked-accept:'))
  return tick === undefined ? null : Number(tick.split(':')[2])
}

/** The newest text that an App comment records as accepted; a text that came back later is judged anew. */
function onRecord(revisions: Hashed[], accepts: Accept[], told: Told): Found | null {
  const found = told.records('accepted:').map(({ rest, comment }) => {
    const written = comment.revisions.at(-1)?.at ?? comment.createdAt
    const index = revisions.findLastIndex((revision) => revision.hash === rest && revision.at <= written)
    const by = String(recordIn(bodyOf(comment))?.by ?? revisions[index]?.editor?.login ?? 'ghost')
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

/** Goes through the edits since, and through the `/accept`s; pushes needs through `people` where a permission is not known. */
export function textInForce(issue: IssueFact, accepts: Accept[], told: Told, people: People): InForce {
  const revisions = issue.revisions.map((revision) => ({
    ...revision,
    hash: hashOf(revision),
  }))
  let found = onRecord(revisions, accepts, told)
  let change: PacketState['change'] = null
  for (let index = (found?.index ?? -1) + 1; index < revisions.length; index += 1) {
    const revision = revisions[index]
    if (!revision || revision.hash === revisions[index - 1]?.hash) continue
    if (revision.hash === found?.accepted.hash) change = null
    else if (!told.has(foreignMarker(revision.hash)) && people.standing(revision.editor) === 'writer') {
      found = { index, accepted: { hash: revision.hash, at: revision.at, by: revision.editor?.login ?? 'ghost' } }
      change = null
    } else change = { by: revision.editor?.login ?? 'ghost', hash: revision.hash, at: revision.at }
  }
  for (const accept of accepts) {
    const index = standingAt(revisions, accept.at)
    const revision = revisions[index]
    if (!revision || index < (found?.index ?? 0)) continue
    found = { index, accepted: { hash: revision.hash, at: accept.at, by: accept.by } }
    if (revisions.slice(index + 1).every((later) => later.hash === revision.hash)) change = null
  }
  const hash = found?.accepted.hash
  return {
    revision: hash === undefined ? null : (revisions.findLast((revision) => revision.hash === hash) ?? null),
    accepted: found?.accepted ?? null,
    change,
  }
}
