import { stripVTControlCharacters } from 'node:util'

const LINES = 60
const CHARACTERS = 6_000
/** More than the tail can ever need, escape sequences included. */
const KEPT_BYTES = 64 * 1024

/** Keeps the end of what a command prints and counts all of it. */
export interface OutputEnd {
  add(chunk: Buffer): void
  /** Bytes seen so far. */
  size(): number
  /** `hidden` are folders that nobody needs to read about: paths below them are shown without them. */
  text(hidden?: string[]): string
}

export function outputEnd(): OutputEnd {
  const kept: Buffer[] = []
  let held = 0
  let size = 0
  return {
    add(chunk) {
      size += chunk.length
      held += chunk.length
      kept.push(chunk)
      while (kept[0] && held - kept[0].length >= KEPT_BYTES) held -= kept.shift()?.length ?? 0
    },
    size: () => size,
    text: (hidden = []) => tailOf(Buffer.concat(kept).toString('utf8'), hidden),
  }
}

/**
 * The last 60 lines, at most 6,000 characters, as a terminal would show them: no colours, no control characters, and
 * of a line that was written over with carriage returns only what stood last. `file:///HIDDEN/src/a.js` reads
 * `src/a.js`.
 */
export function tailOf(output: string, hidden: string[] = []): string {
  const lines = stripVTControlCharacters(output).replaceAll('\r\n', '\n').split('\n').map(shown)
  const text = without(hidden, lines.join('\n').trimEnd()).split('\n').slice(-LINES).join('\n')
  // A cut may halve a pair of surrogates.
  return text.slice(-CHARACTERS).toWellFormed()
}

/** The folder itself reads as `.`. */
const without = (folders: string[], text: string): string =>
  folders.reduce(
    (rest, folder) => rest.replaceAll(`file://${folder}/`, '').replaceAll(`${folder}/`, '').replaceAll(folder, '.'),
    text,
  )

const shown = (line: string): string =>
  (line.split('\r').findLast((part) => part !== '') ?? '').replace(/(?!\t)\p{Cc}/gu, '')
