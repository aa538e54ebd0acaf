/** Computes the time in each status from the App's own status labels. */

import { labelStatus } from '../records/labels.ts'
import type { IssueFact } from '../snapshot/snapshot.ts'
import type { StatusSpan } from '../state/packet.ts'

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
