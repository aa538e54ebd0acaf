/** Comments on the dashboard's issue, and reports of trouble anywhere. */

import { roundRecord } from '../../records/kinds.ts'
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { Status } from '../../state.ts'
import { STATUSES } from '../../status/statuses.ts'
import { clock, duration } from '../../time.ts'
import { code, link, prose, text } from '../escape.ts'
import { statusWords } from '../status.ts'
import { bullets, some } from '../words.ts'

export type Counts = Partial<Record<Status, number>>

/** `1 🟢 Running · 2 🔵 Done`, in the order of the table of statuses. */
export function countWords(counts: Counts): string {
  const shown = STATUSES.filter((status) => (counts[status] ?? 0) > 0)
  if (shown.length === 0) return 'no packets'
  return shown.map((status) => `${counts[status]} ${statusWords(status)}`).join(' · ')
}

export interface RoundWords {
  number: number
  /** Id of the comment or tick that requested the round. It identifies the log, since numbers may change. */
  comment: string
  at: number
  by: string
  timezone: string
  counts: Counts
  /** Counts of the previous round; null for the first. */
  before: Counts | null
  /** Changes since the last round, one line each, not escaped. */
  changes: string[]
  /** Packets whose report is overdue. */
  overdue: { name: string; url: string; agent: string | null; silentFor: number }[]
}

/** The log of an execution round. A later round compares itself with the record in it. */
export function roundLog(round: RoundWords): MarkedComment {
  return markedComment(
    MARKER.round.of(round.comment),
    `**Execution round ${round.number}**, ${clock(round.at, round.timezone)}, started by ${text(round.by, 60)}: ${countWords(round.counts)}`,
    sinceLast(round),
    overdueWords(round.overdue),
    roundRecord.write({ round: round.number, at: round.at, by: round.by, counts: JSON.stringify(round.counts) }),
  )
}

function sinceLast(round: RoundWords): string {
  if (round.changes.length > 0)
    return `Since the last round:\n${bullets(
      round.changes.map((line) => text(line, 200)),
      30,
    )}`
  if (round.before === null) return 'This is the first round.'
  const moved = STATUSES.map((status) => ({ status, by: (round.counts[status] ?? 0) - (round.before?.[status] ?? 0) }))
  const lines = moved
    .filter((m) => m.by !== 0)
    .map((m) => `${m.by > 0 ? '+' : '−'}${Math.abs(m.by)} ${statusWords(m.status)}`)
  return `Since the last round: ${lines.length === 0 ? 'no packet changed its status' : lines.join(', ')}.`
}

function overdueWords(overdue: RoundWords['overdue']): string {
  if (overdue.length === 0) return 'Every agent has reported in time.'
  const lines = overdue.map((o) => `${link(o.name, o.url)} (${who(o.agent)}): nothing for ${duration(o.silentFor)}`)
  return `**Please report** with \`/status\` on your packet:\n\n${bullets(lines)}`
}

const who = (agent: string | null): string => (agent === null ? 'no agent yet' : text(agent, 60))

/** Where `/session start` was commented on another issue. */
export function sessionOpened(comment: number, session: { name: string; url: string }): MarkedComment {
  return markedComment(
    MARKER.opened.of(comment),
    `Session ${link(session.name, session.url)} is open; its dashboard is there.`,
  )
}

/** A writer changed the branch that packets go to. The comment also shows that its author was a writer then. */
export function baseChanged(
  change: { at: number; base: string; by: string },
  staying: { name: string; base: string }[],
): MarkedComment {
  const kept = staying.map(({ name, base }) => `${code(name)} on ${code(base)}`)
  return markedComment(
    MARKER.baseChanged.of(change.at),
    `Packets that start from now on go to ${code(change.base)} (changed by ${text(change.by, 60)}).`,
    kept.length > 0 && `Packets that have started stay where they are: ${some(kept, 20)}.`,
  )
}

/** The feature is off in this repository, or GitHub does not have it. */
export function linksRefused(kind: 'add-sub-issue' | 'add-blocked-by', message: string): MarkedComment {
  const [what, instead] =
    kind === 'add-sub-issue'
      ? ['make packets sub-issues of this session', 'The table above still lists them.']
      : ['show hard dependencies as "blocked by"', 'They still hold packets back.']
  const id = kind === 'add-sub-issue' ? MARKER.subIssuesRefused : MARKER.blockedByRefused
  return markedComment(id, `I could not ${what} (GitHub says: ${text(message, 200)}). ${instead}`)
}

export const subIssuesFull = (most: number): MarkedComment =>
  markedComment(
    MARKER.subIssuesFull,
    `GitHub allows ${most} sub-issues per issue, so packets after the first ${most} are not shown as sub-issues. The table above lists all of them, and nothing else differs.`,
  )

/** GitHub: at most three issues are pinned, and some accounts may not pin at all. */
export function pinRefused(message: string): MarkedComment {
  return markedComment(
    MARKER.pinRefused,
    `Unpin another issue, or pin this one by hand: I could not pin this dashboard (GitHub says: ${text(message, 200)}). Work continues.`,
  )
}

/** What GitHub refused and how to fix it. `id`: each problem is reported once. */
export function trouble(id: string, lines: string[]): MarkedComment {
  return markedComment(MARKER.trouble.of(id), 'A problem needs fixing:', bullets(lines.map((line) => prose(line, 500))))
}
