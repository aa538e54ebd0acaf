import { chainOf, placeIn, type StackPlace } from '../merging/stack.ts'
import type { Queries } from '../snapshot/ask.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/**
 * Returns the places of open pull requests in stacks, by number. Nothing is looked up while no open pull request stands on
 * another.
 *
 * @param sharing live packets by the number of the open pull request that counts for them
 */
export function stacksOf(
  sharing: ReadonlyMap<number, { issue: number; name: string }[]>,
  snapshot: Pick<Snapshot, 'pulls'>,
  queries: Queries,
): Map<number, StackPlace> {
  const chain = chainOf(snapshot.pulls)
  const stacks = chain === '' ? null : (queries.stacks(chain) ?? null)
  if (stacks === null) return new Map()
  const numbers = stacks.flatMap(({ pulls }) => pulls.map(({ number }) => number))
  return new Map(
    numbers.flatMap((number): [number, StackPlace][] => {
      const place = placeIn(stacks, number, (pull) => sharing.get(pull) ?? [])
      return place === null ? [] : [[number, place]]
    }),
  )
}
