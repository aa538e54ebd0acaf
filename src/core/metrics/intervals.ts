/** Calculations on intervals of time (ms): concurrency, total length, overlap. */

export interface Interval {
  from: number
  to: number
}

export interface Concurrency {
  peak: number
  /** Mean over the time with at least one open interval. */
  mean: number
  /** Time of the first peak; null without intervals. */
  peakAt: number | null
}

/** Counts how many intervals are open at the same time. One that ends when another begins does not overlap with it. */
export function concurrency(intervals: Interval[]): Concurrency {
  const edges = intervals.flatMap((i) => [
    { at: i.from, step: 1 },
    { at: i.to, step: -1 },
  ])
  edges.sort((a, b) => a.at - b.at || a.step - b.step)
  let now = 0
  let last = 0
  let busy = 0
  let total = 0
  let peak = 0
  let peakAt: number | null = null
  for (const edge of edges) {
    if (now > 0) busy += edge.at - last
    total += now * (edge.at - last)
    now += edge.step
    last = edge.at
    if (now > peak) {
      peak = now
      peakAt = edge.at
    }
  }
  return { peak, mean: busy === 0 ? 0 : total / busy, peakAt }
}

/** Returns the total length, with each interval cut off at `end`. */
export function sumWithin(intervals: Interval[], end: number): number {
  return intervals.reduce((sum, i) => sum + Math.max(0, Math.min(i.to, end) - i.from), 0)
}

/** Returns how long intervals of both groups were open. Intervals of one group must not overlap. */
export function overlap(a: Interval[], b: Interval[]): number {
  return a
    .flatMap((x) => b.map((y) => Math.min(x.to, y.to) - Math.max(x.from, y.from)))
    .reduce((sum, both) => sum + Math.max(0, both), 0)
}

/** Returns the count, mean and maximum of durations (ms); zeros when there are none. */
export function spread(times: number[]): { count: number; mean: number; longest: number } {
  const known = times.filter((t) => t >= 0)
  if (known.length === 0) return { count: 0, mean: 0, longest: 0 }
  return { count: known.length, mean: known.reduce((a, b) => a + b, 0) / known.length, longest: Math.max(...known) }
}
