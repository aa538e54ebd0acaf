import type { EvaluatedPacket, ObjectionState } from './state.ts'

/** Requests for changes that hold the merge. */
export const openObjections = ({ objections }: Pick<EvaluatedPacket, 'objections'>): ObjectionState[] =>
  objections.filter(({ answered }) => !answered)
