/** What GitHub refused for good is not asked of it again while that is remembered; what is postponed comes later. */
import { type Action, actionKey } from '../actions.ts'
import type { Facts } from '../snapshot/snapshot.ts'

export const isRefusedNow = (action: Action, facts: Facts): boolean => facts.refused[actionKey(action)] !== undefined

/** Neither refused nor postponed. */
export const isOpenNow = (action: Action, facts: Facts): boolean =>
  !isRefusedNow(action, facts) && !facts.postponed?.includes(actionKey(action))
