/** What is derived from the snapshot: everything the bot knows, and nothing it plans yet. Pure data; times in ms. */
import type { Stray } from './authorize/agents.ts'
import type { Right } from './authorize/app-permissions.ts'
import type { Breach } from './checks/findings.ts'
import type { Config } from './parse/config/schema.ts'
import type { Actor, Unanswered } from './snapshot/snapshot.ts'
import type { PacketState } from './state/packet.ts'
import type { Status } from './status/statuses.ts'

export type { Status }

export interface State {
  now: number
  config: Config
  /** Lines a person understands: what is broken in the configuration; empty when it is fine. */
  configProblems: string[]
  /** Logins listed as agents that are no account, or another one than before. */
  strays?: Stray[]
  repoUrl: string
  owner: string
  repo: string
  baseBranch: string
  baseSha: string
  sessions: SessionState[]
  packets: PacketState[]
  /** Proposals beyond what one person without write access may have open at once: left alone until some are settled. */
  parked?: { by: string; issues: number[] }[]
  /** Pairs of live branches that would conflict when merged, with the files. */
  conflicts?: OverlapState[]
  /** Promises of one packet that others rely on and that a change broke. */
  breaches?: Breach[]
  /** Rights the installation lacks, and GitHub's page on which an owner grants them; missing: none, as far as is known. */
  lacking?: { rights: Right[]; url: string }
  /** Issues on which GitHub takes no comment of the App's, with its words; missing: none, as far as is known. */
  uncommentable?: { issue: number; message: string }[]
  /** What GitHub or git does not answer, so that people see what is waited for. */
  failing?: Unanswered[]
  /** The moment at which time alone changes something (an agent becomes stale), or null. */
  nextChangeAt: number | null
}

export interface SessionState {
  issue: number
  nodeId: string
  url: string
  name: string
  /** The issue's whole body as it stands. */
  body: string
  opener: Actor | null
  open: boolean
  /** Asked to end (a 👍'd `/session end`); comment id. */
  endRequested: number | null
  openedAt: number
  closedAt: number | null
  pinned: boolean
  rounds: RoundState[]
}

export interface RoundState {
  number: number
  at: number
  by: string
  /** Id of the 👍'd comment, or of the tick, that asked for it. */
  comment: string
  /** Status counts when it was logged, as recorded in the App's comment; null while the comment is not yet written. */
  counts: Partial<Record<Status, number>> | null
}

export interface OverlapState {
  packets: [string, string]
  paths: string[]
  /** Issues of the packets; one alone where the other side is the base branch. */
  issues?: number[]
  /** Which of the two should be merged first; missing where the other side is the base branch. */
  first?: string
}
