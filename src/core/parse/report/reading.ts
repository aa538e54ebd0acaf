/** The result of parsing one comment. */
export interface CommentReading {
  /** A written report (`**STATUS: BLOCKED**` …). Slash commands are in `commands`. */
  report: Report | null
  /** Every `/word …` at the start of a line outside code, quotes and HTML comments, known or not. */
  commands: ParsedCommand[]
  /** Whether the text was not parsed because that would take too long. */
  tooCostly: boolean
}

export type ReportKind = 'running' | 'blocked' | 'done' | 'paused'

export interface Report {
  /** null: it has a question or a percentage but no status. */
  kind: ReportKind | null
  /** Progress, 0 to 100. */
  percent: number | null
  question: string | null
  reason: string | null
  blocking: string | null
  canContinue: string | null
  readyFor: string | null
  completed: string[]
  progress: string[]
  filesChanged: string[]
  /** 1-based line where the report starts. */
  line: number
}

export interface ParsedCommand {
  /** Lower case, without the slash. */
  name: string
  /** Rest of the line, trimmed. */
  args: string
  /** The following lines of the same paragraph that are not commands, joined by newlines; '' when there are none. */
  more: string
  line: number
}
