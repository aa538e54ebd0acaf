/** What GitHub refused for good is not asked of it again while that is remembered; what is postponed comes later. */
import { type Action, actionKey } from '../actions.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

export const isRefusedNow = (action: Action, snapshot: Pick<Snapshot, 'refused'>): boolean =>
  snapshot.refused[actionKey(action)] !== undefined

/** Neither refused nor postponed. */
export const isOpenNow = (action: Action, snapshot: Pick<Snapshot, 'postponed' | 'refused'>): boolean =>
  !isRefusedNow(action, snapshot) && !snapshot.postponed?.includes(actionKey(action))
