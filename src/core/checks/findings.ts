/** What the checks found. */

import type { NotRunReason } from '../records/check-run.ts'
import type { TrialStep } from '../snapshot/queries.ts'
import type { CheckConclusion } from '../snapshot/snapshot.ts'
import type { CheckName } from './define.ts'

export interface DriftFile {
  path: string
  why: 'out-of-scope' | 'other-packet' | 'outside'
  /** The entry or packet it collides with. */
  against: string
}

export interface CheckState {
  name: CheckName
  conclusion: CheckConclusion | null
  title: string
  summary: string
  annotations: Annotation[]
  /** Of the trial merge only: the commit that was tested and onto which base. */
  tested: { base: string; head: string; trial: string } | null
  steps: TrialStep[]
  url: string | null
  /** Integration only: why nothing was run; missing: something was. */
  notRun?: NotRunReason
  /** Since when it runs; missing or null once it has ended. */
  runningSince?: number | null
}

export interface Annotation {
  path: string
  line: number
  level: 'failure' | 'warning' | 'notice'
  message: string
}

/** One promise of a contract held against the code. */
export interface JudgedPromise {
  name: string
  /** As it is promised: `createUser(input: NewUser): Promise<User>`, or the name alone. */
  promised: string
  verdict: 'kept' | 'missing' | 'differs' | 'unclear'
  /** What the code has instead, where it has something. */
  actual: string | null
  /** Where it was found. */
  path: string | null
  /** Why it is unclear, as the end of a sentence. */
  why: string | null
}

export interface ContractState {
  judged: JudgedPromise[]
  /** Promises in words. */
  prose: string[]
  /** Paths that were looked through, how many files there were, and what could not be read. */
  looked: { scope: string[]; files: number; unread: { path: string; why: string }[]; left: number }
  mock: MockState | null
}

/** A mock the packet says is to go. */
export interface MockState {
  /** Paths the packet names, and which changed files still import each. */
  paths: { path: string; importedBy: string[] }[]
  /** Dependencies not merged yet, for which it still stands in. */
  standsInFor: string[]
}

export interface Breach {
  /** Issue of the packet whose contract it is, and of the one that relies on it. */
  provider: number
  relying: number
  /** Issue of the packet whose change broke it; null: it was merged. */
  by: number | null
  names: string[]
  /** The commit that has them no more. */
  commit: string
}
