/** Reads the exports of files in a thread that is terminated when a file takes too long. */
import { createHash } from 'node:crypto'
import type { ExportedName, FileExports } from '../../core/contract/reading.ts'
import { type CodeJob, type ReadResult, readJob } from './job.ts'
import { createMemo } from './memo.ts'
import { ReadingThread } from './thread.ts'

/** Reads code within a time limit for each text, and caches the results. */
export interface CodeReader {
  file(path: string, source: string): Promise<FileExports>
  /** Resolves to null when the code cannot be read. */
  declarations(code: string): Promise<ExportedName[] | null>
}

export interface CodeReaderOptions {
  /** Milliseconds one file may take. Starting the thread does not count. */
  deadlineMs?: number
  /** Reads in the caller's thread without a time limit, for tests with trusted code. */
  inline?: boolean
}

/** Creates a reader. It never rejects because of a file: the result of an unreadable one says why. */
export function createCodeReader(options: CodeReaderOptions = {}): CodeReader & { close(): Promise<void> } {
  const { deadlineMs = 2000, inline = false } = options
  const thread = new ReadingThread({ deadlineMs })
  const memo = createMemo<Promise<ReadResult>>({ entries: 5000, bytes: 32_000_000 })

  async function run(job: CodeJob): Promise<ReadResult> {
    if (inline) return readJob(job)
    return (await thread.run(job)) ?? { refused: 'it takes too long to read' }
  }

  function read(job: CodeJob): Promise<ReadResult> {
    const key = createHash('sha256').update(JSON.stringify(job)).digest('base64')
    const known = memo.get(key)
    if (known) return known
    const reading = run(job)
    memo.set(key, reading, 2000)
    return reading
  }

  return {
    async file(path, source) {
      const { code, refused } = await read({ kind: 'code', path: endingOf(path), source })
      const found: FileExports = {
        path,
        names: code?.names ?? [],
        imports: code?.imports ?? [],
        error: null,
        ...(code?.stars && { stars: code.stars }),
      }
      return code ? found : { ...found, error: refused ?? 'it cannot be read' }
    },
    async declarations(code) {
      return (await read({ kind: 'declarations', code })).declarations ?? null
    },
    close: () => thread.close(),
  }
}

/** Returns the extension, the only part of a path that matters, so that a moved file is not read again. */
const endingOf = (path: string): string => `file${/(?:\.d)?\.\w+$/.exec(path)?.[0] ?? ''}`
