/** What GitHub refused for good is not asked of it again while that is remembered. */
import { type Action, actionKey } from '../actions.ts'
import type { Facts } from '../facts.ts'

export const refusedNow = (action: Action, facts: Facts): boolean => facts.refused[actionKey(action)] !== undefined
