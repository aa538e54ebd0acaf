/** Plans the labels that the repository and its issues should have. */
import type { Action } from '../actions.ts'
import { LABELS } from '../render/status.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { EvaluatedPacket } from '../state/packet.ts'
import { labelStatus, statusLabel } from '../status/statuses.ts'

/** Labels of the bot that the repository lacks (or that were renamed by hand). */
export function planLabelDefinitions(snapshot: Pick<Snapshot, 'labels'>): Action[] {
  const present = new Set(snapshot.labels.map((label) => label.name.toLowerCase()))
  return LABELS.filter((label) => !present.has(label.name.toLowerCase())).map((label) => ({
    kind: 'create-label',
    ...label,
  }))
}

export function planPacketLabels(packet: EvaluatedPacket, labels: string[]): Action[] {
  const wanted = ['packet', statusLabel(packet.status)]
  const missing = wanted.filter((label) => !labels.includes(label))
  const wrong = labels.filter((label) => labelStatus(label) !== null && !wanted.includes(label))
  if (missing.length === 0 && wrong.length === 0) return []
  return [{ kind: 'set-labels', issue: packet.issue, add: missing, remove: wrong }]
}
