/** Who starts next: free places go to the packet with the longest chain of dependents, then to the oldest. */

import type { PacketState } from '../state/packet.ts'
import type { Status } from '../state.ts'

/** A packet in these states takes a place: an agent is at work on it, or about to be. */
const BUSY: readonly Status[] = ['ready', 'running', 'blocked', 'drifting']

export const takesSlot = (status: Status): boolean => BUSY.includes(status)

type Chained = Pick<PacketState, 'issue' | 'dependencies'>

/** Length of the longest chain of packets that wait for this one, over hard dependencies. */
export function chainLengths(packets: Chained[]): Map<number, number> {
  const dependents = new Map<number, number[]>()
  for (const packet of packets) {
    for (const dependency of packet.dependencies) {
      if (dependency.kind !== 'hard' || dependency.issue === null) continue
      dependents.set(dependency.issue, [...(dependents.get(dependency.issue) ?? []), packet.issue])
    }
  }
  const lengths = new Map<number, number>()
  const lengthOf = (issue: number, path: Set<number>): number => {
    const known = lengths.get(issue)
    if (known !== undefined) return known
    if (path.has(issue)) return 0
    const below = (dependents.get(issue) ?? []).map((next) => 1 + lengthOf(next, new Set([...path, issue])))
    const length = Math.max(0, ...below)
    lengths.set(issue, length)
    return length
  }
  for (const packet of packets) lengthOf(packet.issue, new Set())
  return lengths
}

/** Candidates in the order they get a place. */
export function startOrder<P extends Chained>(candidates: P[], all: Chained[]): P[] {
  const chains = chainLengths(all)
  return candidates.toSorted((a, b) => (chains.get(b.issue) ?? 0) - (chains.get(a.issue) ?? 0) || a.issue - b.issue)
}
