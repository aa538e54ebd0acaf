/** Reports, decisions and scope requests on a packet, as they count now. */
import type { Actor } from '../snapshot/snapshot.ts'

export interface ReportState {
  kind: 'running' | 'blocked' | 'done' | 'paused'
  percent: number | null
  /** One line for the notes column. */
  text: string
  reason: string | null
  blocking: string | null
  canContinue: string | null
  at: number
  by: Actor
  comment: number
  url: string
}

export interface DecisionState {
  /** Number on its packet, from 1; `/decide N` names it. */
  number: number
  question: string
  askedBy: string
  askedAt: number
  url: string
  answer: { text: string; by: string; at: number; url: string } | null
}

export interface ScopeRequestState {
  path: string
  reason: string
  by: string
  at: number
  url: string
  comment: number
  verdict: 'open' | 'allowed' | 'denied'
}

export interface ScopeGrant {
  path: string
  /** `path` is the exact name of one file. When absent, `path` is a path or pattern, as in a boundary. */
  literal?: true
  reason: string
  by: string
  at: number
}
