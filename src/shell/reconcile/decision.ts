import type { Action } from '../../core/actions.ts'
import type { Config } from '../../core/parse/config/schema.ts'
import type { Query } from '../../core/snapshot/queries.ts'
import type { SnapshotData } from '../../core/snapshot/snapshot.ts'
import type { State } from '../../core/state.ts'

/** What the loop reads of a decision. */
export interface Decision {
  state: { config: Config } & Partial<Pick<State, 'packets' | 'sessions' | 'configProblems' | 'lacking'>>
  /** In the order in which they are to be performed. */
  actions: Action[]
  queries: Query[]
  /** When time alone will change the decision; null when it will not. */
  wakeAt: number | null
  /** Errors of the bot's own, each with the issue that was set aside for it. */
  faults?: { issue: number; error: Error }[]
}

export type Decide = (snapshot: SnapshotData) => Decision
export type TrialAction = Extract<Action, { kind: 'trial' }>
export type UpdateAction = Extract<Action, { kind: 'update-branch' }>
export type MergeAction = Extract<Action, { kind: 'merge' }>
