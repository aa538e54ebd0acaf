/** How many things went on at the same time. */

export interface Interval {
  from: number
  to: number
}

export interface Together {
  peak: number
  /** Mean over the time in which at least one was going on. */
  mean: number
  /** When the peak was first reached; null when there was nothing. */
  peakAt: number | null
}

/** Sweeps over the ends of the intervals. One that ends as another begins does not count as together with it. */
export function together(intervals: Interval[]): Together {
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

/** Total length, each interval cut off at `end`. */
export function sumWithin(intervals: Interval[], end: number): number {
  return intervals.reduce((sum, i) => sum + Math.max(0, Math.min(i.to, end) - i.from), 0)
}

/** How long both of two groups of intervals were going on; intervals inside a group do not overlap. */
export function overlap(a: Interval[], b: Interval[]): number {
  return a
    .flatMap((x) => b.map((y) => Math.min(x.to, y.to) - Math.max(x.from, y.from)))
    .reduce((sum, both) => sum + Math.max(0, both), 0)
}
