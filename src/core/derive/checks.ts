/** Reads checks and integration results from GitHub's check runs and the App's comments. */

import type { CheckState } from '../checks/findings.ts'
import { INTEGRATION } from '../checks/integration.ts'
import { CHECK_NAMES, TRIAL_CHECK_NAMES } from '../checks/registry.ts'
import { bodyOf } from '../records/bot-comments.ts'
import { checkRunName, notRunIn, readExternalId } from '../records/check-run.ts'
import { mergedRecord } from '../records/kinds.ts'
import { MARKER } from '../records/names.ts'
import type { CheckRunFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketWork } from '../state/packet.ts'
import type { PacketAnalysis } from './analysis.ts'

/** Two packets may share a commit; a trial belongs to one of them. */
const isOfOther = ({ externalId }: CheckRunFact, issue: number): boolean =>
  (readExternalId(externalId)?.issue ?? issue) !== issue

export function checksOf(
  head: string | null,
  issue: number,
  snapshot: Pick<Snapshot, 'checkRun'>,
): PacketWork['checks'] {
  const checks: PacketWork['checks'] = {}
  for (const name of CHECK_NAMES) {
    const run = snapshot.checkRun(head, checkRunName(name))
    if (!run || isOfOther(run, issue)) continue
    const isTrial = TRIAL_CHECK_NAMES.includes(name)
    const tested = isTrial ? readExternalId(run.externalId) : null
    const notRun = isTrial ? notRunIn(run) : null
    const state: CheckState = {
      name,
      conclusion: run.conclusion,
      title: run.title,
      summary: run.summary,
      annotations: [],
      tested: tested && tested.trial !== '' ? { base: tested.base, head: tested.head, trial: tested.trial } : null,
      steps: [],
      url: run.url,
      ...(notRun !== null && { notRun }),
      runningSince: run.status === 'completed' ? null : run.startedAt,
    }
    checks[name] = state
  }
  return checks
}

/** Returns when its last trial passed according to the merged comment: null if none did, undefined without a record. */
function recordedPassOf({ botComments }: PacketAnalysis): number | null | undefined {
  const last = botComments.find(MARKER.merged)
  return last?.trusted ? mergedRecord.read(bodyOf(last.comment))?.passedAt : undefined
}

/**
 * Failed integrations are read from the comments that took the packet out of done. The last pass is read from the check
 * run, or from the merged comment, so that a restarted bot gets the same figures.
 */
export function integrationsOf(
  analysis: PacketAnalysis,
  checks: PacketWork['checks'],
  snapshot: Pick<Snapshot, 'checkRun'>,
  head: string | null,
): PacketWork['integrations'] {
  const failed = analysis.botComments
    .records(MARKER.undone.prefix)
    .filter(({ comment }) => bodyOf(comment).includes(INTEGRATION))
    .map(({ comment }) => ({ at: comment.createdAt, passed: false }))
  const recordedPass = recordedPassOf(analysis)
  if (recordedPass !== undefined)
    return recordedPass === null ? failed : [...failed, { at: recordedPass, passed: true }]
  if (checks.integration?.conclusion !== 'success') return failed
  const run = snapshot.checkRun(head, INTEGRATION)
  return [...failed, { at: run?.completedAt ?? 0, passed: true }]
}
