import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { configJsonSchema } from './json-schema.ts'
import { type Config, configSchema } from './schema.ts'

export interface ConfigReading {
  /** null if there is any problem: the caller keeps the last good configuration. */
  config: Config | null
  /** One sentence each, with its line and key. */
  problems: string[]
}

const longest = 64_000
const deepest = 50
const mostProblems = 10

/** Parses `.github/switchyard.yml`. An empty file means the defaults. Never throws. */
export function parseConfig(text: string): ConfigReading {
  if (text.length > longest) return failed([`the file is longer than ${longest} characters.`])
  if (nesting(text) > deepest) return failed(['the file is nested too deeply. Use plain `key: value` lines.'])
  const lines = new LineCounter()
  try {
    return readDocument(parseDocument(text, { lineCounter: lines, logLevel: 'silent', merge: false }), lines)
  } catch {
    return failed(['the file is nested too deeply, or uses aliases that expand too far. Use plain `key: value` lines.'])
  }
}

const failed = (problems: string[]): ConfigReading => ({ config: null, problems: problems.slice(0, mostProblems) })

/** Maximum number of brackets open at once: the YAML parser is slow on thousands. */
function nesting(text: string): number {
  let [depth, most] = [0, 0]
  for (const char of text) {
    if (char === '[' || char === '{') depth += 1
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1)
    most = Math.max(most, depth)
  }
  return most
}

function readDocument(document: Document.Parsed, lines: LineCounter): ConfigReading {
  if (document.errors.length > 0) {
    return failed(document.errors.map((error) => `line ${error.linePos?.[0].line ?? 1}: ${firstLine(error.message)}`))
  }
  const value: unknown = document.toJS({ maxAliasCount: 20 }) ?? {}
  if (typeof value !== 'object' || Array.isArray(value))
    return failed(['line 1: the file must be a list of `key: value` lines.'])
  const parsed = configSchema.safeParse(value)
  if (!parsed.success) return failed(parsed.error.issues.flatMap((issue) => sentences(issue, document, lines)))
  const zone = zoneProblem(parsed.data.timezone)
  if (zone) return failed([`${place(['timezone'], document, lines)} ${zone}`])
  return { config: parsed.data, problems: [] }
}

/** Without the lines of the file that the parser repeats below its message; the line number is enough. */
const firstLine = (message: string): string => {
  const line = (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
  return /[.]$/.test(line) ? line : `${line}.`
}

type Issue = z.core.$ZodIssue
type Path = PropertyKey[]

function sentences(issue: Issue, document: Document.Parsed, lines: LineCounter): string[] {
  if (issue.code !== 'unrecognized_keys') {
    return [`${place(issue.path, document, lines)} \`${keyName(issue.path)}\` ${expectation(issue)}`]
  }
  return issue.keys.map((key) => {
    const path = [...issue.path, key]
    const near = nearest(key, keysAt(issue.path))
    const hint = near
      ? `Did you mean \`${near}\`?`
      : `Available settings: ${keysAt(issue.path)
          .map((known) => `\`${known}\``)
          .join(', ')}.`
    return `${place(path, document, lines)} unknown setting \`${keyName(path)}\`. ${hint}`
  })
}

/** `branches.prefixes[0]` */
const keyName = (path: Path): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('')

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}.`
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => `\`${String(value)}\``).join(', ')}.`
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? 'must not be empty.'
        : `must be ${issue.minimum} or more.`
    case 'too_big':
      return issue.origin === 'string'
        ? `must be at most ${issue.maximum} characters.`
        : `must be ${issue.maximum} or less.`
    default:
      return `${invalid(issue.message)}.`
  }
}

/** Messages of the schema say what the value must be; zod's own begin with `Invalid`. */
const invalid = (message: string): string =>
  message.startsWith('must ')
    ? message
    : `is invalid: ${message.replace(/^Invalid string: must match pattern .*$/, 'it contains a character that is not allowed')}`

const kinds: Record<string, string> = {
  int: 'a whole number',
  boolean: '`true` or `false`',
  number: 'a whole number',
  string: 'a string',
  array: 'a list with one `- entry` per line',
  object: 'a group of settings, indented below its name',
}

/** `line 3:`, for the key if it exists, otherwise for the nearest enclosing node. */
function place(path: Path, document: Document.Parsed, lines: LineCounter): string {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsetOf(path.slice(0, length), document)
    if (offset !== null) return `line ${lines.linePos(offset).line}:`
  }
  return 'line 1:'
}

function offsetOf(path: Path, document: Document.Parsed): number | null {
  const holder: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  if (isMap(holder)) {
    const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
    return isScalar(pair?.key) ? (pair.key.range?.[0] ?? null) : null
  }
  const node: unknown = document.getIn(path, true)
  return isNode(node) ? (node.range?.[0] ?? null) : null
}

function keysAt(path: Path): string[] {
  let group: Group | undefined = configJsonSchema()
  for (const part of path) group = typeof part === 'number' ? group?.items : group?.properties?.[String(part)]
  return Object.keys(group?.properties ?? {})
}

interface Group {
  properties?: Record<string, Group>
  items?: Group
}

/** The known key with the smallest edit distance, if it is small. */
function nearest(key: string, known: string[]): string | null {
  const scored = known.map((name) => ({ name, edits: distance(key.toLowerCase().slice(0, 40), name) }))
  const best = scored.toSorted((a, b) => a.edits - b.edits)[0]
  return best && best.edits <= Math.max(2, Math.floor(best.name.length / 3)) ? best.name : null
}

/** Edit distance (insert, delete, replace). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, char] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (char === other ? 0 : 1)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

function zoneProblem(timezone: string): string | null {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
    return null
  } catch {
    return '`timezone` must be a name such as `Europe/Berlin` or `UTC`.'
  }
}
