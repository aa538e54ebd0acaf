/**
 * Stacks of pull requests: each has the branch of the one below it as its base. GitHub merges one only together with all
 * that is unmerged below it, by `merge-async` (documentation in github/gh-stack).
 */
import type { PullFact } from '../snapshot/snapshot.ts'

/** A stack, from the bottom up, as `GET R/stacks` shows it. */
export interface StackFact {
  number: number
  /** The branch that all of it is for. */
  base: string
  pulls: StackedPull[]
}

interface StackedPull {
  number: number
  state: 'open' | 'closed'
  draft: boolean
  merged: boolean
  headRef: string
  headSha: string
}

/** Where an open pull request stands in its stack. */
export interface StackPlace {
  number: number
  base: string
  /** The unmerged pull requests below it, from the bottom up, each with its live packets. */
  below: (StackedPull & { packets: { issue: number; name: string }[] })[]
}

/** Returns what stands on what among the open pull requests; '' when nothing does: then no stack is looked for. */
export function chainOf(pulls: PullFact[]): string {
  const open = pulls.filter(({ state, sameRepo }) => state === 'open' && sameRepo)
  const heads = new Map(open.map((pull) => [pull.headRef, pull]))
  return open
    .flatMap((pull) => {
      const below = heads.get(pull.baseRef)
      return below === undefined ? [] : [`#${pull.number} on #${below.number}`]
    })
    .join(', ')
}

/** Returns the place of a pull request; null when it is in no stack, or nothing below it is unmerged. */
export function placeIn(
  stacks: StackFact[],
  pull: number,
  packetsOf: (pull: number) => StackPlace['below'][number]['packets'],
): StackPlace | null {
  const stack = stacks.find(({ pulls }) => pulls.some((one) => one.number === pull && one.state === 'open'))
  if (stack === undefined) return null
  const at = stack.pulls.findIndex(({ number }) => number === pull)
  const below = stack.pulls.slice(0, at).filter(({ merged }) => !merged)
  if (below.length === 0) return null
  const { number, base } = stack
  return { number, base, below: below.map((one) => ({ ...one, packets: packetsOf(one.number) })) }
}

/** GitHub's answer to an App that may not merge a stack, although its request was accepted (github/gh-stack#497). */
export const isUnauthorized = (message: string): boolean => /not authorized to merge/i.test(message)
