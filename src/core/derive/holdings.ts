/**
 * Determines whose commits a branch contains. Agents merge each other's branches to use their code early. Those commits
 * must not reach the base branch without the checks of their own packet.
 */

import type { Queries } from '../snapshot/ask.ts'
import type { ActivityFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketAnalysis } from './analysis.ts'

export interface Holding {
  /** Commits of its own that the base branch lacks; null: not known. */
  own: number | null
  /** Packets whose unmerged commits are in its branch, by issue. */
  of: { issue: number; name: string }[]
}

/** Groups live packets by their open pull request. An agent's own pull request may close several packets. */
export function sharingOf(
  analyses: ReadonlyMap<number, PacketAnalysis>,
): Map<number, { issue: number; name: string }[]> {
  const live = [...analyses.values()].filter(({ pull, merged, abandoned }) => {
    return pull?.state === 'open' && merged === null && abandoned === null
  })
  const grouped = Map.groupBy(live, ({ pull }) => pull?.number ?? 0)
  return new Map([...grouped].map(([pull, of]) => [pull, of.map(({ issue, name }) => ({ issue: issue.number, name }))]))
}

type Graph = Record<string, string[]>

interface Branch {
  analysis: PacketAnalysis
  head: string
  ahead: Set<string>
  /** For each commit, the position of the push that brought it to this branch among all pushes. */
  arrivals: ReadonlyMap<string, number>
}

/** Returns the holdings by issue. Queries the commits that the branches have and their base lacks, for each base alone. */
export function holdingsOf(
  analyses: Iterable<PacketAnalysis>,
  snapshot: Snapshot,
  queries: Queries,
): Map<number, Holding> {
  const groups = Map.groupBy(analyses, ({ base }) => base)
  return new Map([...groups].flatMap(([base, group]) => [...holdingsOn(group, snapshot.on(base), queries)]))
}

function holdingsOn(analyses: PacketAnalysis[], snapshot: Snapshot, queries: Queries): Map<number, Holding> {
  const base = snapshot.baseTip()
  const live = analyses.flatMap((analysis) => {
    const head = snapshot.branchTip(analysis.branch)
    return head === null || head === base || analysis.merged !== null ? [] : [{ analysis, head }]
  })
  const heads = [...new Set(live.map(({ head }) => head))]
  if (base === '' || live.length < 2) return new Map()
  const graph = queries.ahead(base, heads)
  if (!graph) return new Map()
  const orders = new Map(snapshot.activity.map((move, order) => [move, order]))
  const branches = live.map(({ analysis, head }) => branchIn(analysis, head, graph, snapshot, orders))
  return new Map(branches.map((branch) => [branch.analysis.issue.number, holdingOf(branch, branches)]))
}

function branchIn(
  analysis: PacketAnalysis,
  head: string,
  graph: Graph,
  snapshot: Pick<Snapshot, 'activityOn' | 'app'>,
  orders: Map<ActivityFact, number>,
): Branch {
  const moves = snapshot.activityOn(analysis.branch)
  const made = moves.find(({ type, actor }) => type === 'branch_creation' && actor?.id === snapshot.app.id)
  // Commits that were there when the App created the branch came from the base branch of that time.
  const before = made === undefined ? new Set<string>() : reached(made.after, graph)
  const ahead = new Set([...reached(head, graph)].filter((sha) => !before.has(sha)))
  const arrivals = new Map<string, number>()
  for (const move of moves) reach(move.after, graph, arrivals, orders.get(move) ?? 0)
  return { analysis, head, ahead, arrivals }
}

/** Returns the commits ahead of the base that are reachable from `from`. */
function reached(from: string, graph: Graph): Set<string> {
  const seen = new Map<string, number>()
  reach(from, graph, seen, 0)
  return new Set(seen.keys())
}

/** Adds the commits reachable from `from` to `seen`. Does not visit a commit twice. */
function reach(from: string, graph: Graph, seen: Map<string, number>, order: number): void {
  const left = [from]
  for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
    const parents = graph[sha]
    if (parents === undefined || seen.has(sha)) continue
    seen.set(sha, order)
    left.push(...parents)
  }
}

function holdingOf(branch: Branch, all: Branch[]): Holding {
  const foreign = new Set<string>()
  const of: Holding['of'] = []
  for (const other of all) {
    if (other === branch || other.analysis.branch === branch.analysis.branch) continue
    const shared = [...branch.ahead].filter((sha) => other.ahead.has(sha))
    const theirs = shared.filter((sha) => hadItFirst(sha, other, branch))
    for (const sha of theirs) foreign.add(sha)
    if (theirs.length > 0) of.push({ issue: other.analysis.issue.number, name: other.analysis.name })
  }
  return { own: branch.ahead.size - foreign.size, of }
}

/** Returns whether `one` had the commit first. If unknown, the older packet counts as first. */
function hadItFirst(sha: string, one: Branch, other: Branch): boolean {
  const [first, second] = [firstSeen(sha, one), firstSeen(sha, other)]
  if (first !== second) return first < second
  return one.analysis.issue.number < other.analysis.issue.number
}

const firstSeen = (sha: string, { arrivals }: Branch): number => arrivals.get(sha) ?? Number.POSITIVE_INFINITY
