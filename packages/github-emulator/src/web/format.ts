/** Small pieces of text: times, counts, addresses. */

const steps: [limit: number, unit: string, size: number][] = [
  [3_600_000, 'minute', 60_000],
  [86_400_000, 'hour', 3_600_000],
  [30 * 86_400_000, 'day', 86_400_000],
]

/** "3 minutes ago"; older than a month: the date. Times in milliseconds. */
export function ago(now: number, at: number): string {
  const passed = now - at
  if (passed < 60_000) return passed < 10_000 ? 'now' : `${Math.floor(passed / 1000)} seconds ago`
  const step = steps.find(([limit]) => passed < limit)
  if (!step) return `on ${iso(at).slice(0, 10)}`
  return `${count(Math.floor(passed / step[2]), step[1])} ago`
}

/** "1 issue", "2 issues". */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

export const iso = (at: number): string => new Date(at).toISOString()

export const shortSha = (sha: string): string => sha.slice(0, 7)

/** A branch or file name in an address: each part encoded, the slashes kept. */
export const inUrl = (name: string): string => name.split('/').map(encodeURIComponent).join('/')

/** Black or white, whichever can be read on a label of this colour (six hex digits). */
export function inkOn(color: string): 'dark' | 'light' {
  const [r, g, b] = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
  return ((r ?? 0) * 299 + (g ?? 0) * 587 + (b ?? 0) * 114) / 1000 > 145 ? 'dark' : 'light'
}

/** Six lower-case hex digits, or GitHub's grey for anything else. */
export const safeColor = (color: string): string => (/^[0-9a-f]{6}$/i.test(color) ? color.toLowerCase() : 'ededed')
