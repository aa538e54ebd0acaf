/** After a merge, and after giving up: close, say the last word, tidy. */
import type { Action } from '../actions.ts'
import { MERGED } from '../fold/change.ts'
import type { Draft } from '../fold/draft.ts'
import { abandonedNotice, merged } from '../say/comments.ts'
import type { PacketState, State } from '../state.ts'
import { once } from './speak.ts'

function lastWord(packet: PacketState, draft: Draft, state: State): Action[] {
  if (!packet.merged || draft.told.has(MERGED)) return []
  const delivery = { packet, pull: packet.pull?.number ?? null, sha: packet.merged.sha, baseBranch: state.baseBranch }
  return once(
    packet.issue,
    draft.told,
    merged(delivery, { files: packet.filesChanged, lines: packet.linesChanged }, packet.mergedTree),
    packet.merged.at,
  )
}

/** Only a branch whose very head is in main is deleted, and only while it stands there. */
function tidy(packet: PacketState): Action[] {
  const { branchSha, pull } = packet
  if (branchSha === null || !pull?.merged || pull.headSha !== branchSha) return []
  return [{ kind: 'delete-branch', branch: packet.branch, sha: branchSha }]
}

const close = (packet: PacketState, draft: Draft, reason: 'completed' | 'not_planned'): Action[] =>
  draft.issue.state === 'open' ? [{ kind: 'close-issue', issue: packet.issue, reason }] : []

export function wantSettled(packet: PacketState, draft: Draft, state: State): Action[] {
  if (packet.status === 'merged') {
    const reopened = draft.issue.stateReason === 'reopened'
    return [...lastWord(packet, draft, state), ...(reopened ? [] : close(packet, draft, 'completed')), ...tidy(packet)]
  }
  if (packet.status !== 'abandoned') return []
  const given = draft.fold.abandon
  const notice = given
    ? once(
        packet.issue,
        draft.told,
        abandonedNotice({ by: given.by, why: given.why, branch: packet.branchSha ? packet.branch : null }),
      )
    : []
  return [...notice, ...close(packet, draft, 'not_planned')]
}
