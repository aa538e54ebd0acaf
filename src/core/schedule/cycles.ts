/** Cycles among hard dependencies, each as the path a person can follow: `a → b → a`. */
import type { DependencyState } from '../state/packet.ts'

interface Node {
  issue: number
  name: string
  dependencies: DependencyState[]
}

/** The cycle that goes through this packet, as issue numbers from it back to it; null when there is none. */
export function cycleThrough(start: number, nodes: Map<number, Node>): number[] | null {
  const cameFrom = new Map<number, number>()
  const queue = [start]
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of targetsOf(nodes.get(at))) {
      if (next === start) return trace(at, start, cameFrom)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, at)
      queue.push(next)
    }
  }
  return null
}

const targetsOf = (node: Node | undefined): number[] =>
  node?.dependencies
    .filter((one) => one.kind === 'hard' && one.issue !== null && one.state === 'open')
    .map((one) => one.issue ?? 0) ?? []

function trace(last: number, start: number, cameFrom: Map<number, number>): number[] {
  const path = [start]
  for (let at: number | undefined = last; at !== undefined && at !== start; at = cameFrom.get(at)) path.unshift(at)
  return [start, ...path]
}
