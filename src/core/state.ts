/** Everything the bot derives from the snapshot, before it plans anything. Pure data; times in ms. */
import type { UnusableLogin } from './authorize/agents.ts'
import type { AppPermission } from './authorize/app-permissions.ts'
import type { Breach } from './checks/findings.ts'
import type { FeatureName } from './features/registry.ts'
import type { Config } from './parse/config/schema.ts'
import type { Actor, FailingQuery, ReadingTrouble } from './snapshot/snapshot.ts'
import type { PacketState } from './state/packet.ts'
import type { Status } from './status/statuses.ts'

export type { Status }

export interface State {
  now: number
  config: Config
  /** What is wrong with the configuration, one readable line each; empty when it is valid. */
  configProblems: string[]
  /** Logins listed as agents that belong to no account, or to a different account than before. */
  strays?: UnusableLogin[]
  repoUrl: string
  owner: string
  repo: string
  /** The repository's default branch. What a packet goes to is `PacketState.base`. */
  baseBranch: string
  /** The tip of the default branch. */
  baseSha: string
  sessions: SessionState[]
  packets: PacketState[]
  /** Proposals above the limit for one person without write access. The bot ignores them until others are settled. */
  parked?: { by: string; issues: number[] }[]
  /** Pairs of live branches that would conflict when merged, with the files. */
  conflicts?: OverlapState[]
  /** Contract promises that other packets rely on and that a change broke. */
  breaches?: Breach[]
  /** Rights the installation lacks, and the GitHub page where an owner grants them; absent when none are known to be missing. */
  lacking?: { rights: AppPermission[]; url: string }
  /** Features that this GitHub lacks; absent when none are known to be missing. */
  lacks?: FeatureName[]
  /** Issues on which GitHub refuses the App's comments, with GitHub's message; absent when there are none. */
  uncommentable?: { issue: number; message: string }[]
  /** Branches that GitHub refused to delete, with its message. */
  undeletable?: { branch: string; message: string }[]
  /** Requests that GitHub or git does not answer, so that people see what the bot waits for. */
  failing?: FailingQuery[]
  /** What could not be read as usual; absent: everything was. */
  reading?: ReadingTrouble
  /** When the passage of time alone next changes something (an agent becomes stale), or null. */
  nextChangeAt: number | null
}

export interface SessionState {
  issue: number
  nodeId: string
  url: string
  name: string
  /** The issue's current body. */
  body: string
  opener: Actor | null
  open: boolean
  /** Missing: the default branch. */
  base?: SessionBase
  /** Id of the accepted `/session end` comment. */
  endRequested: number | null
  openedAt: number
  closedAt: number | null
  pinned: boolean
  rounds: RoundState[]
}

/** The branch that a session's packets go to. */
export interface SessionBase {
  /** As written by people with write access; null: the default branch. */
  branch: string | null
  /** Later changes that count, oldest first. */
  changes: { at: number; branch: string | null; by: string }[]
  /** The present text names another branch, written by somebody who may not decide that. */
  refused: { branch: string | null; by: string } | null
}

export interface RoundState {
  number: number
  at: number
  by: string
  /** Id of the accepted comment, or of the tick, that requested it. */
  comment: string
  /** Status counts recorded in the App's comment when it logged the round; null until that comment exists. */
  counts: Partial<Record<Status, number>> | null
}

export interface OverlapState {
  packets: [string, string]
  paths: string[]
  /** Issues of the packets; only one when the other side is the base branch. */
  issues?: number[]
  /** The packet that should be merged first; absent when the other side is the base branch. */
  first?: string
}
