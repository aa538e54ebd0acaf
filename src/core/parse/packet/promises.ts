/** Parses an interface contract: what the packet exports, what it assumes, and prose that cannot be checked. */
import type { Code, List, ListItem, PhrasingContent, RootContent } from 'mdast'
import { assumedIn, type Clause, clausesOf, type Mode, type Piece, promisedIn, textOf } from '../../contract/clauses.ts'
import type { PromisedExport, Promises } from '../../contract/reading.ts'
import { symbolOf } from '../../contract/words.ts'
import { parseMarkdown } from './markdown.ts'
import { costProblem } from './prescan.ts'

type Contract = Omit<Promises, 'mock'>

/** Limits for a contract. */
const MAX_NAMES = 100
const MAX_BLOCKS = 20

interface Reading extends Contract {
  mode: Mode
  /** Names without a verb: exports, unless the contract also states assumptions. */
  maybe: { exports: PromisedExport[]; blocks: string[] }
  saysAssumes: boolean
}

/** Parses a contract. A text that is too costly to parse counts as prose. */
export function readPromises(contract: string): Contract {
  const empty: Contract = { exports: [], blocks: [], assumes: [], prose: [] }
  if (costProblem(contract) !== null) return { ...empty, prose: [contract.slice(0, 200)] }
  const reading: Reading = { ...empty, mode: null, maybe: { exports: [], blocks: [] }, saysAssumes: false }
  for (const node of parseMarkdown(contract, { frontMatter: false }).children) readBlock(node, reading)
  const { maybe, saysAssumes } = reading
  const exports = saysAssumes ? reading.exports : [...reading.exports, ...maybe.exports]
  const unsure = saysAssumes ? maybe.exports.map((one) => one.name + (one.signature ?? '')) : []
  return {
    exports: distinct(exports).slice(0, MAX_NAMES),
    blocks: (saysAssumes ? reading.blocks : [...reading.blocks, ...maybe.blocks]).slice(0, MAX_BLOCKS),
    assumes: [...new Set(reading.assumes)].slice(0, MAX_NAMES),
    prose: [...reading.prose, ...unsure].slice(0, MAX_NAMES),
  }
}

/** Keeps one entry per name, preferring one with code. */
function distinct(exports: PromisedExport[]): PromisedExport[] {
  const byName = new Map<string, PromisedExport>()
  for (const one of exports) {
    const known = byName.get(one.name)
    if (known === undefined || (known.code === null && one.code !== null)) byName.set(one.name, one)
  }
  return [...byName.values()]
}

function readBlock(node: RootContent, reading: Reading): void {
  if (node.type === 'heading') {
    const [clause] = clausesOf(linesOf(node.children)[0] ?? [])
    reading.mode = clause?.mode ?? null
    reading.saysAssumes ||= clause?.mode === 'assumes'
  } else if (node.type === 'paragraph') for (const line of linesOf(node.children)) readLine(line, reading)
  else if (node.type === 'list') readList(node, reading, null)
  else if (node.type === 'code') readCode(node, reading)
}

/** Reads a line of text. A verb at its end also applies to the list or code below it. */
function readLine(line: Piece[], reading: Reading): void {
  let mode: Mode = null
  const clauses = clausesOf(line)
  for (const clause of clauses) {
    mode = clause.mode ?? mode
    const found = readClause(clause, mode, reading, false)
    if (clause === clauses.at(-1) && (clause.opensList || (clause.mode !== null && found === 0)))
      reading.mode = clause.negated ? null : mode
  }
}

/** @returns the number of names found */
function readClause(clause: Clause, mode: Mode, reading: Reading, isItem: boolean): number {
  if (mode === 'assumes') {
    reading.saysAssumes = true
    const names = assumedIn(clause.pieces)
    reading.assumes.push(...names)
    return names.length
  }
  if (clause.negated || (mode === null && !isItem)) {
    if (clause.negated) reading.prose.push(textOf(clause.pieces))
    return 0
  }
  const found = promisedIn(clause.rest)
  if (mode === 'exports') reading.exports.push(...found)
  else reading.maybe.exports.push(...found.filter(isClearlyCode))
  if (found.length === 0 && !clause.opensList) reading.prose.push(textOf(clause.pieces))
  return found.length
}

/** A name alone does not count when no verb says that it is exported. */
const isClearlyCode = (one: PromisedExport): boolean => one.code !== null || one.kind !== null

