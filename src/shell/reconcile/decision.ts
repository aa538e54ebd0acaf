import type { Action } from '../../core/actions.ts'
import type { Config } from '../../core/parse/config/schema.ts'
import type { Query } from '../../core/snapshot/queries.ts'
import type { SnapshotData } from '../../core/snapshot/snapshot.ts'
import type { State } from '../../core/state.ts'

/** The parts of a decision that the reconciler uses. */
export interface Decision {
  state: { config: Config } & Partial<Pick<State, 'packets' | 'sessions' | 'configProblems' | 'lacking'>>
  /** In the order of execution. */
  actions: Action[]
  queries: Query[]
  /** When time alone will change the decision, in milliseconds; null: never. */
  wakeAt: number | null
  /** Internal errors, each with the issue that was quarantined for it. */
  faults?: { issue: number; error: Error }[]
}

export type Decide = (snapshot: SnapshotData) => Decision
export type TrialAction = Extract<Action, { kind: 'trial' }>
export type UpdateAction = Extract<Action, { kind: 'update-branch' }>
export type MergeAction = Extract<Action, { kind: 'merge' }>
