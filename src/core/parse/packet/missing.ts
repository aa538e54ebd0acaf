const nothing = new Set(
  [
    '',
    'none',
    'no',
    'nil',
    'null',
    'n/a',
    'na',
    'not applicable',
    'nothing',
    'no response',
    'tbd',
    'tba',
    'todo',
  ].concat(['to be defined', 'to be decided', 'none yet', 'no one', 'nobody', 'empty', 'none known', 'none so far']),
)

/** Emphasis, code ticks and blanks around a value taken off. */
export const bare = (text: string): string => trimOf(text, (char) => '*_`~'.includes(char) || char.trim() === '')

/** Takes characters off both ends, in one pass (a regular expression for the end would try every place). */
export function trimOf(text: string, off: (char: string) => boolean): string {
  let [start, end] = [0, text.length]
  while (start < end && off(text[start] ?? '')) start += 1
  while (end > start && off(text[end - 1] ?? '')) end -= 1
  return text.slice(start, end)
}

const punctuation = (char: string): boolean => '.!,;:'.includes(char)

const opening: Record<string, string> = { '[': ']', '<': '>', '{': '}' }

/** `[What this does]`, `<name>`, `{name}`: one pair of brackets around all of it, and no path in it. */
function isBracketed(text: string): boolean {
  const close = opening[text[0] ?? '']
  if (!close || text.at(-1) !== close || text.length < 3) return false
  const inner = text.slice(1, -1)
  return !inner.includes('/') && !inner.includes(close) && !inner.includes(text[0] ?? '')
}

/** "None", `_No response_`, a dash, dots, and the placeholders of templates all say that a value is missing. */
export function isMissing(text: string): boolean {
  const value = trimOf(bare(text), punctuation)
  if (/^[\p{P}\p{S}\s]*$/u.test(value)) return true
  return nothing.has(value.toLowerCase()) || isBracketed(value)
}
