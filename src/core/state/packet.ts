/** All that is known of one packet, in parts. */

import type { CheckName } from '../checks/define.ts'
import type { CheckState, ContractState, DriftFile } from '../checks/findings.ts'
import type { ShownEvents } from '../commands/packet-events.ts'
import type { IgnoredApproval, MergeBlock, MergeHint } from '../merging/block.ts'
import type { MergeGroup } from '../merging/queue.ts'
import type { MergeRoute } from '../merging/route.ts'
import type { StackPlace } from '../merging/stack.ts'
import type { Hidden } from '../parse/packet/hidden.ts'
import type { Packet, Problem } from '../parse/packet/reading.ts'
import type { Actor, PullFact } from '../snapshot/snapshot.ts'
import type { Status } from '../status/statuses.ts'
import type { ObjectionState, Obstacle, Trouble } from './obstacles.ts'
import type { ReportState, ScopeGrant } from './talk.ts'

/**
 * A packet evaluated by itself and among the others; what depends on all evaluated packets comes later. Its identity,
 * its status and what it waits for are flat, because nearly everything needs them. The rest is in parts, by who needs it.
 */
export interface EvaluatedPacket {
  issue: number
  nodeId: string
  url: string
  /** The packet's name, or `issue-12` where it has none that can be used. */
  name: string
  author: Actor | null
  createdAt: number
  /** Issue number of its session; null when none is open for it. */
  session: number | null
  base: PacketBase
  status: Status
  /** When the status began, as far as GitHub shows it. */
  statusSince: number | null
  statusTimes: StatusSpan[]
  waits: Wait[]
  dependencies: DependencyState[]
  text: PacketText
  work: PacketWork
  progress: PacketProgress
  /** What commands and reports leave behind for people to see. */
  talk: ShownEvents
  merge: PacketMerge
  end: PacketEnd
}

/** The branch a packet goes to. */
interface PacketBase {
  branch: string
  /** '' when there is no such branch. */
  sha: string
}

/** What its issue says, and which text is accepted. The card, the briefing and the checks of criteria need it. */
export interface PacketText {
  /** What is in force: the accepted text with later `/depends` and `/scope` amendments applied. */
  packet: Packet
  problems: Problem[]
  accepted: Accepted | null
  /** What a reader of the page does not see in a text that waits for `/accept`; null when nothing is hidden. */
  hidden: Hidden | null
  /** A later text by somebody who may not change it; waits for another `/accept`. */
  change: { by: string; hash: string; at: number } | null
  /** The name it had when it was started: paths that people have pasted hold it. */
  startedAs: string
}

/** What is on its branch, and whether that stays in scope. Checks, the pull request and conflicts need it. */
export interface PacketWork {
  branch: string
  branchSha: string | null
  pull: PullFact | null
  /** Head of its branch (or of its merged pull request). */
  head: string | null
  /** Commits on the branch that base does not have; null when not known yet. */
  ahead: number | null
  /** Commits of its own that the base branch lacks; null: not known. */
  own: number | null
  filesChanged: number | null
  linesChanged: number | null
  grants: ScopeGrant[]
  /** Files of the present head outside what is allowed and not yet excused. */
  drift: DriftFile[]
  /** Files outside "in scope" that hurt nobody. */
  outside: DriftFile[]
  checks: Partial<Record<CheckName, CheckState>>
  /** Integration runs that ended, oldest first. */
  integrations: { at: number; passed: boolean }[]
}

/** Who works on it, since when, and the last report. The dashboard, staleness and capacity need it. */
export interface PacketProgress {
  agent: Actor | null
  report: ReportState | null
  /** Last sign of life: report, command by its agent, push. */
  lastHeardAt: number | null
  stale: boolean
  staleAt: number | null
  /** Scheduling: a person started it beyond capacity or without its dependencies. */
  startedByHand: boolean
  startedAt: number | null
  doneAt: number | null
}

