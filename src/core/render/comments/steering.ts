/** What a person decided about a packet's course, recorded on its issue. */

import { dependsRecord, scopeRecord, textRecord, waivedRecord } from '../../records/kinds.ts'
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import { code, quoteBlock, text } from '../escape.ts'
import { fileName, grantName } from '../file-name.ts'
import { bullets, list } from '../words.ts'
import type { Ruling } from './decisions.ts'

const by = (ruling: Pick<Ruling, 'by'>): string => text(ruling.by, 60)

/** `/redirect TEXT`: `files` are those that were out of bounds, empty when it was not drifting. */
export function redirected(ruling: Ruling, files: string[]): MarkedComment {
  return markedComment(
    MARKER.redirect.of(ruling.comment),
    `**Redirected** by ${by(ruling)}:`,
    quoteBlock(ruling.text),
    files.length > 0 &&
      `Out of bounds were:\n${bullets(
        files.map((path) => fileName(path)),
        20,
      )}`,
    'Agent: go on with this, and report with `/status running`.',
    textRecord.write({ by: ruling.by, text: ruling.text }),
  )
}

export interface ScopeRuling {
  comment: number
  by: string
  /** What was asked for, as in a boundary; with `literal`, the names of files. */
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
    'Agent: take that change out of the branch, or ask what to do with `/ask`.',
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
      ? `This packet has a ${change.kind} dependency on ${code(change.name)} now`
      : `This packet does not depend on ${code(change.name)} any more`
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
    `${by(ruling)} waived ${code(name)}: this packet does not wait for it. Agent: do not count on what it would have delivered.`,
    waivedRecord.write({ name, by: ruling.by }),
  )
}

/** The record of what was accepted is gone or was edited by somebody else. */
export function acceptAgain(hash: string): MarkedComment {
  return markedComment(
    MARKER.acceptAgain.of(hash.toLowerCase()),
    'My record of which text was accepted is gone or was edited. A person with write access accepts the present text with `/accept`.',
  )
}

/** `/start`: `running` places are taken of `capacity`, this one not counted; `missing` dependencies are not delivered. */
export function startedByHand(
  start: { running: number; capacity: number; missing: string[] },
  ruling: Pick<Ruling, 'comment' | 'by'>,
): MarkedComment {
  const over = start.running >= start.capacity
  return markedComment(
    MARKER.start.of(ruling.comment),
    start.missing.length === 0
      ? `Started by hand (${by(ruling)}).`
      : `It still waits for ${list(start.missing.map((name) => code(name)))}: \`/waive NAME\` starts it without. Then it gets a place at once.`,
    over &&
      start.missing.length === 0 &&
      `That makes ${start.running + 1} packets at once; the configuration says ${start.capacity}.`,
  )
}

/** `/abandon`: the branch, if there is one, stays for whoever wants it. */
export function abandonedNotice(given: { by: string; why: string; branch: string | null }): MarkedComment {
  return markedComment(
    MARKER.abandoned,
    `Abandoned by ${text(given.by, 60)}${given.why.trim() === '' ? '.' : ':'}`,
    given.why.trim() !== '' && quoteBlock(given.why),
    given.branch !== null &&
      `The branch ${code(given.branch)} stays where it is; delete it when nobody needs it. Reopen the issue to take the packet up again.`,
  )
}
