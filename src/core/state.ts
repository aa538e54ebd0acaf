/** What fold makes of the facts: everything the bot knows, and nothing it wants yet. Pure data; times in ms. */
import type { UnusableLogin } from './authorize/agents.ts'
import type { AppPermission } from './authorize/app-permissions.ts'
import type { CheckName } from './checks/define.ts'
import type { Breach, CheckState, ContractState, DriftFile } from './checks/findings.ts'
import type { ShownEvents } from './commands/packet-events.ts'
import type { IgnoredApproval, MergeBlock } from './merging/block.ts'
import type { MergeGroup } from './merging/queue.ts'
import type { MergeRoute } from './merging/route.ts'
import type { Config } from './parse/config/schema.ts'
import type { Hidden } from './parse/packet/hidden.ts'
import type { Packet, Problem, ScopeEntry } from './parse/packet/reading.ts'
import type { Actor, FailingQuery, PullFact } from './snapshot/snapshot.ts'
import type { Status } from './status/statuses.ts'

export interface State {
  now: number
  config: Config
  /** Lines a person understands: what is broken in the configuration; empty when it is fine. */
  configProblems: string[]
  /** Logins listed as agents that are no account, or another one than before. */
  strays?: UnusableLogin[]
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
  lacking?: { rights: AppPermission[]; url: string }
  /** Issues on which GitHub takes no comment of the App's, with its words; missing: none, as far as is known. */
  uncommentable?: { issue: number; message: string }[]
  /** What GitHub or git does not answer, so that people see what is waited for. */
  failing?: FailingQuery[]
  /** The moment at which time alone changes something (an agent becomes stale), or null. */
  nextChangeAt: number | null
}

export type { Status }

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

