/** Inputs and results of the verbs about agents and their worktrees. */
import type { Status } from '../../../core/state.ts'
import type { NamedInput, Notice, Ruling } from './packets.ts'

export interface CreateAgentInput extends NamedInput {
  /** Take the packet even when somebody else holds it. */
  force?: boolean
}
export interface CreatedAgent {
  name: string
  issue: number
  branch: string
  worktree: string
  packetFile: string
  /** Shell command that changes to the worktree. */
  command: string
  withheld: string | null
  dryRun: boolean
}

export interface AgentRow {
  name: string
  worktree: string
  branch: string
  /** null: no such packet, or GitHub was not asked (`offline`). */
  status: Status | null
  issue: number | null
  commit: { sha: string; subject: string; at: string } | null
  /** Commits missing from the base branch; `behind`: commits missing from this branch. */
  ahead: number | null
  behind: number | null
  /** Number of uncommitted files. */
  dirty: number
}
export interface AgentList {
  agents: AgentRow[]
  base: string
  /** Why GitHub was not asked; null when it was. */
  offline: string | null
}

export interface SyncAgentInput {
  /** The packet of the current worktree, when left out. */
  name?: string
}
export interface SyncedAgent {
  name: string
  worktree: string
  base: string
  /** Merged commits, newest first. */
  commits: { sha: string; subject: string }[]
  files: string[]
  /** Files that both sides changed; the agent finishes the merge in the worktree. */
  conflicts: string[]
  /** Whether the packet file was updated. */
  refreshed: boolean
  dryRun: boolean
}

export interface RemoveAgentInput extends NamedInput {
  force?: boolean
}
export interface RemovedAgent {
  name: string
  worktree: string
  branch: string
  /** What is lost, or would be: changed files and commits that exist nowhere else. */
  lost: { files: string[]; commits: { sha: string; subject: string }[] }
  branchDeleted: boolean
  dryRun: boolean
}

export interface ReportInput {
  kind: 'running' | 'blocked' | 'done' | 'paused'
  /** 0 to 100. */
  percent?: number
  text?: string
  /** The packet of the current worktree, when left out. */
  packet?: string
  /** Milliseconds to wait for the bot's verdict; 0: do not wait. */
  verdictMs?: number
}
export interface AskInput {
  question: string
  packet?: string
  verdictMs?: number
}
export interface RequestScopeInput {
  path: string
  reason: string
  packet?: string
  verdictMs?: number
}
export interface Commented {
  name: string
  issue: number
  /** Text of the comment. */
  body: string
  comment: { id: number; url: string } | null
  /** null: the bot has not answered yet. A refusal is an error. */
  verdict: 'accepted' | null
  dryRun: boolean
}

export type WaitKind = 'decision' | 'unblock' | 'merge'
export interface WaitInput {
  /** Anything addressed to the agent, when left out. */
  for?: WaitKind
  packet?: string
  /** Milliseconds; no limit when left out. */
  timeoutMs?: number
  /** Milliseconds between polls; 30 seconds when left out, never less than GitHub asks for. */
  intervalMs?: number
  signal?: AbortSignal
}
export interface Answer {
  kind: Ruling['kind'] | Notice['kind'] | 'merged' | 'abandoned'
  text: string
  by: string | null
  at: string
  url: string
}
export interface Waited {
  name: string
  issue: number
  status: Status | null
  answers: Answer[]
}
