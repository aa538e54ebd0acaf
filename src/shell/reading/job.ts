import { readPacket } from '../../core/packets/read.ts'
import type { PacketReading } from '../../core/packets/reading.ts'
import { readComment } from '../../core/reports/read.ts'
import type { CommentReading } from '../../core/reports/reading.ts'

export type ReadJob =
  | { kind: 'packet'; title: string; body: string; prefixes: string[] | null }
  | { kind: 'comment'; body: string }

export interface ReadResult {
  packet?: PacketReading
  comment?: CommentReading
}

/**
 * Throws a RangeError where a text overflows the stack of the Markdown parser.
 */
export const readJob = (job: ReadJob): ReadResult =>
  job.kind === 'packet' ? { packet: readPacket(job) } : { comment: readComment(job.body) }
