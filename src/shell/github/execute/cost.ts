/** The cost of each action, and its lane in the budget. */
import { type Action, isDeferrable } from '../../../core/actions.ts'
import type { Lane } from '../budget/budget.ts'
import { type Cost, FREE } from '../budget/cost.ts'

const annotationsAtOnce = 50

/** Returns the usual cost of an action. Further requests are counted when they are sent. */
export function costOfAction(action: Action): Cost {
  switch (action.kind) {
    case 'comment':
      return { ...FREE, mutations: 1, creations: 1 }
    case 'react':
      return { ...FREE, mutations: 1, creations: 1 }
    case 'set-labels':
      return { ...FREE, mutations: Math.min(1, action.add.length) + Math.min(1, action.remove.length) }
    case 'edit-comment':
    case 'unreact':
    case 'ready-pull':
    case 'enqueue':
    case 'dequeue':
    case 'pin':
    case 'unpin':
      return { ...FREE, mutations: 1 }
    case 'open-pull':
      return { ...FREE, writes: 1, creations: 1 }
    case 'open-session':
      return { ...FREE, reads: 1, writes: 1, creations: 1 }
    case 'merge':
      return { ...FREE, reads: action.method ? 1 : 0, writes: 1 }
    case 'update-branch':
    case 'delete-branch':
    case 'edit-issue-body':
      return { ...FREE, reads: 1, writes: 1 }
    case 'check':
      return { ...FREE, reads: 1, writes: Math.max(1, Math.ceil(action.annotations.length / annotationsAtOnce)) }
    case 'dispatch':
      return { ...FREE, writes: 1, mutations: 2 }
    case 'trial':
      return FREE
    default:
      return { ...FREE, writes: 1 }
  }
}

export const laneOf = (action: Action): Lane => (isDeferrable(action) ? 'rest' : 'command')
