import { bare, isMissing, trimOf } from './missing.ts'
import { type Part, partsOf } from './parts.ts'
import type { Dependency, Problem } from './reading.ts'
import type { Section } from './sections.ts'
import { splitList } from './split.ts'

export interface DependencyReading {
  hard: Dependency[]
  soft: Dependency[]
  problems: Problem[]
}

type Kind = 'hard' | 'soft'

export function readDependencies(sections: Section[]): DependencyReading {
  const reading: DependencyReading = { hard: [], soft: [], problems: [] }
  for (const section of sections) {
    const field = section.fields[0]
    if (section.names !== null) named(section, section.names, reading)
    else if (field === 'hard' || field === 'soft') labelled(section, field, reading)
    else if (field === 'dependencies') listed(section, reading)
  }
  return { ...reading, ...merged(reading) }
}

/** Keeps one entry per packet; hard wins over soft. */
function merged({ hard, soft }: DependencyReading): Pick<DependencyReading, Kind> {
  const taken = new Set<string>()
  const fresh = (dependency: Dependency) => {
    if (dependency.name === '') return true
    if (taken.has(dependency.name)) return false
    taken.add(dependency.name)
    return true
  }
  return { hard: hard.filter(fresh), soft: soft.filter(fresh) }
}

/** `**Soft dependency on db-users:** start with a mock` */
function named(section: Section, names: string, reading: DependencyReading): void {
  const kind: Kind = section.fields[0] === 'soft' ? 'soft' : 'hard'
  const parts = partsOf(section)
  const reason = parts.map((part) => part.text).join(' ')
  if (reason !== '' && (isMissing(reason) || isNegated(reason))) return
  const found = namesIn(names) ?? []
  reading[kind].push(...found.map((name) => ({ name, reason: reason || null, line: section.line })))
  if (found.length === 0) notUnderstood(kind, names, section.line, reading)
}

/** `**Hard:** #12, auth` or a list below such a label. */
function labelled(section: Section, kind: Kind, reading: DependencyReading): void {
  for (const given of topParts(section)) {
    const { kind: said, part } = withoutKind(given)
    if (isMissing(part.text) || isNegated(part.text)) continue
    const found = readEntry(part)
    if (found) reading[said ?? kind].push(...found)
    else if ((said ?? kind) === 'soft') reading.soft.push({ name: '', reason: part.text, line: part.line })
    else notUnderstood('hard', part.text, part.line, reading)
  }
}

const kindFirst = /^[*_([]*(hard|soft)(?:[ -]dep(?:s|endenc(?:y|ies))?)?[*_)\]]*\s*(?:[:：]|(?<=[)\]]))[*_]*\s*/i
const afterwards =
  /^(?:after|once|when)\s+(.+?)\s+(?:is|are|has been|have been)\s+(?:merged|delivered|done|finished)\.?$/i

/** "hard: auth", "(soft) greet", "after #14 is merged". */
function withoutKind(part: Part): { kind: Kind | null; part: Part } {
  const first = kindFirst.exec(part.text)
  const rest = first ? part.text.slice(first[0].length) : part.text
  const text = rest.length < 300 ? (afterwards.exec(rest)?.[1] ?? rest) : rest
  return { kind: first?.[1]?.toLowerCase() === 'soft' ? 'soft' : first ? 'hard' : null, part: { ...part, text } }
}

const other = /^[*_]*(?:blocks|unblocks|conflicts?(?: with)?|related(?: to)?|parent|traces to)\b/i
const sentence =
  /\b(hard|soft)?\s*(?:depend(?:s|ent|ency)?|requires|needs|blocked|waits)\s+(?:on|by|for)?\s*[:：]?\s*(.+)$/i

/** Reads lines directly under "Dependencies". Names alone are hard; a sentence must say that it is a dependency. */
function listed(section: Section, reading: DependencyReading): void {
  tabled(section, reading)
  for (const given of topParts(section)) {
    const { kind: stated, part } = withoutKind(given)
    if (isMissing(part.text) || isNegated(part.text) || other.test(part.text)) continue
    const match = part.text.length < 1000 ? sentence.exec(part.text) : null
    const isSoft = (match?.[1] ?? '').toLowerCase() === 'soft' || /^soft(?![\w.-])/i.test(part.text)
    const kind: Kind = stated ?? (isSoft ? 'soft' : 'hard')
    const found = readEntry(match ? { ...part, text: match[2] ?? '' } : part)
    if (found) for (const dependency of found) addDependency(dependency, kind, reading)
    else notUnderstood(null, part.text, part.line, reading)
  }
}

/** Adds a dependency; a reason such as "(soft)" sets its kind: "db (hard), auth (soft)". */
function addDependency(dependency: Dependency, kind: Kind, reading: DependencyReading): void {
  const stated = /^\(?(hard|soft)\)?\.?$/i.exec(dependency.reason ?? '')?.[1]?.toLowerCase()
  if (stated === 'hard' || stated === 'soft') reading[stated].push({ ...dependency, reason: null })
  else reading[kind].push(dependency)
}