function readList(list: List, reading: Reading, owner: string | null): void {
  for (const item of list.children) readItem(item, reading, owner)
}

/** Names nested below one class or object are its members. */
function readItem(item: ListItem, reading: Reading, owner: string | null): void {
  const outer = reading.mode
  const before = reading.exports.length
  for (const node of item.children) {
    if (node.type === 'paragraph') for (const line of linesOf(node.children)) readItemLine(line, reading, owner)
    else if (node.type === 'list') readList(node, reading, ownerOf(reading.exports.slice(before)) ?? owner)
    else if (node.type === 'code') readCode(node, reading)
  }
  reading.mode = outer
}

const ownerOf = (exports: PromisedExport[]): string | null => {
  const [only] = exports
  return exports.length === 1 && only && only.code === null && !only.name.includes('.') ? only.name : null
}

/** Only the first clause is about the item; the rest explains it. */
function readItemLine(line: Piece[], reading: Reading, owner: string | null): void {
  const [first, ...explained] = clausesOf(line)
  if (first === undefined) return
  const clause = first.late ? { ...first, mode: null, negated: false } : first
  if (clause.mode !== null) reading.mode = clause.mode
  const before = reading.exports.length
  readClause(clause, reading.mode, reading, true)
  if (owner !== null) reading.exports.push(...reading.exports.splice(before).map((one) => memberOf(owner, one)))
  if (reading.mode === 'assumes') for (const more of explained) reading.assumes.push(...assumedIn(more.pieces))
}

function memberOf(owner: string, one: PromisedExport): PromisedExport {
  if (one.name.includes('.')) return one
  const code = one.signature?.includes('(') ? `declare class ${owner} { ${one.name}${one.signature} }` : null
  return { name: `${owner}.${one.name}`, kind: 'member', signature: one.signature, code }
}

const CODE_LANGUAGES = /^(?:ts|typescript|tsx|mts|cts|js|javascript|jsx|mjs|cjs)?$/i
const DECLARES =
  /^\s*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:class|function|interface|type|enum|const)\s+([A-Za-z_$][\w$]*)/gm

function readCode(node: Code, reading: Reading): void {
  if (!CODE_LANGUAGES.test(node.lang ?? '')) return
  const names = [...node.value.matchAll(DECLARES)].map(([, name = '']) => name)
  const calls = names.length > 0 ? [] : callsIn(node.value)
  if (names.length === 0 && calls.length === 0) {
    if (reading.mode !== 'assumes') reading.prose.push(node.value.slice(0, 200))
    return
  }
  if (reading.mode === 'assumes') reading.assumes.push(...names, ...calls.map(({ name }) => name))
  else if (reading.mode === 'exports' || /^\s*export\b/m.test(node.value)) {
    reading.exports.push(...calls)
    if (names.length > 0) reading.blocks.push(node.value)
  } else {
    reading.maybe.exports.push(...calls)
    if (names.length > 0) reading.maybe.blocks.push(node.value)
  }
}

/** Reads a block with one call on each line. */
function callsIn(code: string): PromisedExport[] {
  const lines = code.split('\n').filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/?\*)/.test(line))
  const found = lines.slice(0, MAX_NAMES).map((line) => symbolOf(line.replace(/\s*\/\/.*$/, '')))
  return found.every((one): one is PromisedExport => one !== null && one.signature !== null) ? found : []
}

/** Splits text and code spans into lines. Markdown reads types such as `Promise<User>` without backquotes as HTML. */
function linesOf(nodes: PhrasingContent[]): Piece[][] {
  const lines: Piece[][] = [[]]
  const add = (text: string) =>
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([])
      const line = lines.at(-1)
      const last = line?.at(-1)
      if (last && !last.code) last.text += part
      else line?.push({ code: false, text: part })
    })
  const walk = (node: PhrasingContent): void => {
    if (node.type === 'text') add(node.value)
    else if (node.type === 'inlineCode') lines.at(-1)?.push({ code: true, text: node.value })
    else if (node.type === 'break') lines.push([])
    else if (node.type === 'html' && !node.value.startsWith('<!--')) add(node.value)
    else if (node.type !== 'delete' && 'children' in node) node.children.forEach(walk)
  }
  nodes.forEach(walk)
  return lines
}
