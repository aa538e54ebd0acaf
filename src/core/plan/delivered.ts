/** Plans the end of a packet, merged or abandoned: the last comment, closing the issue, deleting the branch. */

import type { Action } from '../actions.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { bodyOf } from '../records/bot-comments.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { mergedRecord } from '../records/kinds.ts'
import { marker } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import { abandonedNotice, closedByHand, merged, openedAgain } from '../render/comments.ts'
import type { Actor, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'

function mergedNotice(packet: PacketState, analysis: PacketAnalysis): Action[] {
  if (!packet.end.merged) return []
  const delivery = {
    packet,
    pull: packet.work.pull?.number ?? null,
    sha: packet.end.merged.sha,
    baseBranch: packet.base.branch,
  }
  const word = merged(delivery, figuresOf(packet), packet.merge.mergedTree)
  if (!analysis.botComments.has(MARKER.merged))
    return ensureComment(packet.issue, analysis.botComments, word, packet.end.merged.at)
  // Lost and delivered again by another pull request: this needs another comment, and the newest record counts.
  const before = analysis.botComments.find(MARKER.merged)
  const recordedPull = before?.trusted ? mergedRecord.read(bodyOf(before.comment))?.pull || null : null
  if (recordedPull === null || packet.end.merged.pull == null || recordedPull === packet.end.merged.pull) return []
  const again = MARKER.mergedAgain.of(packet.end.merged.pull)
  const marked = { marker: again, body: `${word.body}\n${marker(again)}` }
  return ensureComment(packet.issue, analysis.botComments, marked, packet.end.merged.at)
}

/** Figures that the report needs later, when the branch and its check runs are no longer read. */
const figuresOf = (packet: PacketState) => ({
  files: packet.work.filesChanged,
  lines: packet.work.linesChanged,
  passedAt: packet.work.integrations.findLast((run) => run.passed)?.at ?? null,
})

/**
 * Deletes the branch only if its head was delivered. GitHub closes pull requests whose base branch is deleted, so they are
 * retargeted first. An agent's own branch is left alone.
 */
function deleteBranch(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'app' | 'pulls' | 'results'>,
): Action[] {
  const { branchSha, pull } = packet.work
  const { merged } = packet.end
  const isIn = pull?.merged === true && (merged?.pull === pull.number || merged?.sha === pull.mergeSha)
  if (branchSha === null || !isIn || pull.headSha !== branchSha || !isOurs(analysis, snapshot.app)) return []
  const on = snapshot.pulls.filter((one) => one.state === 'open' && one.baseRef === packet.work.branch)
  const stacked = (snapshot.results.stacks ?? []).flatMap(({ pulls }) => pulls.map(({ number }) => number))
  // GitHub points them at the base itself, and refuses to have it done.
  if (on.some(({ number }) => stacked.includes(number))) return []
  if (on.length === 0) return [{ kind: 'delete-branch', branch: packet.work.branch, sha: branchSha }]
  return on.map((one) => ({ kind: 'retarget-pull', pull: one.number, base: packet.base.branch }))
}

/** The packet's own branch by its text, or one on which the App opened the pull request. */
const isOurs = ({ branch, written, pull }: PacketAnalysis, app: Actor): boolean =>
  branch === written || pull?.author?.id === app.id

/** Plans the notice for a packet whose issue was closed by hand or by mistake. */
function endings(packet: PacketState, analysis: PacketAnalysis): Action[] {
  if (packet.end.mistaken) {
    const notices = ensureComment(packet.issue, analysis.botComments, openedAgain(packet, analysis.issue.closedAt ?? 0))
    return [...notices, { kind: 'reopen-issue', issue: packet.issue }]
  }
  const { abandoned } = analysis
  if (abandoned?.how !== 'closed' || analysis.lost !== null || analysis.botComments.all.length === 0) return []
  const closed = {
    by: abandoned.by,
    at: abandoned.at,
    branch: packet.work.branchSha === null ? null : packet.work.branch,
  }
  return ensureComment(packet.issue, analysis.botComments, closedByHand(closed), abandoned.at)
}

const close = (packet: PacketState, analysis: PacketAnalysis, reason: 'completed' | 'not_planned'): Action[] =>
  analysis.issue.state === 'open' ? [{ kind: 'close-issue', issue: packet.issue, reason }] : []

export function planDelivered(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'app' | 'pulls' | 'results'>,
): Action[] {
  if (packet.status === 'merged') {
    const reopened = analysis.issue.stateReason === 'reopened'
    return [
      ...mergedNotice(packet, analysis),
      ...(reopened ? [] : close(packet, analysis, 'completed')),
      ...deleteBranch(packet, analysis, snapshot),
    ]
  }
  if (packet.status !== 'abandoned') return endings(packet, analysis)
  const given = analysis.abandoned?.how === 'command' ? analysis.abandoned : null
  const notice = given
    ? ensureComment(
        packet.issue,
        analysis.botComments,
        abandonedNotice({ by: given.by, why: given.why, branch: packet.work.branchSha ? packet.work.branch : null }),
      )
    : []
  return [...notice, ...endings(packet, analysis), ...(given ? close(packet, analysis, 'not_planned') : [])]
}
