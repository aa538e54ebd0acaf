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

/** Removes emphasis, backquotes and spaces around a value. */
export const bare = (text: string): string => trimOf(text, (char) => '*_`~'.includes(char) || char.trim() === '')

/** Removes characters from both ends in linear time. A regular expression for the end would try every position. */
export function trimOf(text: string, off: (char: string) => boolean): string {
  let [start, end] = [0, text.length]
  while (start < end && off(text[start] ?? '')) start += 1
  while (end > start && off(text[end - 1] ?? '')) end -= 1
  return text.slice(start, end)
}

const punctuation = (char: string): boolean => '.!,;:'.includes(char)

const opening: Record<string, string> = { '[': ']', '<': '>', '{': '}' }

/** Recognizes `[What this does]`, `<name>` and `{name}`: one pair of brackets around a text that is not a path. */
function isBracketed(text: string): boolean {
  const close = opening[text[0] ?? '']
  if (!close || text.at(-1) !== close || text.length < 3) return false
  const inner = text.slice(1, -1)
  return !inner.includes('/') && !inner.includes(close) && !inner.includes(text[0] ?? '')
}

/** Returns whether a value is missing: "None", `_No response_`, a dash, dots, or a placeholder of a template. */
export function isMissing(text: string): boolean {
  const value = trimOf(bare(text), punctuation)
  if (/^[\p{P}\p{S}\s]*$/u.test(value)) return true
  return nothing.has(value.toLowerCase()) || isBracketed(value)
}
