import { createHash } from 'node:crypto'
import type { PacketReading } from '../../core/parse/packet/reading.ts'
import type { CommentReading } from '../../core/parse/report/reading.ts'
import { type CodeReader, createCodeReader } from './code.ts'
import { type ReadResult, readJob, type TextJob, textOf } from './job.ts'
import { createMemo } from './memo.ts'
import { refusedComment, refusedPacket } from './refused.ts'
import { ReadingThread } from './thread.ts'
import { createTurns } from './turns.ts'

/** Parses texts within a time limit, and caches the readings. */
export interface TextReader {
  packet(title: string, body: string): Promise<PacketReading>
  comment(body: string): Promise<CommentReading>
  close(): Promise<void>
}

/** Parses texts and code for the reconciler. */
export interface Reader extends TextReader {
  /** Closed by `close`, too. */
  code: CodeReader
}

export interface TextReaderOptions {
  /** Reads code in this thread without a time limit, for tests with trusted code. */
  codeInline?: boolean
  /** Allowed prefixes of branches. Missing: not checked, because the configuration is not known yet. */
  prefixes?: string[]
  /** Milliseconds one text may take at most. Starting a thread does not count. */
  deadlineMs?: number
  /** Milliseconds a text may take in the shared thread before it is moved to the slow one. */
  quickMs?: number
  /** Texts that may wait for the slow thread; more are refused for now. */
  slowPlaces?: number
  /** Texts shorter than this are read in the caller's thread. In characters. */
  inlineBelow?: number
  /** Milliseconds of reading in the caller's thread before it yields to other work. */
  turnMs?: number
}

/** The costliest texts of 1,000 characters take some 10 ms; of 2,000, four times that. */
const defaults = { deadlineMs: 5000, quickMs: 1000, slowPlaces: 10, inlineBelow: 1000, turnMs: 20 }

/** Creates a reader. It never rejects because of a text. */
export function createTextReader(options: TextReaderOptions = {}): Reader {
  const threads = new TextThreads({ ...defaults, ...options })
  const code = createCodeReader({ inline: options.codeInline ?? false })
  const memo = createMemo<Promise<ReadResult>>({ entries: 5000, bytes: 32_000_000 })

  /** The promise is cached, so that a text that is requested twice at once is read once. */
  function cached(job: TextJob): Promise<ReadResult> {
    const key = createHash('sha256').update(JSON.stringify(job)).digest('base64')
    const known = memo.get(key)
    if (known) return known
    const reading = threads.read(job)
    memo.set(key, reading, job.body.length * 2 + 500)
    const forget = () => memo.delete(key)
    reading.then((result) => result === busy && forget(), forget)
    return reading
  }

  return {
    async packet(title, body) {
      const result = await cached({ kind: 'packet', title, body, prefixes: options.prefixes ?? null })
      return result.packet ?? refusedPacket(title, result.refused ?? 'it could not be read')
    },
    async comment(body) {
      const result = await cached({ kind: 'comment', body })
      return result.comment ?? refusedComment()
    },
    code,
    async close() {
      await Promise.all([threads.close(), code.close()])
    },
  }
}

/**
 * Reads small texts in the caller's thread, a few at a time, and the others in a worker thread. A text that takes long is
 * read again in a second thread, so that the others need not wait for it, and given up at its deadline: the second
 * attempt distinguishes a busy machine from a hostile text.
 */
class TextThreads {
  readonly #options: typeof defaults
  readonly #quick: ReadingThread
  readonly #slow: ReadingThread
  readonly #inTurn: ReturnType<typeof createTurns>
  #waiting = 0

  constructor(options: typeof defaults) {
    this.#options = options
    this.#quick = new ReadingThread({ deadlineMs: Math.min(options.quickMs, options.deadlineMs) })
    this.#slow = new ReadingThread({ deadlineMs: options.deadlineMs })
    this.#inTurn = createTurns(options.turnMs)
  }

  async read(job: TextJob): Promise<ReadResult> {
    if (textOf(job).length < this.#options.inlineBelow) return this.#inTurn(() => readJob(job))
    return (await this.#quick.run(job)) ?? this.#readSlowly(job)
  }

  async close(): Promise<void> {
    await Promise.all([this.#quick.close(), this.#slow.close()])
  }

  async #readSlowly(job: TextJob): Promise<ReadResult> {
    if (this.#waiting >= this.#options.slowPlaces) return busy
    this.#waiting += 1
    const result = await this.#slow.run(job).finally(() => {
      this.#waiting -= 1
    })
    return result ?? { refused: 'it takes too long to read' }
  }
}

/** The result for a text that was not read now, and is not cached: it may be harmless. */
const busy: ReadResult = { refused: 'it takes long to read, and too many such texts wait' }
