/** Where two ends differ: the lines of a text, the whole of anything else. */
type End = Record<string, unknown>

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

export function differences(one: End, other: End): string[] {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return keys
    .filter((key) => shown(one[key]) !== shown(other[key]))
    .map((key) => `${key}\n${sides(one[key], other[key])}`)
}

function sides(one: unknown, other: unknown): string {
  const [left, right] = [`${shown(one)}`.split('\n'), `${shown(other)}`.split('\n')]
  const only = (lines: string[], others: string[], sign: string) =>
    lines.filter((line) => !others.includes(line)).map((line) => `  ${sign} ${line}`)
  const found = [...only(left, right, '-'), ...only(right, left, '+')]
  return found.length > 0
    ? found.join('\n')
    : `  the same lines in another order, or more often:\n${one}\n  and\n${other}`
}
