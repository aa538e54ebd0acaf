import type { ObjectionState } from './state/obstacles.ts'
import type { PacketMerge } from './state/packet.ts'

/** Requests for changes that hold the merge. */
export const openObjections = ({ merge }: { merge: Pick<PacketMerge, 'objections'> }): ObjectionState[] =>
  merge.objections.filter(({ answered }) => !answered)
