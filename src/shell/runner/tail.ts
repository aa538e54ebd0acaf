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
  text(): string
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
    text: () => tailOf(Buffer.concat(kept).toString('utf8')),
  }
}

/**
 * The last 60 lines, at most 6,000 characters, as a terminal would show them: no colours, no control characters, and
 * of a line that was written over with carriage returns only what stood last.
 */
export function tailOf(output: string): string {
  const lines = stripVTControlCharacters(output).replaceAll('\r\n', '\n').split('\n').map(shown)
  const text = lines.join('\n').trimEnd().split('\n').slice(-LINES).join('\n')
  // A cut may halve a pair of surrogates.
  return text.slice(-CHARACTERS).toWellFormed()
}

const shown = (line: string): string =>
  (line.replace(/\r+$/, '').split('\r').at(-1) ?? '').replace(/(?!\t)\p{Cc}/gu, '')
