import { readPacket } from '../../core/packets/read.ts'
import type { PacketReading } from '../../core/packets/reading.ts'
import { readComment } from '../../core/reports/read.ts'
import type { CommentReading } from '../../core/reports/reading.ts'

export type ReadJob = { kind: 'packet'; title: string; body: string } | { kind: 'comment'; body: string }

export interface ReadResult {
  packet?: PacketReading
  comment?: CommentReading
}

/**
 * Which prefixes a branch may have is the configuration's to say, and so not judged here.
 * Throws a RangeError where a text overflows the stack of the Markdown parser.
 */
export const readJob = (job: ReadJob): ReadResult =>
  job.kind === 'packet' ? { packet: readPacket({ ...job, prefixes: null }) } : { comment: readComment(job.body) }
