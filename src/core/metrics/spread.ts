/** Count, mean and longest of some stretches of time; zeros when there are none. */
export function spread(times: number[]): { count: number; mean: number; longest: number } {
  const known = times.filter((t) => t >= 0)
  if (known.length === 0) return { count: 0, mean: 0, longest: 0 }
  return { count: known.length, mean: known.reduce((a, b) => a + b, 0) / known.length, longest: Math.max(...known) }
}
