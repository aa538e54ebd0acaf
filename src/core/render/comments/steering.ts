/** A person's decisions about how a packet proceeds, recorded on its issue. */
import { dependsRecord, scopeRecord, textRecord, waivedRecord } from '../../records/kinds.ts'
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import { code, quoteBlock, text } from '../escape.ts'
import { fileName, grantName } from '../file-name.ts'
import { bullets, list } from '../words.ts'
import type { Ruling } from './decisions.ts'

const by = (ruling: Pick<Ruling, 'by'>): string => text(ruling.by, 60)

/** `/redirect TEXT`: `files`: those out of bounds, empty when the packet was not drifting. */
export function redirected(ruling: Ruling, files: string[]): MarkedComment {
  return markedComment(
    MARKER.redirect.of(ruling.comment),
    `**Redirected** by ${by(ruling)}:`,
    quoteBlock(ruling.text),
    files.length > 0 &&
      `Files out of bounds:\n${bullets(
        files.map((path) => fileName(path)),
        20,
      )}`,
    'Agent: continue with this, and report with `/status running`.',
    textRecord.write({ by: ruling.by, text: ruling.text }),
  )
}

export interface ScopeRuling {
  comment: number
  by: string
  /** What was requested, as in a boundary; with `literal`, the names of files. */
  paths: string[]
  literal?: true
  reason: string
}

const recorded = ({ paths, literal, reason, by }: ScopeRuling, verdict: 'allowed' | 'denied'): string => {
  const granted = paths.map((path) => ({ path, ...(literal && { literal }) }))
  return scopeRecord.write({ verdict, granted, reason, by })
}

/** A few in the sentence, more as a list below it. */
function namesOf(ruling: ScopeRuling): { inline: string; below: string | null; many: boolean } {
  const shown = ruling.paths.map((path) => grantName({ path, ...(ruling.literal && { literal: true as const }) }))
  const many = shown.length > 1
  if (shown.length <= 3) return { inline: list(shown), below: null, many }
  return { inline: `${shown.length} ${ruling.literal ? 'files' : 'paths'}`, below: bullets(shown, shown.length), many }
}

/** `/scope allow`: `overlaps` names the live packets that also have this path in scope. */
export function scopeGranted(grant: ScopeRuling, overlaps: string[]): MarkedComment {
  const { inline, below, many } = namesOf(grant)
  return markedComment(
    MARKER.scope.of(grant.comment),
    `**Scope granted** by ${text(grant.by, 60)}: ${inline} ${many ? 'are' : 'is'} in scope now.${reason(grant)}`,
    below,
    overlaps.length > 0 &&
      `${many ? 'Some of it' : 'It'} is in the scope of ${list(overlaps.map((name) => code(name)))} too: agree who changes it, or expect a conflict.`,
    recorded(grant, 'allowed'),
  )
}

/** `/scope deny`. */
export function scopeDenied(denial: ScopeRuling): MarkedComment {
  const { inline, below, many } = namesOf(denial)
  return markedComment(
    MARKER.scope.of(denial.comment),
    `**Scope not granted** by ${text(denial.by, 60)}: ${inline} ${many ? 'stay' : 'stays'} out of this packet.${reason(denial)}`,
    below,
    'Agent: remove that change from the branch, or ask with `/ask` what to do.',
    recorded(denial, 'denied'),
  )
}

function reason(ruling: ScopeRuling): string {
  return ruling.reason === '' ? '' : ` Reason: ${text(ruling.reason)}`
}

/** `/depends …`. */
export function dependencyChanged(
  change: { verb: 'added'; kind: 'hard' | 'soft'; name: string } | { verb: 'dropped'; name: string },
  ruling: Pick<Ruling, 'comment' | 'by'>,
): MarkedComment {
  const what =
    change.verb === 'added'
      ? `This packet now has a ${change.kind} dependency on ${code(change.name)}`
      : `This packet no longer depends on ${code(change.name)}`
  const kind = change.verb === 'added' ? change.kind : null
  return markedComment(
    MARKER.depends.of(ruling.comment),
    `${what} (${by(ruling)}).`,
    dependsRecord.write({ name: change.name, kind, by: ruling.by }),
  )
}

/** `/waive NAME`. */
export function waived(name: string, ruling: Pick<Ruling, 'comment' | 'by'>): MarkedComment {
  return markedComment(
    MARKER.waive.of(ruling.comment),
    `${by(ruling)} waived ${code(name)}: this packet no longer waits for it. Agent: do not rely on what it would have delivered.`,
    waivedRecord.write({ name, by: ruling.by }),
  )
}

/** The record of the accepted text is gone or was edited by somebody else. */
export function acceptAgain(hash: string): MarkedComment {
  return markedComment(
    MARKER.acceptAgain.of(hash.toLowerCase()),
    'A person with write access must accept the current text with `/accept`: my record of the accepted text is gone or was edited.',
  )
}

/** `/start`: `running` of `capacity` slots are taken, without this packet; `missing`: dependencies not delivered. */
export function startedByHand(
  start: { running: number; capacity: number; missing: string[] },
  ruling: Pick<Ruling, 'comment' | 'by'>,
): MarkedComment {
  const over = start.running >= start.capacity
  return markedComment(
    MARKER.start.of(ruling.comment),
    start.missing.length === 0
      ? `Started by hand (${by(ruling)}).`
      : `This packet still waits for ${list(start.missing.map((name) => code(name)))}. Comment \`/waive NAME\` to start without it; the packet then gets a slot at once.`,
    over &&
      start.missing.length === 0 &&
      `${start.running + 1} packets now run at once; the configured capacity is ${start.capacity}.`,
  )
}

/** `/abandon`: the branch, if there is one, is kept. */
export function abandonedNotice(given: { by: string; why: string; branch: string | null }): MarkedComment {
  return markedComment(
    MARKER.abandoned,
    `Abandoned by ${text(given.by, 60)}${given.why.trim() === '' ? '.' : ':'}`,
    given.why.trim() !== '' && quoteBlock(given.why),
    given.branch !== null &&
      `The branch ${code(given.branch)} is kept; delete it when nobody needs it. Reopen the issue to resume the packet.`,
  )
}
