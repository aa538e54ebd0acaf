/** The finders of a snapshot. Each index is built on first use. */
import type { ActivityFact, Snapshot, SnapshotData } from './snapshot.ts'

/** Returns the data with its finders. `data` must not change afterwards. */
export function snapshotOf(data: SnapshotData): Snapshot {
  const branches = lazily(() => firstBy(data.branches, ({ name }) => name))
  const issues = lazily(() => firstBy(data.issues, ({ number }) => number))
  const pulls = lazily(() => firstBy(data.pulls, ({ number }) => number))
  const pullsFrom = lazily(() => groupsBy(data.pulls, ({ headRef }) => headRef))
  const runs = lazily(() => firstBy(data.checks, ({ headSha, name }) => `${headSha} ${name}`))
  const moves = lazily(() => groupsBy(data.activity, ({ branch }) => branch))
  const branchTip = (name: string) => branches().get(name)?.sha ?? null
  const { defaultBranch } = data.repo
  const snapshot: Snapshot = {
    ...data,
    branch: (name) => branches().get(name),
    branchTip,
    baseTip: () => branchTip(defaultBranch) ?? '',
    baseBranch: () => defaultBranch,
    on: (base) => (base === defaultBranch ? snapshot : viewOn(base)),
    issue: (number) => issues().get(number),
    pullRequest: (number) => pulls().get(number),
    pullRequestsFrom: (branch) => pullsFrom().get(branch) ?? [],
    checkRun: (head, name) => runs().get(`${head} ${name}`),
    activityOn: (branch) => moves().get(branch) ?? [],
    pushesTo: (branch, head = null) => pushesAmong(moves().get(branch) ?? [], head),
  }
  const views = new Map<string, Snapshot>()
  function viewOn(base: string): Snapshot {
    const found = views.get(base) ?? { ...snapshot, ...onBase(base, data), baseTip: () => branchTip(base) ?? '' }
    views.set(base, found)
    return found
  }
  return snapshot
}

/** What a view on another base branch shows of it. */
function onBase(base: string, { results }: SnapshotData): Pick<Snapshot, 'baseBranch' | 'results'> {
  const { rules: _, queue: __, ...rest } = results
  const rules = results.otherRules?.[base]
  const queue = results.otherQueues?.[base]
  return {
    baseBranch: () => base,
    results: { ...rest, ...(rules !== undefined && { rules }), ...(queue !== undefined && { queue }) },
  }
}

/**
 * Returns the moves since the branch was last deleted. If an earlier life of the branch contains `head`, returns the
 * moves of that life instead.
 */
function pushesAmong(moves: ActivityFact[], head: string | null): ActivityFact[] {
  const lives: ActivityFact[][] = [[]]
  for (const one of moves) {
    if (one.type === 'branch_deletion') lives.push([])
    else lives.at(-1)?.push(one)
  }
  return lives.findLast((life) => life.some((one) => one.after === head)) ?? lives.at(-1) ?? []
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Indexes items by key. Of several with the same key it keeps the first. */
function firstBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T> {
  const found = new Map<K, T>()
  for (const one of all) if (!found.has(keyOf(one))) found.set(keyOf(one), one)
  return found
}

function groupsBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group) group.push(one)
    else groups.set(keyOf(one), [one])
  }
  return groups
}
