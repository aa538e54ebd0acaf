import { bare, isMissing, trimOf } from './missing.ts'
import { type Part, partsOf } from './parts.ts'
import type { Problem, ScopeEntry } from './reading.ts'
import type { Section } from './sections.ts'
import { splitList } from './split.ts'

export interface ScopeReading {
  entries: ScopeEntry[]
  problems: Problem[]
}

/** `onlyPaths` leaves prose out: below a label that says less than "in scope", a sentence is no boundary. */
export function readScope(sections: Section[], options: { onlyPaths: boolean }): ScopeReading {
  const reading: ScopeReading = { entries: [], problems: [] }
  const seen = new Set<string>()
  for (const part of sections.flatMap(partsOf)) {
    for (const text of entryTexts(part)) {
      const { path, problem } = pathOf(text)
      if (problem) reading.problems.push({ code: 'bad-path', severity: 'warning', line: part.line, message: problem })
      const key = path ?? text
      if (seen.has(key) || (options.onlyPaths && path === null)) continue
      seen.add(key)
      reading.entries.push({ text, path, line: part.line })
    }
  }
  return reading
}

const everything = new Set(['*', '**', '**/*', '.', './/'])
const isEverything = (text: string): boolean => everything.has(unticked(text))
const unticked = (text: string): string => trimOf(text, (char) => char === '`' || char.trim() === '')

/** A list item that is a sentence stays whole; a line of a paragraph is a list by its commas. */
function entryTexts(part: Part): string[] {
  if (isEverything(part.text)) return [part.text]
  if (isMissing(part.text)) return []
  const pieces = splitList(part.text).map(withoutAnd)
  const split = !part.item || pieces.every((piece) => pathOf(piece).path !== null) ? pieces : [part.text]
  return split
    .flatMap(severalPaths)
    .map(tidy)
    .filter((text) => isEverything(text) || !isMissing(text))
}

const withoutAnd = (text: string): string => text.replace(/^(?:and|or|&)\s+/i, '')
const tidy = (text: string): string => (/[^.]\.$/.test(text) && !text.endsWith('/.') ? text.slice(0, -1) : text)

const joined = /^`[^`]+`(?:\s*(?:and|or|&|\+)?\s*`[^`]+`)+$/i

/** "`src/a.ts` and `src/b.ts`" are two entries. */
function severalPaths(text: string): string[] {
  if (text.length > 1000 || !joined.test(text)) return [text]
  const pieces = text.match(/`[^`]+`/g) ?? []
  return pieces.every((piece) => pathOf(piece).path !== null) ? pieces : [text]
}

const longestPath = 250

/** The path or glob an entry starts with, when nothing but a remark follows it. */
export function pathOf(text: string): { path: string | null; problem: string | null } {
  const candidate = candidateOf(text)
  if (candidate === null) return { path: null, problem: null }
  const path = candidate.replace(/^(?:\.\/)+(?=.)/, '')
  if (isEverything(candidate)) return { path: '**', problem: null }
  const problem = pathProblem(path)
  if (problem) return { path: null, problem: `\`${candidate.slice(0, 100)}\` ${problem}` }
  return { path, problem: null }
}

const codeFirst = /^`([^`]+)`(?:\s*$|\s*[(:–—-]|\s*\*)/
const codeThenWords = /^`([^`]+)`\s[^`]{1,60}$/
const makesException = /\b(?:except|excluding|but|unless|without)\b/i
const wordFirst = /^(\S+)(?:\s+[(–—]|\s+-{1,2}\s|\s*$)/
const remark = /^(\S+):\s/

function candidateOf(text: string): string | null {
  const entry = trimOf(text, (char) => char.trim() === '')
  const code = codeFirst.exec(entry) ?? (makesException.test(entry) ? null : codeThenWords.exec(entry))
  if (code) return looksLikePath(code[1] ?? '') ? (code[1] ?? '').trim() : null
  const word = (wordFirst.exec(entry) ?? remark.exec(entry))?.[1] ?? ''
  const plain = emphasised(word) ? bare(word) : word.replace(/[.,;:]$/, '')
  return looksLikePath(plain) ? plain : null
}

/** `**src/db/**` has its stars from Markdown, `**\/*.ts` has its own. */
const emphasised = (word: string): boolean => /^(\*\*|__)[^*]+\1$|^[*_][^*_/]+[*_]$/.test(word)

const fileName =
  /^(?:[\w@.+-]*[\w@+-]\.[A-Za-z][A-Za-z0-9]{0,9}|\.[A-Za-z][\w.-]*|Makefile|Dockerfile|LICENSE|CODEOWNERS|Procfile)$/

function looksLikePath(text: string): boolean {
  if (text === '' || /\s/.test(text.trim()) || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return false
  if (isEverything(text) || /^(~|[A-Za-z]:\\)/.test(text)) return true
  return text.includes('/') || text.includes('\\') || /^[\w.{},@-]*\*[\w.{},*@-]*$/.test(text) || fileName.test(text)
}

/** What keeps a path from being checked against the files of the repository, as the end of a sentence; null: nothing. */
function pathProblem(path: string): string | null {
  const parts = path.split('/')
  if (path.length > longestPath) return `is longer than ${longestPath} characters: name the folder instead.`
  if (parts.includes('..')) return 'has `..` in it: write it from the top of the repository, such as `src/db/`.'
  if (path.startsWith('/'))
    return `starts with a slash: write it from the top of the repository, such as \`${path.slice(1, 60)}\`.`
  if (/^(~|[A-Za-z]:)/.test(path))
    return 'is a place on a machine: write it from the top of the repository, such as `src/db/`.'
  if (path.includes('\\')) return 'has backslashes in it: write it with `/`.'
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'is inside `.git`, which is no part of the tree.'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the point
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'holds a control character.'
  return parts.slice(0, -1).includes('') ? 'has an empty part between slashes.' : null
}
