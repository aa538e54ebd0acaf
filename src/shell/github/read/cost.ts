/** What a reading costs at least, and whether somebody waits for it. */

import type { Hints } from '../../reconcile/hints.ts'
import type { Mirror } from '../../reconcile/mirror.ts'
import type { Lane } from '../budget/budget.ts'
import { type Cost, FREE } from '../budget/cost.ts'
import { pointsOf } from '../budget/points.ts'
import { numbersDocument, wholeDocument } from './documents.ts'
import { pageSizes } from './page-sizes.ts'

export function costOfRead(hints: Hints): Cost {
  const queries = Math.ceil(hints.issues.length / pageSizes.numbers)
  const points = pointsOfNumbers(hints.issues)
  const reads = hints.checks.length + (hints.refs ? 1 : 0)
  if (hints.all) {
    const whole = pointsOf(wholeDocument()).points
    return { ...FREE, queries: queries + 1, points: points + whole, reads: reads + 4 }
  }
  if (hints.news) return { ...FREE, queries: queries + 1, points: points + 1, reads: reads + 3 }
  return { ...FREE, queries, points, reads }
}

function pointsOfNumbers(numbers: readonly number[]): number {
  let points = 0
  for (let at = 0; at < numbers.length; at += pageSizes.numbers)
    points += pointsOf(numbersDocument(numbers.slice(at, at + pageSizes.numbers), false)).points
  return points
}

/** A look for news that nobody asked for can wait; one at everything may make up for what somebody said. */
export function laneOfRead(previous: Mirror | null, hints: Hints): Lane {
  const announced = hints.all || hints.refs || hints.issues.length > 0 || hints.checks.length > 0
  return previous === null || announced ? 'command' : 'rest'
}
