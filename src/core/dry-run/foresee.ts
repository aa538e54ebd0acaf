/** What the bot would do one after the other, until it would wait for somebody or for a test. Pure, like any decision. */
import { type Action, actionKey } from '../actions.ts'
import type { Derived } from '../derive/derive-state.ts'
import { packetOf } from '../explain/subject.ts'
import type { Query } from '../snapshot/queries.ts'
import type { SnapshotData } from '../snapshot/snapshot.ts'
import { asIfAll } from './as-if.ts'

export interface DesiredActions {
  folded: Derived
  actions: Action[]
  queries: Query[]
}

export interface Foreseen {
  /** In their order; `issue`: the packet's or session's it is done for, null for what is nobody's. */
  steps: { action: Action; issue: number | null }[]
  /** How things would stand then. */
  folded: Derived
  /** Questions about what comes next: once they are answered, more can be foreseen. */
  queries: Query[]
}

/** More rounds than anything honest takes. */
const ROUNDS = 12

/** @param wish decides on facts; it may throw on those that are made up, and then nothing more is foreseen */
export function foresee(
  snapshot: SnapshotData,
  first: DesiredActions,
  desired: (snapshot: SnapshotData) => DesiredActions,
): Foreseen {
  const steps: Foreseen['steps'] = []
  const seen = new Set<string>()
  let [now, wishes, afterMerge] = [snapshot, first, false]
  for (let round = 0; round < ROUNDS; round++) {
    const fresh = wishes.actions.filter((action) => !seen.has(wordsOf(action)))
    if (fresh.length === 0) break
    for (const action of fresh) {
      seen.add(wordsOf(action))
      steps.push({ action, issue: issueOf(action, wishes.folded) })
    }
    now = asIfAll(now, fresh)
    afterMerge ||= fresh.some(({ kind }) => kind === 'merge')
    const next = attempt(() => desired(now))
    if (next === null) break
    // What the base branch holds after a merge nobody can look up yet.
    if (next.queries.length > 0)
      return { steps, folded: wishes.folded, queries: afterMerge ? [] : next.queries.filter(isReal) }
    wishes = next
  }
  return { steps, folded: wishes.folded, queries: [] }
}

/** The same wish with other words, such as a dashboard, is a step of its own; the words sort out which are shown. */
const wordsOf = (action: Action): string => `${actionKey(action)} ${'body' in action ? action.body : ''}`

const isReal = (query: Query): boolean => query.kind !== 'issue' || query.number > 0

function issueOf(action: Action, { state }: Derived): number | null {
  const packet = packetOf(action, state.packets)
  if (packet !== undefined) return packet.issue
  return 'issue' in action ? action.issue : null
}

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