/** A packet judged by itself and among the others; what depends on all that were judged comes later. */
export interface EvaluatedPacket extends ShownEvents {
  issue: number
  nodeId: string
  url: string
  /** The packet's name, or `issue-12` where it has none that can be used. */
  name: string
  /** What is in force: the accepted text with later `/depends` and `/scope` amendments applied. */
  packet: Packet
  problems: Problem[]
  author: Actor | null
  createdAt: number
  accepted: Accepted | null
  /** What a reader of the page does not see in a text that waits for `/accept`; null when nothing is hidden. */
  hidden: Hidden | null
  /** A later text by somebody who may not change it; waits for another `/accept`. */
  change: { by: string; hash: string; at: number } | null
  /** Issue number of its session; null when none is open for it. */
  session: number | null
  status: Status
  /** When the status began, as far as GitHub shows it. */
  statusSince: number | null
  statusTimes: StatusSpan[]
  waits: Wait[]
  branch: string
  branchSha: string | null
  pull: PullFact | null
  /** Head of its branch (or of its merged pull request). */
  head: string | null
  /** Commits on the branch that base does not have; null when not known yet. */
  ahead: number | null
  filesChanged: number | null
  linesChanged: number | null
  agent: Actor | null
  report: ReportState | null
  /** Last sign of life: report, command by its agent, push. */
  lastHeardAt: number | null
  stale: boolean
  staleAt: number | null
  grants: ScopeGrant[]
  dependencies: DependencyState[]
  /** Files of the present head outside what is allowed and not yet excused. */
  drift: DriftFile[]
  /** Files outside "in scope" that hurt nobody. */
  outside: DriftFile[]
  checks: Partial<Record<CheckName, CheckState>>
  /** What stands in the way of merging once everything is green. */
  mergeBlock: MergeBlock | null
  /** By which way it gets onto the base branch; null while no merge is near. */
  route: MergeRoute | null
  needsReview: boolean
  /** Why it may not come to the base branch as it is, besides checks and rules; empty: nothing is in the way. */
  obstacles: Obstacle[]
  /** Commits of its own that the base branch lacks; null: not known. */
  own: number | null
  /** Requests for changes that are neither dismissed nor replaced. */
  objections: ObjectionState[]
  /** Approvals that do not count while one is needed. */
  leftOut: IgnoredApproval[]
  /** What GitHub refused for this packet, and what keeps it from its agent. */
  trouble: Trouble[]
  /** On the base branch now. */
  merged: { at: number; sha: string; pull?: number | null } | null
  /** Its issue is closed, and nobody meant that: it is opened again. Otherwise null. */
  mistaken: { pull: number | null; commit: string | null; by: string } | null
  /** The name it had when it was started: paths that people have pasted hold it. */
  startedAs: string
  /** Whether GitHub's own merge holds just what was tested, something else, or that cannot be told. */
  mergedTree: 'tested' | 'other' | 'unknown'
  abandoned: { at: number; by: string; why: string; how?: 'command' | 'closed' } | null
  /** Scheduling: a person started it beyond capacity or without its dependencies. */
  startedByHand: boolean
  startedAt: number | null
  doneAt: number | null
  /** Integration runs that ended, oldest first. */
  integrations: { at: number; passed: boolean }[]
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

/** Something that a person has to put right; `message`: in GitHub's words. */
export type Trouble =
  | { kind: 'refused'; action: RefusedWork; message: string }
  /** It cannot go to its agent. `problem`: how to fix it, as the adapter's own sentences. */
  | { kind: 'no-dispatch'; problem: string }

/** Actions whose refusal concerns one packet. */
export type RefusedWork =
  | 'create-branch'
  | 'open-pull'
  | 'ready-pull'
  | 'close-issue'
  | 'check'
  | 'merge'
  | 'enqueue'
  | 'dequeue'
  | 'update-branch'

/** What keeps a packet from the base branch, or stands open although the packet is over. */
export type Obstacle =
  /** It was on the base branch and is not any more. */
  | { kind: 'lost'; sha: string; at: number; how: 'gone' | 'reverted'; by: string | null }
  /** Its issue was closed by hand, and there is work left. */
  | { kind: 'closed'; by: string; at: number; pull: number | null }
  /** It is delivered, and somebody went on with it. */
  | { kind: 'after-delivery'; pushed: boolean; pull: number | null }
  | { kind: 'branch-gone'; branch: string }
  /** Reported done without a commit of its own. */
  | { kind: 'no-commits'; branch: string }
  /** `instead`: the branch on which work goes on, where the pull request was of another. */
  | { kind: 'pull-closed'; pull: number; by: string | null; instead?: string }
  | { kind: 'several-pulls'; pulls: number[]; counts: number }
  /** Its pull request closes these packets as well. */
  | { kind: 'shared-pull'; pull: number; packets: { issue: number; name: string }[] }
  /** Its pull request points at another branch. */
  | { kind: 'retargeted'; pull: number; into: string }
  | { kind: 'merged-elsewhere'; pull: number; into: string }
  /** Its commits came in with another's pull request while it was not done. */
  | { kind: 'came-with'; pull: number; with: number }
  /** Its history has nothing in common with the base branch's. */
  | { kind: 'unrelated' }
  /** Merging it would change nothing; `files`: what its own commits change. */
  | { kind: 'empty'; files: number }
  /** Unmerged commits of these packets are in its branch. */
  | { kind: 'holds'; packets: { issue: number; name: string }[]; own: number }

/** The last request for changes of one person. */
export interface ObjectionState {
  /** Id of the review. */
  review: number
  /** null: a deleted account. */
  by: Actor | null
  at: number
  url: string
  /** What it says; '' where only lines were commented on. */
  text: string
  /** A writer said `/merge` knowing of it: it does not hold that merge. */
  answered: boolean
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

/** Why a packet waits. */
export type Wait =
  | { kind: 'dependency'; name: string; state: 'open' | 'not-filed' | 'abandoned' | 'lost'; issue: number | null }
  | { kind: 'capacity'; running: number; capacity: number }
  | { kind: 'session' }
  | { kind: 'reading'; what: string }

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
  /** The one file of this name, whatever characters are in it; missing: a path or pattern, as in a boundary. */
  literal?: true
  reason: string
  by: string
  at: number
}

export interface DependencyState {
  name: string
  kind: 'hard' | 'soft'
  reason: string | null
  /** `lost`: it was delivered, and the base branch has lost it. */
  state: 'delivered' | 'open' | 'not-filed' | 'abandoned' | 'lost' | 'waived' | 'nobody'
  issue: number | null
  deliveredAt: number | null
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

export interface OverlapState {
  packets: [string, string]
  paths: string[]
  /** Issues of the packets; one alone where the other side is the base branch. */
  issues?: number[]
  /** Which of the two should be merged first; missing where the other side is the base branch. */
  first?: string
}

export type ScopeEntryText = Pick<ScopeEntry, 'text' | 'path'>
