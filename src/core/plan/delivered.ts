/** After a merge, and after giving up: close, say the last word, tidy. */
import type { Action } from '../actions.ts'
import type { Draft } from '../derive/analysis.ts'
import { MERGED } from '../derive/merged.ts'
import { bodyOf } from '../records/bot-comments.ts'
import { marker, recordIn } from '../records/markers.ts'
import { abandonedNotice, closedByHand, merged, openedAgain } from '../render/comments.ts'
import type { Facts } from '../snapshot/snapshot.ts'
import type { PacketState, State } from '../state.ts'
import { once } from './ensure-comment.ts'

function lastWord(packet: PacketState, draft: Draft, state: State): Action[] {
  if (!packet.merged) return []
  const delivery = { packet, pull: packet.pull?.number ?? null, sha: packet.merged.sha, baseBranch: state.baseBranch }
  const word = merged(delivery, figuresOf(packet), packet.mergedTree)
  if (!draft.told.has(MERGED)) return once(packet.issue, draft.told, word, packet.merged.at)
  // Lost and brought in again by another pull request: that is told as well, and the newest record counts.
  const before = draft.told.find(MERGED)
  const told = before?.trusted ? Number(recordIn(bodyOf(before.comment))?.pull) || null : null
  if (told === null || packet.merged.pull == null || told === packet.merged.pull) return []
  const again = `merged-again:${packet.merged.pull}`
  const marked = { marker: again, body: `${word.body}\n${marker(again)}` }
  return once(packet.issue, draft.told, marked, packet.merged.at)
}

/** What the report needs of it later, when its branch and its check runs are no longer looked at. */
const figuresOf = (packet: PacketState) => ({
  ...{ files: packet.filesChanged, lines: packet.linesChanged, pull: packet.pull?.number ?? null },
  passedAt: packet.integrations.findLast((run) => run.passed)?.at ?? null,
})

/**
 * Only a branch whose very head was delivered is deleted, and only while it stands there. GitHub closes whatever has a
 * deleted branch as its base, so that is pointed at the base branch first. An agent's own branch is the agent's.
 */
function tidy(packet: PacketState, draft: Draft, state: State, facts: Facts): Action[] {
  const { branchSha, pull, merged } = packet
  const isIn = pull?.merged === true && (merged?.pull === pull.number || merged?.sha === pull.mergeSha)
  if (branchSha === null || !isIn || pull.headSha !== branchSha || !isOurs(draft, facts)) return []
  const on = facts.pulls.filter((one) => one.state === 'open' && one.baseRef === packet.branch)
  if (on.length === 0) return [{ kind: 'delete-branch', branch: packet.branch, sha: branchSha }]
  return on.map((one) => ({ kind: 'retarget-pull', pull: one.number, base: state.baseBranch }))
}

/** The packet's own branch by its text, or one on which the App opened the pull request. */
const isOurs = ({ branch, written, pull }: Draft, facts: Facts): boolean =>
  branch === written || pull?.author?.id === facts.app.id

/** What people said of it when it ended otherwise, each once. */
function endings(packet: PacketState, draft: Draft): Action[] {
  if (packet.mistaken) {
    const told = once(packet.issue, draft.told, openedAgain(packet, draft.issue.closedAt ?? 0))
    return [...told, { kind: 'reopen-issue', issue: packet.issue }]
  }
  const { abandoned } = draft
  if (abandoned?.how !== 'closed' || draft.lost !== null || draft.told.all.length === 0) return []
  const closed = { by: abandoned.by, at: abandoned.at, branch: packet.branchSha === null ? null : packet.branch }
  return once(packet.issue, draft.told, closedByHand(closed), abandoned.at)
}

const close = (packet: PacketState, draft: Draft, reason: 'completed' | 'not_planned'): Action[] =>
  draft.issue.state === 'open' ? [{ kind: 'close-issue', issue: packet.issue, reason }] : []

export function wantSettled(packet: PacketState, draft: Draft, state: State, facts: Facts): Action[] {
  if (packet.status === 'merged') {
    const reopened = draft.issue.stateReason === 'reopened'
    return [
      ...lastWord(packet, draft, state),
      ...(reopened ? [] : close(packet, draft, 'completed')),
      ...tidy(packet, draft, state, facts),
    ]
  }
  if (packet.status !== 'abandoned') return endings(packet, draft)
  const given = draft.abandoned?.how === 'command' ? draft.abandoned : null
  const notice = given
    ? once(
        packet.issue,
        draft.told,
        abandonedNotice({ by: given.by, why: given.why, branch: packet.branchSha ? packet.branch : null }),
      )
    : []
  return [...notice, ...endings(packet, draft), ...(given ? close(packet, draft, 'not_planned') : [])]
}
