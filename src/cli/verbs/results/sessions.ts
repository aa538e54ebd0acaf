/** What the verbs about sessions take and give. */

export interface StartSessionInput {
  name: string
  goal?: string
}
export interface SessionInput {
  /** The newest open session, when left out. */
  name?: string
}
export interface SessionStarted {
  name: string
  issue: number | null
  url: string | null
  dryRun: boolean
}
export interface SessionView {
  name: string
  issue: number
  url: string
  open: boolean
  /** Markdown that the bot keeps, without hidden parts. */
  dashboard: string
}
export interface SessionCommented {
  name: string
  issue: number
  url: string
  command: string
  comment: { id: number; url: string } | null
  verdict: 'accepted' | null
  /** The report or the round's log, when it came in time. */
  said: string | null
  dryRun: boolean
}
