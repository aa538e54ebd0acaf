/** Resolves dependencies. A dependency is delivered when its work is on the base branch, not when its issue is closed. */
import type { DependencyChange } from '../commands/packet-events.ts'
import { isAlsoOn, ordinaryDelivery } from '../derive/delivery.ts'
import type { Dependency, Packet } from '../parse/packet/reading.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { DependencyState } from '../state/packet.ts'

/** What a dependency's name may lead to. */
export interface Target {
  issue: number
  name: string
  session: number | null
  mergedAt: number | null
  /** Missing or null: it is not delivered, or by what is not known. */
  merged?: { sha: string; at: number; pull: number | null } | null
  /** The branch it goes to; missing: the default branch. */
  base?: string
  abandoned: boolean
  /** It was delivered, and the base branch has lost it. */
  lost?: boolean
  /** What it was and is called, oldest first, each with the time since when. */
  names?: { name: string; from: number }[]
  /** Nobody accepted it yet; missing: somebody did. */
  proposed?: boolean
  createdAt: number
}

/** The packet's dependencies with `/depends` applied; a name stands once, and the last word on it counts. */
export function withChanges(packet: Packet, changes: DependencyChange[]): Pick<Packet, 'hard' | 'soft'> {
  let hard = [...packet.hard]
  let soft = [...packet.soft]
  for (const change of changes) {
    const keep = (dependency: Dependency) => !sameName(dependency.name, change.name)
    hard = hard.filter(keep)
    soft = soft.filter(keep)
    const added = { name: change.name, reason: null, line: 0 }
    if (change.op === 'add') (change.kind === 'hard' ? hard : soft).push(added)
  }
  return { hard, soft: soft.filter((dependency) => !hard.some((one) => sameName(one.name, dependency.name))) }
}

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/**
 * `#12` or a name. Who had the name when it was written keeps it for whoever wrote it, however it is called now. Then: an accepted one before a proposal, in its own session first, and one that is not given up before one
 * that is. A proposal that was given up is as if it had never been filed: strangers must not decide for others.
 */
export function findTarget(
  name: string,
  session: number | null,
  targets: Target[],
  writtenAt = Number.POSITIVE_INFINITY,
): Target | null {
  const number = /^#(\d+)$/.exec(name)?.[1]
  if (number) return targets.find((target) => target.issue === Number(number)) ?? null
  const named = targets.filter((target) => hadName(target, name) && !(target.proposed && target.abandoned))
  const rank = (target: Target) =>
    (target.proposed ? 32 : 0) +
    (hasName(target, name) || wasCalled(target, name, writtenAt) ? 0 : 16) +
    (target.abandoned ? 8 : 0) +
    (wasCalled(target, name, writtenAt) ? 0 : 4) +
    (target.session === session ? 0 : 1)
  return named.sort((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt)[0] ?? null
}

const hasName = (target: Target, name: string): boolean => sameName(target.name, name)

/** Now or formerly. */
const hadName = (target: Target, name: string): boolean =>
  hasName(target, name) || (target.names ?? []).some((one) => sameName(one.name, name))

function wasCalled({ names = [] }: Target, name: string, at: number): boolean {
  const then = names.findLast(({ from }) => from <= at)
  return then !== undefined && sameName(then.name, name)
}

const stateOf = (target: Target): DependencyState['state'] => {
  if (target.mergedAt !== null) return 'delivered'
  if (target.lost) return 'lost'
  return target.abandoned ? 'abandoned' : 'open'
}

type Resolution = Pick<DependencyState, 'state' | 'issue' | 'deliveredAt' | 'only'>

/** A packet that went to another base branch is delivered once it is on the dependent's base too. */
function targetState(target: Target, view: Snapshot, queries: Queries): Resolution {
  const { issue, mergedAt, merged, base = view.repo.defaultBranch } = target
  if (!merged || base === view.baseBranch() || isAlsoOn(merged, view, queries))
    return { state: stateOf(target), issue, deliveredAt: mergedAt }
  return { state: 'open', issue, deliveredAt: null, only: base }
}

/** An ordinary issue is delivered when what closed it is on the base branch. */
function ordinaryIssue(
  name: string,
  snapshot: Snapshot,
  queries: Queries,
): Pick<DependencyState, 'state' | 'issue' | 'deliveredAt'> {
  const number = Number(/^#(\d+)$/.exec(name)?.[1] ?? Number.NaN)
  const issue = Number.isNaN(number) ? undefined : queries.issue(number)
  if (!issue) return { state: 'not-filed', issue: null, deliveredAt: null }
  const delivered = ordinaryDelivery(issue, snapshot, queries)
  if (delivered === 'lost') return { state: 'lost', issue: number, deliveredAt: null }
  if (delivered !== null) return { state: 'delivered', issue: number, deliveredAt: delivered }
  return { state: issue.state === 'closed' ? 'abandoned' : 'open', issue: number, deliveredAt: null }
}

export interface DependencyInput {
  packet: Pick<Packet, 'hard' | 'soft'>
  session: number | null
  waived: string[]
  /** When the names were written. */
  writtenAt?: number
}

/** @param snapshot the view on the base branch of the dependent packet */
export function resolveDependencies(
  input: DependencyInput,
  targets: Target[],
  snapshot: Snapshot,
  queries: Queries,
): DependencyState[] {
  const resolve = (kind: 'hard' | 'soft') => (dependency: Dependency) => {
    const { name, reason } = dependency
    if (name === '') return { name, kind, reason, state: 'nobody' as const, issue: null, deliveredAt: null }
    const target = findTarget(name, input.session, targets, input.writtenAt)
    const found: Resolution = target ? targetState(target, snapshot, queries) : ordinaryIssue(name, snapshot, queries)
    const waived = found.state !== 'delivered' && input.waived.some((one) => sameName(one, name))
    return { name: target?.name || name, kind, reason, ...found, ...(waived && { state: 'waived' as const }) }
  }
  return [...input.packet.hard.map(resolve('hard')), ...input.packet.soft.map(resolve('soft'))]
}

/** Does it still hold the packet back? */
export const isBlocking = (dependency: DependencyState): boolean =>
  dependency.kind === 'hard' && dependency.state !== 'delivered' && dependency.state !== 'waived'

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
