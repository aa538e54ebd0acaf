/**
 * "Re-run" on a check: GitHub then shows the commit's checks as queued until the App reports. What other plans do not
 * write anew stays as it was, and is reported once more, so that no commit is left queued.
 */
import type { Action } from '../actions.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** @param planned the actions of the same decision */
export function planRerequests(planned: Action[], { checks }: Pick<Snapshot, 'checks'>): Action[] {
  const answered = new Set(
    planned.flatMap((action) => (action.kind === 'check' ? [`${action.head} ${action.name}`] : [])),
  )
  return checks.flatMap((run): Action[] => {
    const { id, name, headSha: head, conclusion, externalId, title, summary } = run
    if (!run.rerequested || answered.has(`${head} ${name}`)) return []
    return [
      { kind: 'check', name, head, id, status: 'completed', conclusion, externalId, title, summary, annotations: [] },
    ]
  })
}
