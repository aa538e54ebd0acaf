/** Parses the sentences of a contract: what they export and what they assume. */
import type { PromisedExport } from './reading.ts'
import { codeWords, kindOf, symbolOf } from './words.ts'

/** A run of text, or a code span. */
export interface Piece {
  code: boolean
  text: string
}

export type Mode = 'exports' | 'assumes' | null

export interface Clause {
  pieces: Piece[]
  /** What its verb says; null without a verb. */
  mode: Mode
  /** "does not export": it promises nothing. */
  negated: boolean
  /** The text after the verb. */
  rest: Piece[]
  opensList: boolean
  /** The name comes before the verb: "`User` is exported", "`User`, which api-users needs". */
  late: boolean
}

const VERBS =
  /\b(?:(?<exports>export(?:s|ed|ing)?|expos(?:es?|ed|ing)|provid(?:es?|ed|ing)|offers?|publish(?:es)?|public api)|(?<assumes>assum(?:es?|ed|ing|ptions?)|rel(?:y|ies|ied|ying) (?:up)?on|depends? (?:up)?on|expects?|requires|consum(?:es?|ing)|imports?|us(?:es?|ing)|needs?|counts? on))\b/i
const NOT = /\b(?:not|never|no longer|don't|doesn't|without|nothing)\b/i

/** Only this many characters of a line are read. */
const MAX_LENGTH = 2000

/** Splits a line at full stops and semicolons. Dots inside names and code do not count. */
export function clausesOf(line: Piece[]): Clause[] {
  const clauses: Piece[][] = [[]]
  for (const piece of bounded(line)) {
    const parts = piece.code ? [piece.text] : piece.text.split(/(?<=[.;!?])\s+/)
    parts.forEach((text, index) => {
      if (index > 0) clauses.push([])
      clauses.at(-1)?.push({ code: piece.code, text })
    })
  }
  return clauses.filter((pieces) => pieces.some(({ text }) => text.trim() !== '')).map(clauseOf)
}

function bounded(line: Piece[]): Piece[] {
  let left = MAX_LENGTH
  return line.flatMap((piece) => {
    const text = piece.text.slice(0, left)
    left -= text.length
    return text === '' ? [] : [{ ...piece, text }]
  })
}

function clauseOf(pieces: Piece[]): Clause {
  const last = pieces.findLast(({ text }) => text.trim() !== '')
  const opensList = last !== undefined && !last.code && last.text.trimEnd().endsWith(':')
  for (const [index, piece] of pieces.entries()) {
    const found = piece.code ? null : VERBS.exec(piece.text)
    if (!found) continue
    const before = pieces.slice(0, index).map(({ text }) => text)
    const negated = NOT.test(`${before.join(' ')} ${piece.text.slice(0, found.index)}`)
    const after = { code: false, text: piece.text.slice(found.index + found[0].length) }
    const mode = found.groups?.exports === undefined ? 'assumes' : 'exports'
    const late = pieces.slice(0, index).some(({ code }) => code) || (index === 0 && fromWords(piece.text).length > 0)
    return { pieces, mode, negated, rest: late ? pieces : [after, ...pieces.slice(index + 1)], opensList, late }
  }
  return { pieces, mode: null, negated: false, rest: pieces, opensList, late: false }
}

/** Returns the text of the pieces, with code in backquotes. */
export const textOf = (pieces: Piece[]): string =>
  pieces
    .map(({ code, text }) => (code ? `\`${text}\`` : text))
    .join('')
    .trim()

/** Returns every name that may be an export. */
export function assumedIn(pieces: Piece[]): string[] {
  return pieces.flatMap(({ code, text }) => {
    if (!code) return codeWords(text)
    const symbol = symbolOf(text)
    return symbol === null ? [] : [symbol.name]
  })
}

const JOINED = /^\s*(?:,|;|\/|&|\+|and|or|plus|,\s*and)\s*$/i

/** Returns the names at the beginning, up to text about something else ("… which returns `User`"). */
export function promisedIn(pieces: Piece[]): PromisedExport[] {
  return pieces.some(({ code }) => code) ? fromSpans(pieces) : fromWords(textOf(pieces))
}

function fromSpans(pieces: Piece[]): PromisedExport[] {
  const found: PromisedExport[] = []
  let run: PromisedExport[] = []
  for (const piece of pieces) {
    if (piece.code) {
      const symbol = symbolOf(piece.text)
      if (symbol === null) break
      run.push(symbol)
    } else if (run.length === 0) {
      if (kindOf(lastWord(piece.text)) === 'no' || (found.length > 0 && !JOINED.test(piece.text))) break
    } else if (!JOINED.test(piece.text)) {
      const noun = /^\W*([A-Za-z]+)/.exec(piece.text)
      const kind = kindOf(noun?.[1] ?? '')
      if (kind !== 'no') found.push(...run.map((one) => ({ ...one, kind: one.kind ?? kind ?? null })))
      run = []
      if (kind === undefined || !JOINED.test(piece.text.slice(noun?.[0].length))) break
    }
  }
  return [...found, ...run]
}

const lastWord = (text: string): string => /([A-Za-z]+)\W*$/.exec(text.slice(-60))?.[1] ?? ''

const NAME = '[A-Za-z_$][\\w$]{0,80}'
const NAMES = new RegExp(
  `^(?:an?\\s+|the\\s+)?(${NAME}(?:(?:\\s*,\\s*(?:and\\s+)?|\\s+(?:and|&)\\s+)${NAME})*)\\s+([A-Za-z]+)`,
)
const CALL = new RegExp(`^(${NAME}(?:\\.${NAME})?\\s*(?:<[^()]{1,80}>)?\\(.*)$`)

/** Reads "User, Role types", "UserRepository class", and `createUser(input): Promise<User>` without backquotes. */
function fromWords(text: string): PromisedExport[] {
  const line = text.replace(/^[\s:–—-]+/, '').slice(0, MAX_LENGTH)
  const call = CALL.exec(line)?.[1]
  if (call !== undefined) {
    const symbol = symbolOf(call.split(/\s+[–—-]\s+|\s\(|;|\.$/)[0] ?? '')
    return symbol === null ? [] : [symbol]
  }
  const [, names = '', noun = ''] = NAMES.exec(line) ?? []
  const kind = kindOf(noun)
  const listed = names.split(/\s*,\s*(?:and\s+)?|\s+(?:and|&)\s+/).filter((name) => name !== '')
  if (listed.length > 0 && kind !== undefined && kind !== 'no' && listed.every(isCodeName))
    return listed.flatMap((name) => ({ name, kind, signature: null, code: null }))
  const alone = line.replace(/[.,;]$/, '').split(/\s*,\s*|\s+(?:and|&)\s+/)
  return alone.every((name) => codeWords(name)[0] === name)
    ? alone.map((name) => ({ name, kind: null, signature: null, code: null }))
    : []
}

/** A word before "class" or "types" is a name when it has a capital letter. */
const isCodeName = (name: string): boolean =>
  /[A-Z]/.test(name) && !/^(?:The|An?|These|Those|Some|All|Any|Each)$/.test(name)