/** How it gets onto the base branch, and what prevents that. Merging, the queues and the dashboard's list of needs use it. */
export interface PacketMerge {
  /** What stands in the way of merging once everything is green. */
  mergeBlock: MergeBlock | null
  /** What may stand in the way as well: the merge is tried nevertheless. */
  hint: MergeHint | null
  /** By which way it gets onto the base branch; null while no merge is near. */
  route: MergeRoute | null
  /** `situationOf` its pull request; '' while no merge is near. */
  situation: string
  /** Approvals that GitHub dismissed when the App brought the base into the branch; null: none that matter now. */
  dismissed: DismissedApprovals | null
  /** Its pull request stands on others in a stack, and merges with them; null: it merges by itself. */
  stack: StackPlace | null
  needsReview: boolean
  /** Its head may not be tried yet: `trial-approval` asks for a writer's approval. null: it may. */
  unapproved: UnapprovedTrial | null
  /** Why it may not come to the base branch as it is, besides checks and rules; empty: nothing is in the way. */
  obstacles: Obstacle[]
  /** Requests for changes that are neither dismissed nor replaced. */
  objections: ObjectionState[]
  /** Approvals that do not count while one is needed. */
  leftOut: IgnoredApproval[]
  /** What GitHub refused for this packet, and what keeps it from its agent. */
  trouble: Trouble[]
  /** Whether GitHub's merge commit has the tested tree, another tree, or an unknown one. */
  mergedTree: 'tested' | 'other' | 'unknown'
}

/** What a writer should know before the trial runs the code of a head. */
export interface UnapprovedTrial {
  /** Changed files, those that decide what runs first; null: not known yet. */
  files: string[] | null
  /** Whether it changes something below `.github/`. */
  workflows: boolean
  /** Whether it changes what test commands usually call: build files, lock files, scripts. */
  scripts: boolean
}

export interface DismissedApprovals {
  /** Who approved, each once; null: a deleted account. */
  by: (string | null)[]
  /** When the base was brought in, in milliseconds. */
  at: number
  /** The base branch should stand still, since another update would dismiss the next approval as well. */
  holdsBase: boolean
}

/** How it ended; all null while it is live. Cleaning up, the report and reopening need it. */
export interface PacketEnd {
  /** On the base branch now. */
  merged: { at: number; sha: string; pull?: number | null } | null
  /** Who or what closed its issue by mistake, so that the App reopens it; null otherwise. */
  mistaken: { pull: number | null; commit: string | null; by: string } | null
  abandoned: { at: number; by: string; why: string; how?: 'command' | 'closed' } | null
}

/** With its slot and its places in the queues. */
export interface ScheduledPacket extends EvaluatedPacket {
  /** In the merge queue: the head that was seen, and the place from 1. */
  queued: QueueState | null
  /** In GitHub's merge queue; null: it is not, or that cannot be seen. */
  atGitHub: GitHubPlace | null
}

/** All that is known of a packet. */
export interface PacketState extends ScheduledPacket {
  /** What its contract promises, held against its code; null while nobody needs to know. */
  contract: ContractState | null
}

export interface Accepted {
  hash: string
  at: number
  by: string
}

export interface StatusSpan {
  status: Status
  from: number
  to: number | null
}

/** Why a session's base cannot be used: there is no such branch, it is a packet's, or the bot's or GitHub's own. */
export type BaseProblem = 'missing' | 'packet' | 'reserved'

/** Why a packet waits. */
export type Wait =
  | {
      kind: 'dependency'
      name: string
      state: 'open' | 'not-filed' | 'abandoned' | 'lost'
      issue: number | null
      only?: string
    }
  | { kind: 'capacity'; running: number; capacity: number }
  | { kind: 'session' }
  | { kind: 'base'; branch: string; why: BaseProblem }
  | { kind: 'reading'; what: string }

export interface DependencyState {
  name: string
  kind: 'hard' | 'soft'
  reason: string | null
  /** `lost`: it was delivered, and the base branch has lost it. */
  state: 'delivered' | 'open' | 'not-filed' | 'abandoned' | 'lost' | 'waived' | 'nobody'
  issue: number | null
  deliveredAt: number | null
  /** It is open for this packet: it is merged into this other base branch only. */
  only?: string
  /** Linked on GitHub by somebody, not named by the packet. */
  byHand?: boolean
}

export interface GitHubPlace {
  /** From 1, among all that is queued there. */
  place: number
  /** The App put it there, and takes it out again; what a person put there is theirs. */
  byApp: boolean
  /** `same`: its files are those of the trial merge that passed; null: that is not known. */
  group: (MergeGroup & { same: boolean | null }) | null
}

export interface QueueState {
  head: string
  at: number
  by: string
  comment: number | null
  place: number
}
