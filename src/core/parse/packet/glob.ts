/**
 * Globs as nondeterministic finite automata. All states are simulated at once, so the cost of a match is at most the length
 * of the pattern times the length of the path.
 */
export interface Machine {
  /** For each state, the states reached without reading a character. */
  free: number[][]
  /** For each state, the step that reads one character. */
  step: (Step | null)[]
  start: number
  end: number
}

interface Step {
  /** One given character; `name`: any character but a slash; `any`: any character. */
  reads: { char: string } | 'name' | 'any'
  to: number
}

/** Compiles a pattern. `below`: match the path itself (`no`), paths below it (`only`), or both (`too`). */
export function compile(pattern: string, options: { below: 'no' | 'only' | 'too' }): Machine {
  const machine: Machine = { free: [], step: [], start: 0, end: 0 }
  machine.start = addState(machine)
  const last = addSequence(machine, { text: pattern, pairs: bracePairs(pattern) }, 0, pattern.length, machine.start)
  machine.end = addState(machine)
  if (options.below !== 'only') link(machine, last, machine.end)
  if (options.below === 'no') return machine
  const slash = addStep(machine, last, { char: '/' })
  addLoop(machine, slash, 'any')
  link(machine, slash, machine.end)
  return machine
}

interface Pattern {
  text: string
  /** For each `{` of a choice, its `}` and the commas between its parts. */
  pairs: Map<number, { end: number; commas: number[] }>
}

function addState(machine: Machine): number {
  machine.free.push([])
  machine.step.push(null)
  return machine.free.length - 1
}

function link(machine: Machine, from: number, to: number): void {
  machine.free[from]?.push(to)
}

function addStep(machine: Machine, from: number, reads: Step['reads']): number {
  const [here, to] = [addState(machine), addState(machine)]
  link(machine, from, here)
  machine.step[here] = { reads, to }
  return to
}

function addLoop(machine: Machine, at: number, reads: Step['reads']): void {
  link(machine, addStep(machine, at, reads), at)
}

function addSequence(machine: Machine, pattern: Pattern, from: number, to: number, start: number): number {
  let state = start
  for (let at = from; at < to; ) {
    const [next, after] = addPart(machine, pattern, at, state)
    state = next
    at = after
  }
  return state
}

/** Adds the part at `at`. Returns the state after it and the index of the next part. */
function addPart(machine: Machine, pattern: Pattern, at: number, state: number): [number, number] {
  const { text, pairs } = pattern
  const char = text[at] ?? ''
  const choice = pairs.get(at)
  if (choice) return [addChoice(machine, pattern, at, choice, state), choice.end + 1]
  if (char === '\\' && at + 1 < text.length) return [addStep(machine, state, { char: text[at + 1] ?? '' }), at + 2]
  if (char === '?') return [addStep(machine, state, 'name'), at + 1]
  if (char !== '*') return [addStep(machine, state, { char }), at + 1]
  return addStars(machine, text, at, state)
}

function addStars(machine: Machine, text: string, at: number, state: number): [number, number] {
  let end = at
  while (text[end] === '*') end += 1
  const here = addState(machine)
  link(machine, state, here)
  const deep = end - at > 1
  addLoop(machine, here, deep ? 'any' : 'name')
  if (!deep || text[end] !== '/' || (at > 0 && text[at - 1] !== '/')) return [here, end]
  const after = addStep(machine, here, { char: '/' })
  link(machine, state, after)
  return [after, end + 1]
}

function addChoice(
  machine: Machine,
  pattern: Pattern,
  at: number,
  choice: { end: number; commas: number[] },
  state: number,
): number {
  const after = addState(machine)
  const borders = [at, ...choice.commas, choice.end]
  for (let index = 0; index + 1 < borders.length; index += 1) {
    const begin = addState(machine)
    link(machine, state, begin)
    link(machine, addSequence(machine, pattern, (borders[index] ?? 0) + 1, borders[index + 1] ?? 0, begin), after)
  }
  return after
}

const maxNesting = 20

/** Finds closed braces that contain a comma. All other braces are ordinary characters. */
function bracePairs(text: string): Pattern['pairs'] {
  const pairs: Pattern['pairs'] = new Map()
  const open: { at: number; commas: number[] }[] = []
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '{') open.push({ at, commas: [] })
    else if (text[at] === ',') open.at(-1)?.commas.push(at)
    else if (text[at] === '}') {
      const last = open.pop()
      if (last && last.commas.length > 0 && open.length < maxNesting)
        pairs.set(last.at, { end: at, commas: last.commas })
    }
  }
  return pairs
}

/** Returns whether the machine matches the whole text. Uses plain loops because it runs for every file and boundary. */
export function run(machine: Machine, text: string): boolean {
  const { free, step, start, end } = machine
  const seen = new Uint32Array(free.length)
  let states = [start]
  let next: number[] = []
  addFreeStates(free, states, seen, 1)
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    const round = at + 2
    for (const state of states) {
      const found = step[state]
      if (found && seen[found.to] !== round && reads(found.reads, char)) {
        seen[found.to] = round
        next.push(found.to)
      }
    }
    if (next.length === 0) return false
    addFreeStates(free, next, seen, round)
    const done = states
    states = next
    next = done
    next.length = 0
  }
  return states.includes(end)
}

/** Adds the states reached without reading, each once. `round` marks the states of this call in `seen`. */
function addFreeStates(free: number[][], states: number[], seen: Uint32Array, round: number): void {
  for (let index = 0; index < states.length; index += 1) {
    for (const to of free[states[index] ?? 0] ?? []) {
      if (seen[to] === round) continue
      seen[to] = round
      states.push(to)
    }
  }
}

function reads(what: Step['reads'], char: string | undefined): boolean {
  if (what === 'any') return true
  return what === 'name' ? char !== '/' : what.char === char
}

const maxPairs = 15_000

/** Returns whether some text matches both, by a search over pairs of states. Returns true when the search is too large. */
export function meet(a: Machine, b: Machine): boolean {
  const width = b.free.length
  const first = a.start * width + b.start
  const reached = new Set([first])
  for (const pair of reached) {
    const [left, right] = [Math.floor(pair / width), pair % width]
    if ((left === a.end && right === b.end) || reached.size > maxPairs) return true
    for (const next of a.free[left] ?? []) reached.add(next * width + right)
    for (const next of b.free[right] ?? []) reached.add(left * width + next)
    const [one, other] = [a.step[left], b.step[right]]
    if (one && other && common(one.reads, other.reads)) reached.add(one.to * width + other.to)
  }
  return false
}

function common(a: Step['reads'], b: Step['reads']): boolean {
  if (a === 'any' || b === 'any') return true
  if (a === 'name') return b === 'name' || b.char !== '/'
  return b === 'name' ? a.char !== '/' : a.char === b.char
}
