/** Which ways onto the base branch GitHub refused for a packet. Its words are not read: only what was asked counts. */
import type { PullFact } from '../snapshot/snapshot.ts'
import type { RefusedWay, RulesFact, Way } from './rules.ts'

/**
 * Identifies what a person or a push can change about a pull request: its head, its reviews and the last `/merge`. A
 * refusal to merge it counts until one of these changes.
 *
 * @param request id of the comment that asked for the merge; null: none did
 */
export function situationOf({ number, headSha, reviews }: PullFact, request: number | null): string {
  const last = reviews.at(-1)
  const approving = reviews.filter(({ state }) => state === 'APPROVED').length
  return [`#${number}`, headSha, request ?? 0, reviews.length, approving, last?.id ?? 0].join(' ')
}

/** Returns the refusals that still count for a packet in this situation, each way once. */
export function refusedFor(rules: RulesFact | null, situation: string): RefusedWay[] {
  const counting = (rules?.refused ?? []).filter((one) => one.situation === null || one.situation === situation)
  return [...new Map(counting.map((one) => [one.way, one])).values()]
}

export const isRefused = (way: Way, refused: RefusedWay[]): boolean => refused.some((one) => one.way === way)
