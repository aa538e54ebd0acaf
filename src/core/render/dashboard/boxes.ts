/** Boxes to tick instead of commenting a command. */

import { openObjections } from '../../merging/block.ts'
import { fingerprint } from '../../parse/packet/fingerprint.ts'
import { boxId, boxLine, ROUND_BOX } from '../../records/dashboard.ts'
import { type AllowOffer, offerRecord } from '../../records/kinds.ts'
import type { PacketState } from '../../state/packet.ts'
import type { State } from '../../state.ts'
import { isOver } from '../../status/statuses.ts'
import { text } from '../escape.ts'
import { grantName } from '../file-name.ts'
import { list } from '../words.ts'
import type { View } from './view.ts'

/** Whether the packet is done and green, and only a writer's `/merge` is missing. */
export function isMergeReady(p: PacketState, config: State['config']): boolean {
  const checks = Object.values(p.work.checks)
  const green = p.work.checks.integration?.conclusion === 'success' && checks.every((c) => c.conclusion !== 'failure')
  const isUnblocked =
    p.queued === null &&
    !p.atGitHub &&
    p.merge.mergeBlock === null &&
    p.merge.obstacles.length === 0 &&
    !p.merge.needsReview &&
    openObjections(p).length === 0
  return p.status === 'done' && green && isUnblocked && config.merge === 'command'
}

/** The requested paths, else the files that the head changes out of bounds or outside its scope. */
function toAllow(p: PacketState): AllowOffer {
  const asked = p.talk.scopeRequests.filter((request) => request.verdict === 'open').map((request) => request.path)
  if (asked.length > 0) return { paths: [...new Set(asked)] }
  return { paths: [...new Set([...p.work.drift, ...p.work.outside].map((file) => file.path))], literal: true }
}

/** A box names everything it grants, so that nothing is granted unseen. What does not fit one line gets no box. */
const MOST_PATHS = 10
const LONGEST_LABEL = 3000

function allowBox(p: PacketState): string[] {
  const offer = toAllow(p)
  if (isOver(p.status) || offer.paths.length === 0 || offer.paths.length > MOST_PATHS) return []
  const names = offer.paths.map((path) => grantName({ path, ...(offer.literal && { literal: true as const }) }))
  const data = offerRecord.write(offer)
  const label = `Allow ${list(names)} in ${text(p.name)} (#${p.issue})`
  if (label.length + data.length > LONGEST_LABEL) return []
  // The id contains a hash of what the box grants, so that a box on an older page has another id.
  return [boxLine(`${label} ${data}`, boxId('allow', p.issue, fingerprint('', data).slice(0, 16)))]
}

/** Boxes for the common answers. */
export function boxes(v: View): string[] {
  if (!v.session.open) return []
  const ready = v.packets.filter((p) => isMergeReady(p, v.state.config))
  const waiting = v.packets.filter((p) => p.status === 'proposed')
  return [
    ...ready.map((p) => boxLine(`Merge ${text(p.name)} (#${p.issue})`, boxId('merge', p.issue, p.work.head))),
    ...v.packets.flatMap(allowBox),
    ...waiting.map((p) =>
      boxLine(`Accept ${text(p.name)} (#${p.issue})`, boxId('accept', p.issue, p.text.change?.hash)),
    ),
    boxLine('Start an execution round', ROUND_BOX),
  ]
}
