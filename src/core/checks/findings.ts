/** Results of the checks, as part of a packet's state. */

import type { NotRunReason } from '../records/check-run.ts'
import type { TrialStep } from '../snapshot/queries.ts'
import type { CheckConclusion } from '../snapshot/snapshot.ts'
import type { CheckName } from './define.ts'

export interface DriftFile {
  path: string
  why: 'out-of-scope' | 'other-packet' | 'outside'
  /** The boundary entry or the packet that the file conflicts with. */
  against: string
}

export interface CheckState {
  name: CheckName
  conclusion: CheckConclusion | null
  title: string
  summary: string
  annotations: Annotation[]
  /** Trial merge only: the tested head, its base and the trial commit. */
  tested: { base: string; head: string; trial: string } | null
  steps: TrialStep[]
  url: string | null
  /** Integration only: why no test ran; missing when one did. */
  notRun?: NotRunReason
  /** When the running check started; missing or null when none is running. */
  runningSince?: number | null
}

export interface Annotation {
  path: string
  line: number
  level: 'failure' | 'warning' | 'notice'
  message: string
}

/** One promise of a contract, compared with the code. */
export interface JudgedPromise {
  name: string
  /** The promise as written: `createUser(input: NewUser): Promise<User>`, or the name alone. */
  promised: string
  verdict: 'kept' | 'missing' | 'differs' | 'unclear'
  /** What the code declares instead; null when it declares nothing. */
  actual: string | null
  /** The file that declares it. */
  path: string | null
  /** Why it is unclear, as the end of a sentence. */
  why: string | null
}

export interface ContractState {
  judged: JudgedPromise[]
  /** Promises in prose, which cannot be checked. */
  prose: string[]
  /** The paths that were searched, the number of files read, and the files that could not be read or were left out. */
  looked: { scope: string[]; files: number; unread: { path: string; why: string }[]; left: number }
  mock: MockState | null
}

/** A mock that the packet promises to remove. */
export interface MockState {
  /** The mock's paths and the changed files that still import each. */
  paths: { path: string; importedBy: string[] }[]
  /** Unmerged dependencies that the mock still stands in for. */
  standsInFor: string[]
}

export interface Breach {
  /** Issue of the packet that made the contract, and of the packet that relies on it. */
  provider: number
  relying: number
  /** Issue of the unmerged packet whose change breaks it; null when the change is merged. */
  by: number | null
  names: string[]
  /** The commit that lacks these names. */
  commit: string
}
