/** An App's use of GitHub's API, measured as GitHub's limits do. */
import type { Measured } from './faults.ts'

export interface Usage {
  requests: number
  /** Answered 304: they cost nothing of the hourly limit. */
  unchanged: number
  writes: number
  /** What they made that counts as creating content. */
  creations: number
  /** REST points in the busiest minute; GitHub takes 900. */
  points: number
  /** By a limit: 403 or 429 with the advice to wait. */
  refused: number
}

const minute = 60_000

/** Counts the requests of Apps among those that were measured; git's own are none of the API. */
export function usageOf(calls: readonly Measured[]): Usage {
  const own = calls.filter((call) => call.isApp && call.path.startsWith('/api/'))
  const writes = own.filter((call) => call.isWrite)
  return {
    requests: own.length,
    unchanged: own.filter((call) => call.status === 304).length,
    writes: writes.length,
    creations: own.reduce((sum, call) => sum + call.creations, 0),
    points: busiest(own.filter((call) => call.path.startsWith('/api/v3/'))),
    refused: own.filter((call) => call.isRefused).length,
  }
}

/** Most points in any minute that begins with a request. */
function busiest(calls: Measured[]): number {
  let most = 0
  let sum = 0
  let first = 0
  for (const call of calls) {
    sum += pointsOf(call)
    for (let old = calls[first]; old && old.at <= call.at - minute; old = calls[first]) {
      sum -= pointsOf(old)
      first += 1
    }
    most = Math.max(most, sum)
  }
  return most
}

const pointsOf = (call: Measured) => (call.isWrite ? 5 : 1)
