import { costProblem } from '../../core/packets/prescan.ts'
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
  /** Why the text was left unread, as a clause: "it is …". */
  refused?: string
}

/** Reads a text, unless the pre-scan finds it costly. Throws a RangeError where it overflows the stack of the parser. */
export function readJob(job: ReadJob): ReadResult {
  const refused = costProblem(textOf(job))
  if (refused !== null) return { refused }
  return job.kind === 'packet' ? { packet: readPacket(job) } : { comment: readComment(job.body) }
}

export const textOf = (job: ReadJob): string => (job.kind === 'packet' ? `${job.title}\n${job.body}` : job.body)
