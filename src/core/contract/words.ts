/** Finds the words and code spans of a contract that name something code can export. */
import type { ExportKind, PromisedExport } from './reading.ts'

const KINDS: Record<string, ExportKind> = {
  class: 'class',
  classes: 'class',
  type: 'type',
  types: 'type',
  interface: 'interface',
  interfaces: 'interface',
  enum: 'enum',
  enums: 'enum',
  function: 'function',
  functions: 'function',
  hook: 'function',
  hooks: 'function',
}

/** Nouns for code that can be exported as several kinds. */
const THINGS =
  /^(?:const|constant|component|helper|factory|object|schema|instance|middleware|singleton|util)s?$|^(?:factories|schemata|utilities|utility|method|methods)$/

/** Nouns for named things that are not exports. */
const OTHER_THINGS =
  /^(?:table|column|endpoint|route|event|topic|queue|env|environment|variable|command|flag|field|header|cookie|file|folder|directory|package|bucket|database|collection|index|label|page|screen|url|path|script|branch|role|permission|status|key|module|property|properties|parameter|argument|option|attribute|param)s?$/

const BUILT_IN = new Set(
  'string number boolean null undefined void any unknown never object true false this async await return Promise Array Record Map Set Date Error Buffer JSON CRUD REST API HTTP SQL'.split(
    ' ',
  ),
)

/** Returns the kind of export a noun stands for; null for other code; `no` for a noun that excludes an export; else undefined. */
export function kindOf(word: string): ExportKind | null | 'no' | undefined {
  const noun = word.toLowerCase()
  if (Object.hasOwn(KINDS, noun)) return KINDS[noun]
  if (OTHER_THINGS.test(noun)) return 'no'
  return THINGS.test(noun) ? null : undefined
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
const DOTTED = /^([A-Za-z_$][\w$]*)\.([A-Za-z_$][\w$]*)$/
const CALL = /^(?:async\s+)?((?:[A-Za-z_$][\w$]*\.)?[A-Za-z_$][\w$]*)\s*(<[^()]*>)?\s*(\(.*)$/s
const DECLARATION =
  /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(class|function|interface|type|enum|const)\s+([A-Za-z_$][\w$]*)/
const TYPED = /^([A-Za-z_$][\w$]*)\s*:\s*(\S.*)$/s

/** Longer spans are not names. */
const MAX_LENGTH = 400
/** Readable signatures have fewer. Each bracket multiplies the time of a parser. */
const MAX_BRACKETS = 12

const bareName = (name: string, kind: ExportKind | null = null): PromisedExport => ({
  name,
  kind,
  signature: null,
  code: null,
})

/** Reads a code span as an export; null when it is not one. */
export function symbolOf(span: string): PromisedExport | null {
  const text = span.trim().replace(/;$/, '')
  if (text === '' || text.length > MAX_LENGTH || BUILT_IN.has(text)) return null
  if (IDENTIFIER.test(text)) return bareName(text)
  if (DOTTED.test(text)) return bareName(text, 'member')
  return declared(text) ?? called(text) ?? typed(text)
}

function declared(text: string): PromisedExport | null {
  const [, keyword = '', name] = DECLARATION.exec(text) ?? []
  if (name === undefined) return null
  const kind = keyword === 'const' ? 'const' : (KINDS[keyword] ?? null)
  const alone = new RegExp(`^(?:export\\s+)?(?:abstract\\s+)?${keyword}\\s+[\\w$]+$`).test(text)
  return alone ? bareName(name, kind) : { name, kind, signature: text, code: text }
}

/** Reads `createUser(input): Promise<User>`. Empty brackets without a result only mean "function". */
function called(text: string): PromisedExport | null {
  const [, name, generics = '', rest = ''] = CALL.exec(text) ?? []
  if (name === undefined || BUILT_IN.has(name)) return null
  const member = name.includes('.')
  if ([...text].filter((char) => '(?'.includes(char)).length > MAX_BRACKETS)
    return bareName(name, member ? 'member' : 'function')
  const kind = member ? 'member' : 'function'
  const close = closingBracket(rest)
  if (close < 0) return null
  const params = rest.slice(1, close)
  const result = rest.slice(close + 1).trim()
  if (/^(?:\.\.\.|…)?$/.test(params.trim()) && result === '') return bareName(name, kind)
  const returns = /^(?::|=>|->|→)\s*(\S.*)$/s.exec(result)?.[1]
  if (result !== '' && returns === undefined) return null
  const signature = `${generics}(${params})${returns === undefined ? '' : `: ${returns}`}`
  return { name, kind, signature, code: codeFor(name, signature) }
}

/** Returns TypeScript that declares one function or one method. */
function codeFor(name: string, signature: string): string {
  const [owner = '', member] = name.split('.')
  return member === undefined
    ? `declare function ${owner}${signature}`
    : `declare class ${owner} { ${member}${signature} }`
}

/** Returns the index that closes the bracket at 0; -1 when it is not closed. */
function closingBracket(text: string): number {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    if ('([{'.includes(text[at] ?? '')) depth += 1
    if (')]}'.includes(text[at] ?? '')) depth -= 1
    if (depth === 0) return at
  }
  return -1
}

function typed(text: string): PromisedExport | null {
  const [, name, type] = TYPED.exec(text) ?? []
  // `data: User` is a field of something.
  if (name === undefined || type === undefined || !/[A-Z]/.test(name)) return null
  return { name, kind: null, signature: `: ${type}`, code: `declare const ${name}: ${type}` }
}

/** Words in camel case, such as `UserRepository` and `createUser`, which occur only in code. */
const CODE_WORDS = /(?<![\w$./])(?:[A-Z][a-z0-9]+[A-Z][\w$]*|[a-z][a-z0-9]*[A-Z][\w$]*)(?![\w$/])/g

export const codeWords = (text: string): string[] =>
  [...text.matchAll(CODE_WORDS)].map(([word]) => word).filter((word) => !BUILT_IN.has(word))
