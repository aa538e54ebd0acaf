import type { ObjectionState, PacketState } from './state.ts'

/** Requests for changes that hold the merge. */
export const openObjections = ({ objections = [] }: Pick<PacketState, 'objections'>): ObjectionState[] =>
  objections.filter(({ answered }) => !answered)
