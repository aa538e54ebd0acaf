import { bare, isMissing, trimOf } from './missing.ts'
import { type Part, partsOf } from './parts.ts'
import type { Problem, ScopeEntry } from './reading.ts'
import type { Section } from './sections.ts'
import { splitList } from './split.ts'

export interface ScopeReading {
  entries: ScopeEntry[]
  problems: Problem[]
}

/** Reads boundaries. `onlyPaths` skips prose: below a label that is less clear than "in scope", a sentence is not a boundary. */
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

/** A list item that is a sentence stays whole. A line of a paragraph is split at its commas. */
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

/** Splits "`src/a.ts` and `src/b.ts`" into two entries. */
function severalPaths(text: string): string[] {
  if (text.length > 1000 || !joined.test(text)) return [text]
  const pieces = text.match(/`[^`]+`/g) ?? []
  return pieces.every((piece) => pathOf(piece).path !== null) ? pieces : [text]
}

const maxPathLength = 250

/** Returns the path or glob at the start of an entry when only a remark follows it. */
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

/** In `**src/db/**` has its stars from Markdown, `**\/*.ts` has its own. */
const emphasised = (word: string): boolean => /^(\*\*|__)[^*]+\1$|^[*_][^*_/]+[*_]$/.test(word)

const fileName =
  /^(?:[\w@.+-]*[\w@+-]\.[A-Za-z][A-Za-z0-9]{0,9}|\.[A-Za-z][\w.-]*|Makefile|Dockerfile|LICENSE|CODEOWNERS|Procfile)$/

function looksLikePath(text: string): boolean {
  if (text === '' || /\s/.test(text.trim()) || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return false
  if (isEverything(text) || /^(~|[A-Za-z]:\\)/.test(text)) return true
  return text.includes('/') || text.includes('\\') || /^[\w.{},@-]*\*[\w.{},*@-]*$/.test(text) || fileName.test(text)
}

/** Returns why a path cannot be compared with the files of the repository, as the end of a sentence; null when it can. */
function pathProblem(path: string): string | null {
  const parts = path.split('/')
  if (path.length > maxPathLength) return `is longer than ${maxPathLength} characters: use the folder instead.`
  if (parts.includes('..')) return 'contains `..`: write it from the root of the repository, such as `src/db/`.'
  if (path.startsWith('/'))
    return `starts with a slash: write it from the root of the repository, such as \`${path.slice(1, 60)}\`.`
  if (/^(~|[A-Za-z]:)/.test(path))
    return 'is an absolute path on a machine: write it from the root of the repository, such as `src/db/`.'
  if (path.includes('\\')) return 'contains backslashes: write it with `/`.'
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'is inside `.git`, which is not part of the tree.'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the check is for these characters
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'contains a control character.'
  return parts.slice(0, -1).includes('') ? 'has an empty part between slashes.' : null
}
