/** Inputs and results of the verbs about sessions. */

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
  /** The Markdown that the bot maintains, without hidden parts. */
  dashboard: string
}
export interface SessionCommented {
  name: string
  issue: number
  url: string
  command: string
  comment: { id: number; url: string } | null
  verdict: 'accepted' | null
  /** The report or the round's log; null when it did not come in time. */
  said: string | null
  dryRun: boolean
}