/** Reads `| db | soft | start with a mock |`: the first column of a table has the name, another the kind. */
function tabled(section: Section, reading: DependencyReading): void {
  for (const entry of section.entries) {
    if (entry.kind !== 'row' || isMissing(entry.cells[0] ?? '')) continue
    const kind: Kind = entry.cells.slice(1).some((cell) => /^soft\b/i.test(bare(cell))) ? 'soft' : 'hard'
    const names = namesIn(entry.cells[0] ?? '')
    if (names) reading[kind].push(...names.map((name) => ({ name, reason: null, line: entry.line })))
    else notUnderstood(null, entry.cells[0] ?? '', entry.line, reading)
  }
}

/** Returns the outermost parts. Parts nested in an item explain it. */
function topParts(section: Section): Part[] {
  const parts = partsOf(section)
  const top = Math.min(...parts.filter((part) => part.item).map((part) => part.depth))
  return parts.filter((part) => !part.item || part.depth === top)
}

function notUnderstood(kind: Kind | null, text: string, line: number, reading: DependencyReading): void {
  const quoted = `"${text.slice(0, 80)}${text.length > 80 ? '…' : ''}"`
  const fix = 'Write the name of a packet or the number of an issue, such as `**Hard:** db-users, #12`.'
  const severity = kind === 'hard' ? 'error' : 'warning'
  const what = kind === 'hard' ? `The hard dependency ${quoted} names no packet.` : `${quoted} names no packet.`
  reading.problems.push({ code: 'not-understood', severity, line, message: `${what} ${fix}` })
}

/** Reads names with their remarks: `api-users - mock first, tests-users (later), #12`. @returns null when there are no names */
function readEntry(part: Part): Dependency[] | null {
  const found: Dependency[] = []
  for (const piece of splitList(part.text).flatMap(afterRemark)) {
    const [head, reason] = headAndReason(piece)
    const names = namesIn(head)
    const last = found.at(-1)
    const continues = last?.reason != null && reason === null && !/[#`\d-]/.test(head)
    if (names && !continues) found.push(...names.map((name) => ({ name, reason, line: part.line })))
    else if (last) last.reason = last.reason === null ? piece : `${last.reason}, ${piece}`
    else return null
  }
  return found.filter((dependency) => !(dependency.reason && isRejected.test(dependency.reason)))
}

/** "auth (mock) and #9": a remark in brackets ends an entry. */
function afterRemark(piece: string): string[] {
  const match = piece.length < 1000 ? /^([^()]*\([^()]*\))\s+(?:and|&|\+)\s+(.+)$/is.exec(piece) : null
  return match ? [match[1] ?? '', ...afterRemark(match[2] ?? '')] : [piece]
}

const separator = /\s+(?:-{1,2}|–|—)\s+|\s*[:：]\s+|\s+(?=\()|\s+(?:because|since)\s+/

function headAndReason(piece: string): [string, string | null] {
  const match = separator.exec(piece)
  if (match) return [piece.slice(0, match.index), inBrackets(piece.slice(match.index + match[0].length)) || null]
  const marked = /^(`[^`]+`|#\d+)\s+(\S.*)$/s.exec(piece)
  return marked && !/^(?:and|or|&|\+)\s/i.test(marked[2] ?? '') ? [marked[1] ?? '', marked[2] ?? null] : [piece, null]
}

/** Removes the brackets of "(needs the schema)". */
function inBrackets(text: string): string {
  const value = text.trim()
  return value.startsWith('(') && value.endsWith(')') && value.indexOf(')') === value.length - 1
    ? value.slice(1, -1)
    : value
}

const kindWord = /^(?:tasks?|packets?|work packets?|issues?|epics?|wps?)\s+(?=#?[\w`[])/i
const reference = /^(?:#\d{1,9}|[A-Za-z0-9._-]{1,50})$/

/** Returns the names of "Tasks 001, 25" or "api-users and `auth`"; null when the text contains anything else. */
function namesIn(text: string): string[] | null {
  const names = splitList(text.replace(kindWord, ''))
    .flatMap((piece) => piece.split(/\s+(?:and|&|\+)\s+|^and\s+/i))
    .map((piece) => trimOf(bare(piece.replace(kindWord, '')), (char) => '[]`"\' '.includes(char)))
    .map((name) => name.replace(/\.$/, '').replace(/^GH-(?=\d+$)/i, '#'))
    .filter((name) => name !== '')
  return names.length > 0 && names.every((name) => reference.test(name) && /[A-Za-z0-9]/.test(name)) ? names : null
}

const isRejected =
  /^(?:no longer needed|not needed|not required|dropped|removed)(?!.*\b(?:until|before|yet|for|unless)\b)/i
const negations = new RegExp(
  "^(?:no|not|none|nothing|never|without|independent|n/a|does not|doesn['’]t|do not|is not|isn['’]t|" +
    'can (?:start|begin|run)|no longer)\\b',
  'i',
)

/** Recognizes "No dependency on db-users", "none (runs alone)", "does not depend on auth". */
const isNegated = (text: string): boolean => {
  const start = bare(text).slice(0, 300)
  if (/^(?:no|not|none|never|without)[-_.\w]*[-_.]\w/i.test(start)) return false
  return negations.test(start) || /\b(?:does not|doesn['’]t|do not|not|no longer) depend(?:s|ent)? on\b/i.test(start)
}
