/** What the comment reader gives for one comment text. */
export interface CommentReading {
  /** A written report (`**STATUS: BLOCKED**` …); slash commands stand in `commands`. */
  report: Report | null
  /** Every line-start `/word …` outside code, quotes and HTML comments, known or not. */
  commands: ParsedCommand[]
  /** Set when the text was refused unread because reading it would cost too much. */
  tooCostly: boolean
}

export type ReportKind = 'running' | 'blocked' | 'done' | 'paused'

export interface Report {
  /** null: asks or gives a percentage, but states no status. */
  kind: ReportKind | null
  /** 0-100, only a figure of progress. */
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
  /** Lines of the same paragraph that follow and are no commands, joined by newlines; '' when none. */
  more: string
  line: number
}
