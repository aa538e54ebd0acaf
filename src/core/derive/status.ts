/** Determines the status of a packet: the first one that matches. */
import type { MergeOrder, PacketEvents } from '../commands/packet-events.ts'
import type { BotComments } from '../records/bot-comments.ts'
import { MARKER } from '../records/names.ts'
import { sameName } from '../schedule/dependencies.ts'
import type { CommentFact, IssueFact } from '../snapshot/snapshot.ts'
import type { DependencyState, StatusSpan } from '../state/packet.ts'
import type { ReportState } from '../state/talk.ts'
import type { Status } from '../state.ts'
import { labelStatus } from '../status/statuses.ts'

export interface StatusInput {
  merged: boolean
  abandoned: boolean
  invalid: boolean
  accepted: boolean
  /** It has a branch of its own and nothing it waits for. */
  started: boolean
  pausedByWriter: boolean
  drifting: boolean
  report: ReportState['kind'] | null
  pushed: boolean
}

export function statusOf(input: StatusInput): Status {
  if (input.merged) return 'merged'
  if (input.abandoned) return 'abandoned'
  if (input.invalid) return 'invalid'
  if (!input.accepted) return 'proposed'
  if (!input.started) return 'waiting'
  if (input.pausedByWriter) return 'paused'
  if (input.drifting) return 'drifting'
  return input.report ?? (input.pushed ? 'running' : 'ready')
}

/**
 * Returns the App's comment that ends a `/merge`: a check failed for the `done` that the `/merge` refers to, or a later one.
 * It counts even when it is older than the `/merge`, because its time depends on when the bot ran.
 */
export const mergeEnding = (merge: MergeOrder, botComments: BotComments): CommentFact | null =>
  merge.dones
    .map((report) => botComments.find(MARKER.undone.of(report))?.comment)
    .find((comment) => comment !== undefined) ?? null

/** Returns the last report as it counts now. A `done` with a red check, and a block ended by a delivery, are `running`. */
export function reportInForce(
  events: PacketEvents,
  botComments: BotComments,
  dependencies: DependencyState[],
): ReportState | null {
  const { report } = events
  if (report === null) return null
  if (report.kind === 'done' && botComments.has(MARKER.undone.of(report.comment)))
    return { ...report, kind: 'running', text: 'a check is red' }
  if (report.kind === 'blocked' && endedBy(report, dependencies)) return { ...report, kind: 'running' }
  return report
}

/** Returns the dependency whose delivery ends this block: the report names it, and it was delivered later. */
export function endedBy(report: ReportState, dependencies: DependencyState[]): DependencyState | null {
  const words = `${report.reason ?? ''} ${report.blocking ?? ''} ${report.text}`
  // Names are short; a long run of dots would keep the pattern busy.
  const named = words.split(/[^\w.#-]+/).flatMap((word) => (word.length > 100 ? [] : [word.replace(/[.:]+$/, '')]))
  const names = (one: DependencyState) =>
    named.some((word) => sameName(word, one.name) || (one.issue !== null && word === `#${one.issue}`))
  return (
    dependencies.find(
      (one) => one.deliveredAt !== null && one.deliveredAt >= report.at && one.name !== '' && names(one),
    ) ?? null
  )
}

/** Returns the spans by time. The last one is open while the issue has its label. Labels set by people do not count. */
export function statusSpans(issue: IssueFact, appId: number): StatusSpan[] {
  const spans: StatusSpan[] = []
  for (const event of issue.labelEvents) {
    const status = labelStatus(event.label)
    if (status === null || event.actor?.id !== appId) continue
    const open = spans.findLast((span) => span.to === null && (span.status === status || event.added))
    if (open && (event.added || open.status === status)) open.to = event.at
    if (event.added) spans.push({ status, from: event.at, to: null })
  }
  return spans
}
