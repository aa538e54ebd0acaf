/** What a repository's worker remembers between cycles. All of it can be read or computed again. */

import { targetOf } from '../../core/actions.ts'
import type { BranchRule } from '../../core/merging/rules.ts'
import type { DiffFact, QueryResults, Revert } from '../../core/snapshot/queries.ts'
import type { Refusal } from '../../core/snapshot/snapshot.ts'
import type { Clock } from '../clock.ts'
import type { Store, StoredRefusal } from '../store/store.ts'
import type { Mirror } from './mirror.ts'
import { earliest } from './missing.ts'
import type { PendingAction } from './outcomes.ts'
import { createOwnWrites, type OwnWrites } from './own-writes.ts'
import type { RefusedNow } from './refused-ways.ts'

export interface Memory {
  mirror: Mirror | null
  /** By `BASE...HEAD`. The diff of two commits never changes. */
  diffs: Map<string, DiffFact>
  /** What was read of commits and contracts, by the keys of the queries. None of it ever changes. */
  code: CodeMemory
  /** Numbers that were looked up and are not issues. */
  noIssue: Set<number>
  /** The owners of logins, and when GitHub said so, in milliseconds. */
  accounts: Map<string, { at: number; id: number | 'nobody' }>
  /** Earlier texts of the configuration, and the text they were read for. */
  history: { text: string | null; earlier: string[] } | null
  /** How often each lookup has failed in a row. */
  failures: Map<string, number>
  /** The rules of base branches, by branch, and when they were read, in milliseconds; null: they have to be read again. */
  rules: Map<string, { at: number | null; rules: BranchRule[] | null }>
  /** What GitHub refused of merges, oldest first. */
  refusedWays: RefusedNow[]
  /** Branches of packets whose whole history is in the mirror. */
  branches: Set<string>
  /** Commits of GitHub's merge queue whose check runs are in the mirror. */
  groups: Set<string>
  refusals: Refusals
  /** What was written and may not be shown yet. */
  own: OwnWrites
}

type Kept<K extends keyof QueryResults> = QueryResults[K] extends Record<string, infer V> ? Map<string, V> : never

export interface CodeMemory {
  mergedTrees: Map<string, boolean | null>
  contains: Map<string, boolean | null>
  reverts: Map<string, Revert[] | null>
  ahead: Map<string, Record<string, string[]> | null>
  baseMerges: Map<string, boolean | null>
  conflicts: Kept<'conflicts'>
  exports: Kept<'exports'>
  declarations: Kept<'declarations'>
}

export const emptyCodeMemory = (): CodeMemory => ({
  mergedTrees: new Map(),
  baseMerges: new Map(),
  contains: new Map(),
  reverts: new Map(),
  ahead: new Map(),
  conflicts: new Map(),
  exports: new Map(),
  declarations: new Map(),
})

interface Refusals {
  all(): Record<string, Refusal>
  has(key: string): boolean
  /** Returns when the first refusal expires, in milliseconds; null: there is none. */
  endsAt(): number | null
  /** Remembers a refusal for `ms`; one hour by default. */
  add(action: PendingAction, status: number, message: string, ms?: number): Promise<void>
  /** Forgets refusals for missing permissions. */
  forgetRights(): Promise<void>
}

export const HOUR = 3600_000
const DIFFS_KEPT = 1000
const CONFLICTS_KEPT = 3000
const CONTAINS_KEPT = 5000
const HISTORIES_KEPT = 10
/** Each has the names of up to 500 files. */
const EXPORTS_KEPT = 100

export async function createMemory(store: Store, repo: number, clock: Clock): Promise<Memory> {
  const known = new Map(Object.entries(await store.refusals(repo, clock.now())))
  return {
    mirror: null,
    diffs: new Map(),
    code: emptyCodeMemory(),
    noIssue: new Set(),
    accounts: new Map(),
    history: null,
    failures: new Map(),
    rules: new Map(),
    refusedWays: [],
    branches: new Set(),
    groups: new Set(),
    own: createOwnWrites(),
    refusals: createRefusals(known, clock, (key, refusal) => store.refuse(repo, key, refusal)),
  }
}

function createRefusals(
  known: Map<string, StoredRefusal>,
  clock: Clock,
  keep: (key: string, refusal: StoredRefusal) => Promise<void>,
): Refusals {
  const forgetOld = () => {
    for (const [key, { until }] of known) if (until <= clock.now()) known.delete(key)
  }
  return {
    all() {
      forgetOld()
      return Object.fromEntries(
        [...known].map(([key, { target, status, message, at }]) => [key, { target, status, message, at }]),
      )
    },
    has(key) {
      forgetOld()
      return known.has(key)
    },
    endsAt() {
      forgetOld()
      return earliest([...known.values()].map(({ until }) => until))
    },
    async add({ action, key }, status, message, ms = HOUR) {
      const refusal = { target: targetOf(action), status, message, at: clock.now(), until: clock.now() + ms }
      known.set(key, refusal)
      await keep(key, refusal)
    },
    async forgetRights() {
      for (const [key, refusal] of [...known].filter(([, { status }]) => status === 403)) {
        known.delete(key)
        await keep(key, { ...refusal, until: clock.now() })
      }
    },
  }
}

/** Drops the oldest results of lookups, to bound the memory. They are looked up again when needed. */
export function trimResults({ diffs, code }: Memory): void {
  trim(diffs, DIFFS_KEPT)
  trim(code.conflicts, CONFLICTS_KEPT)
  trim(code.contains, CONTAINS_KEPT)
  trim(code.reverts, HISTORIES_KEPT)
  trim(code.ahead, HISTORIES_KEPT)
  trim(code.exports, EXPORTS_KEPT)
  trim(code.declarations, DIFFS_KEPT)
}

function trim(map: Map<string, unknown>, kept: number): void {
  for (const key of map.keys()) {
    if (map.size <= kept) return
    map.delete(key)
  }
}
