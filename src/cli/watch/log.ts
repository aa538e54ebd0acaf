/** Writes an agent's output to a file of bounded size, and keeps its end for people. */
import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { withoutTokens } from '../../shell/log.ts'
import { outputEnd } from '../../shell/runner/tail.ts'

export interface AgentLog {
  path: string
  add(chunk: Buffer): void
  /** Returns the last lines, without control characters and tokens. */
  end(lines: number): string
  close(): void
}

/**
 * Opens a log of at most two files, this one and the previous one (`.1`), each of `bytes`. Writes are synchronous, so that
 * a flood of output is slowed down.
 */
export function openLog(path: string, bytes: number): AgentLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const end = outputEnd()
  let file = openSync(path, 'w', 0o600)
  let size = 0
  function rotate(): void {
    closeSync(file)
    renameSync(path, `${path}.1`)
    file = openSync(path, 'w', 0o600)
    size = 0
  }
  return {
    path,
    add(chunk) {
      end.add(chunk)
      if (size > 0 && size + chunk.length > bytes) rotate()
      const part = chunk.subarray(Math.max(0, chunk.length - bytes))
      writeSync(file, part)
      size += part.length
    },
    end: (lines) => withoutTokens(end.text()).split('\n').slice(-lines).join('\n').slice(-3000).toWellFormed(),
    close: () => closeSync(file),
  }
}
