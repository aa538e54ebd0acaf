import { createHash } from 'node:crypto'
import { costProblem } from '../../core/packets/prescan.ts'
import type { PacketReading } from '../../core/packets/reading.ts'
import type { CommentReading } from '../../core/reports/reading.ts'
import type { TextReader } from '../ports.ts'
import { type ReadJob, type ReadResult, readJob } from './job.ts'
import { createMemo } from './memo.ts'
import { refusedComment, refusedPacket } from './refused.ts'
import { createReadingThread } from './thread.ts'

export interface TextReaderOptions {
  /** What a branch may stand under; not judged when left out: the bot knows only later which configuration holds. */
  prefixes?: string[]
  /** Milliseconds one text may take in the worker thread. A start of the thread does not count. */
  deadlineMs?: number
  /** Characters up to which a text is read here instead of in the thread. */
  inlineBelow?: number
}

const defaults = { deadlineMs: 5000, inlineBelow: 2000 }
/** A text that cost too much stays refused; asking twice tells a busy machine from a hostile text. */
const tries = 2

/**
 * Turns texts into readings and remembers them. Texts that look costly are refused at once; small ones are read here;
 * the others in a worker thread that is ended when it takes longer than its deadline. Never rejects for a text.
 */
export function createTextReader(options: TextReaderOptions = {}): TextReader {
  const { deadlineMs, inlineBelow } = { ...defaults, ...options }
  const thread = createReadingThread({ deadlineMs })
  const memo = createMemo<Promise<ReadResult>>({ entries: 5000, bytes: 32_000_000 })

  async function read(job: ReadJob): Promise<ReadResult> {
    const text = job.kind === 'packet' ? `${job.title}\n${job.body}` : job.body
    const problem = costProblem(text)
    if (problem) return refused(job, problem)
    if (text.length < inlineBelow) return readJob(job)
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const result = await thread.run(job)
      if (result) return result
    }
    return refused(job, 'it takes too long to read')
  }

  /** A promise is remembered, so that the same text asked for twice at once is read once. */
  function remembered(job: ReadJob): Promise<ReadResult> {
    const key = createHash('sha256').update(JSON.stringify(job)).digest('base64')
    const known = memo.get(key)
    if (known) return known
    const reading = read(job)
    memo.set(key, reading, job.body.length * 2 + 500)
    reading.catch(() => memo.delete(key))
    return reading
  }

  return {
    async packet(title, body) {
      const result = await remembered({ kind: 'packet', title, body, prefixes: options.prefixes ?? null })
      return result.packet ?? refusedPacket(title, 'it could not be read')
    },
    async comment(body) {
      const result = await remembered({ kind: 'comment', body })
      return result.comment ?? refusedComment()
    },
    close: () => thread.close(),
  }
}

const refused = (job: ReadJob, reason: string): { packet?: PacketReading; comment?: CommentReading } =>
  job.kind === 'packet' ? { packet: refusedPacket(job.title, reason) } : { comment: refusedComment() }
