import { createHash } from 'node:crypto'
import type { PacketReading } from '../../core/parse/packet/reading.ts'
import type { CommentReading } from '../../core/parse/report/reading.ts'
import { type CodeReader, createCodeReader } from './code.ts'
import { type ReadResult, readJob, type TextJob, textOf } from './job.ts'
import { createMemo } from './memo.ts'
import { refusedComment, refusedPacket } from './refused.ts'
import { ReadingThread } from './thread.ts'
import { createTurns } from './turns.ts'

/** Turns texts into readings, never taking more than its bound; remembers what it read. */
export interface TextReader {
  packet(title: string, body: string): Promise<PacketReading>
  comment(body: string): Promise<CommentReading>
  close(): Promise<void>
}

/** Everything the loop has read for it. */
export interface Reader extends TextReader {
  /** Closed with the rest. */
  code: CodeReader
}

export interface TextReaderOptions {
  /** Reads code in this thread, however long it takes: for tests over code that is known. */
  codeInline?: boolean
  /** What a branch may stand under; not judged when left out: the bot knows only later which configuration holds. */
  prefixes?: string[]
  /** Milliseconds one text may take in the end. A start of a thread does not count. */
  deadlineMs?: number
  /** Milliseconds a text may take in the thread that all share, before it is moved out of the others' way. */
  quickMs?: number
  /** Texts that may wait out of the way; more are refused for now. */
  slowPlaces?: number
  /** Characters up to which a text is read here instead of in a thread. */
  inlineBelow?: number
  /** Milliseconds of reading here before other work has its turn. */
  turnMs?: number
}

/** The costliest texts of 1,000 characters take some 10 ms; of 2,000, four times that. */
const defaults = { deadlineMs: 5000, quickMs: 1000, slowPlaces: 10, inlineBelow: 1000, turnMs: 20 }

/**
 * Turns texts into readings and remembers them. Small ones are read here, a few at a time; the others in a worker
 * thread. One that takes long there is begun again in a second thread, so that the others need not wait for it, and
 * given up at its deadline: asking twice tells a busy machine from a hostile text. Never rejects for a text.
 */
export function createTextReader(options: TextReaderOptions = {}): Reader {
  const { deadlineMs, quickMs, slowPlaces, inlineBelow, turnMs } = { ...defaults, ...options }
  const quick = new ReadingThread({ deadlineMs: Math.min(quickMs, deadlineMs) })
  const slow = new ReadingThread({ deadlineMs })
  const inTurn = createTurns(turnMs)
  const code = createCodeReader({ inline: options.codeInline ?? false })
  const memo = createMemo<Promise<ReadResult>>({ entries: 5000, bytes: 32_000_000 })
  let waiting = 0

  async function readSlowly(job: TextJob): Promise<ReadResult> {
    if (waiting >= slowPlaces) return busy
    waiting += 1
    const result = await slow.run(job).finally(() => {
      waiting -= 1
    })
    return result ?? { refused: 'it takes too long to read' }
  }

  async function read(job: TextJob): Promise<ReadResult> {
    if (textOf(job).length < inlineBelow) return inTurn(() => readJob(job))
    return (await quick.run(job)) ?? readSlowly(job)
  }

  /** A promise is remembered, so that the same text asked for twice at once is read once. */
  function remembered(job: TextJob): Promise<ReadResult> {
    const key = createHash('sha256').update(JSON.stringify(job)).digest('base64')
    const known = memo.get(key)
    if (known) return known
    const reading = read(job)
    memo.set(key, reading, job.body.length * 2 + 500)
    const forget = () => memo.delete(key)
    reading.then((result) => result === busy && forget(), forget)
    return reading
  }

  return {
    async packet(title, body) {
      const result = await remembered({ kind: 'packet', title, body, prefixes: options.prefixes ?? null })
      return result.packet ?? refusedPacket(title, result.refused ?? 'it could not be read')
    },
    async comment(body) {
      const result = await remembered({ kind: 'comment', body })
      return result.comment ?? refusedComment()
    },
    code,
    async close() {
      await Promise.all([quick.close(), slow.close(), code.close()])
    },
  }
}

/** Left unread without being remembered as hostile. */
const busy: ReadResult = { refused: 'it takes long to read, and too many such texts wait' }
