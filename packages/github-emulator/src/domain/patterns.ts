/**
 * GitHub's two dialects of patterns for branch names. A pattern becomes a list of steps, and all positions in the list
 * are tried at once: the cost is the length of the pattern times the length of the name, whatever the pattern says.
 */
interface Step {
  takes(char: string): boolean
  /** Whether the step may take no character. */
  optional: boolean
  /** Whether the step may take more than one character. */
  repeats: boolean
}

/** Longer patterns match nothing. */
const LONGEST = 1_000

const any = () => true
const inSegment = (char: string) => char !== '/'
const one = (takes: Step['takes']): Step => ({ takes, optional: false, repeats: false })
const run = (takes: Step['takes']): Step => ({ takes, optional: true, repeats: true })

/**
 * Whether a ruleset's pattern covers a ref. The dialect is Ruby's `File.fnmatch` with `FNM_PATHNAME` alone: `*` and `?`
 * stay within a segment, `**` as a segment of its own stands for any number of segments, and `[a-z]` is a set. As GitHub
 * documents, a backslash quotes nothing, a set is not negated with `^`, and braces mean themselves.
 *
 * @param ref in full, such as `refs/heads/main`
 */
export function matchesRef(pattern: string, ref: string): boolean {
  if (pattern.length > LONGEST) return false
  const segments = pattern.split('/')
  const names = ref.split('/')
  let open = new Set([0])
  for (const [index, segment] of segments.entries()) {
    const isDeep = segment === '**' && index < segments.length - 1
    const next = new Set<number>()
    for (const at of open) {
      if (isDeep) for (let to = at; to <= names.length; to += 1) next.add(to)
      else if (at < names.length && matches(steps(segment, refStep), names[at] ?? '')) next.add(at + 1)
    }
    open = next
  }
  return open.has(names.length)
}

/**
 * Whether a pattern of a file path covers a file, in the dialect of rulesets and `CODEOWNERS`: without a slash it stands
 * for a name in any folder, and a folder stands for all in it. `folder/*` stands for the folder's own files.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const isRooted = pattern.replace(/\/$/, '').includes('/')
  const rooted = isRooted ? pattern.replace(/^\//, '') : `**/${pattern}`
  if (rooted.endsWith('/')) return matchesRef(`${rooted}**/*`, path)
  if (matchesRef(rooted, path)) return true
  return !/(^|\/)\*$/.test(rooted) && matchesRef(`${rooted}/**/*`, path)
}

/**
 * Whether a filter of a workflow's trigger takes a branch, by the dialect of workflow files: `*` stays within a segment,
 * `**` does not, `?` and `+` say how often the character before them comes, `[a-z]` is a set, and a backslash quotes.
 */
export function matchesFilter(pattern: string, branch: string): boolean {
  return pattern.length <= LONGEST && matches(steps(pattern, filterStep), branch)
}

/**
 * Whether a list of filters takes a branch. The last pattern that matches decides, and one that begins with `!` takes
 * the branch out again.
 */
export function passesFilters(patterns: readonly string[], branch: string): boolean {
  const last = patterns.findLast((pattern) => matchesFilter(pattern.replace(/^!/, ''), branch))
  return last !== undefined && !last.startsWith('!')
}

type ReadStep = (rest: string) => [step: Step, length: number]

function steps(pattern: string, read: ReadStep): Step[] {
  const found: Step[] = []
  for (let at = 0; at < pattern.length; ) {
    const [step, length] = read(pattern.slice(at))
    found.push(step)
    at += length
  }
  return found
}

function refStep(rest: string): [Step, number] {
  const stars = /^\*+/.exec(rest)
  if (stars) return [run(inSegment), stars[0].length]
  if (rest.startsWith('?')) return [one(inSegment), 1]
  return character(rest)
}

function filterStep(rest: string): [Step, number] {
  const stars = /^\*+/.exec(rest)
  if (stars) return [run(stars[0].length > 1 ? any : inSegment), stars[0].length]
  const [step, length] = rest.length > 1 && rest.startsWith('\\') ? [one(is(rest[1] ?? '')), 2] : character(rest)
  const sign = rest[length]
  if (sign !== '?' && sign !== '+') return [step, length]
  return [{ ...step, optional: sign === '?', repeats: sign === '+' }, length + 1]
}

/** A set such as `[a-z09]`, or a character that means itself. A set that is not closed takes nothing. */
function character(rest: string): [Step, number] {
  if (!rest.startsWith('[')) return [one(is(rest[0] ?? '')), 1]
  const end = rest.indexOf(']', 2)
  if (end === -1) return [one(() => false), rest.length]
  const ranges = [...rest.slice(1, end).matchAll(/(.)-(.)|(.)/gs)]
  const takes = (char: string) =>
    ranges.some(([, from, to, single]) =>
      from === undefined || to === undefined ? char === single : from <= char && char <= to,
    )
  return [one(takes), end + 1]
}

const is = (wanted: string) => (char: string) => char === wanted

function matches(list: readonly Step[], text: string): boolean {
  let places = skipped(list, new Set([0]))
  for (const char of text) {
    const next = new Set<number>()
    for (const place of places) {
      const step = list[place]
      if (!step?.takes(char)) continue
      next.add(place + 1)
      if (step.repeats) next.add(place)
    }
    if (next.size === 0) return false
    places = skipped(list, next)
  }
  return places.has(list.length)
}

/** Adds what follows optional steps; a set's iteration reaches what is added to it. */
function skipped(list: readonly Step[], places: Set<number>): Set<number> {
  for (const place of places) if (list[place]?.optional) places.add(place + 1)
  return places
}
