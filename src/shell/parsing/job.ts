import type { ExportedName, FileExports } from '../../core/contract/reading.ts'
import { linesInOneForm } from '../../core/parse/packet/one-form.ts'
import { costProblem } from '../../core/parse/packet/prescan.ts'
import { readPacket } from '../../core/parse/packet/read.ts'
import type { PacketReading } from '../../core/parse/packet/reading.ts'
import { readComment } from '../../core/parse/report/read.ts'
import type { CommentReading } from '../../core/parse/report/reading.ts'
import { declarationsOf, exportsOf } from '../code/exports.ts'

export type TextJob =
  | { kind: 'packet'; title: string; body: string; prefixes: string[] | null }
  | { kind: 'comment'; body: string }

/** A job for a thread only: a few hundred characters can keep the parser of code busy for hours, and no scan detects that. */
export type CodeJob = { kind: 'code'; path: string; source: string } | { kind: 'declarations'; code: string }

export type ReadJob = TextJob | CodeJob

export interface ReadResult {
  packet?: PacketReading
  comment?: CommentReading
  code?: Pick<FileExports, 'names' | 'imports' | 'stars'>
  declarations?: ExportedName[]
  /** Why the text was not read, as a clause: "it is …". */
  refused?: string
}

/** Reads a text, unless the pre-scan finds it too costly. Throws a RangeError when it overflows the parser's stack. */
export function readJob(job: ReadJob): ReadResult {
  if (job.kind === 'code' || job.kind === 'declarations') return readCode(job)
  const refused = costProblem(textOf(job)) ?? (job.kind === 'packet' ? costProblem(asRead(textOf(job))) : null)
  if (refused !== null) return { refused }
  return job.kind === 'packet' ? { packet: readPacket(job) } : { comment: readComment(job.body) }
}

/** Returns the normalized text that the parser of packets gets; its fences and brackets may differ. */
const asRead = (text: string): string => linesInOneForm(text).join('\n')

function readCode(job: CodeJob): ReadResult {
  try {
    return job.kind === 'code' ? { code: exportsOf(job.path, job.source) } : { declarations: declarationsOf(job.code) }
  } catch (error) {
    return { refused: error instanceof SyntaxError ? `it cannot be read: ${error.message}` : 'it is nested too deeply' }
  }
}

export const textOf = (job: TextJob): string => (job.kind === 'packet' ? `${job.title}\n${job.body}` : job.body)
