/** What the verbs of an agent and its worktree take and give. */
import type { Status } from '../../../core/state.ts'
import type { NamedInput, Notice, Ruling } from './packets.ts'

export interface CreateAgentInput extends NamedInput {
  /** Take the packet although it is somebody else's. */
  force?: boolean
}
export interface CreatedAgent {
  name: string
  issue: number
  branch: string
  worktree: string
  packetFile: string
  /** Line that goes there, for a shell. */
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
  /** Commits that the base branch lacks, and those that this one lacks. */
  ahead: number | null
  behind: number | null
  /** Files changed and not committed. */
  dirty: number
}
export interface AgentList {
  agents: AgentRow[]
  base: string
  /** Why GitHub was not asked; null when it was. */
  offline: string | null
}

export interface SyncAgentInput {
  /** The packet of the worktree one stands in, when left out. */
  name?: string
}
export interface SyncedAgent {
  name: string
  worktree: string
  base: string
  /** What came, newest first. */
  commits: { sha: string; subject: string }[]
  files: string[]
  /** Files that both sides changed; the merge is left open in the worktree for the agent to finish. */
  conflicts: string[]
  /** The packet file was written anew. */
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
  /** What was lost, or would be: changed files and commits that stand nowhere else. */
  lost: { files: string[]; commits: { sha: string; subject: string }[] }
  branchDeleted: boolean
  dryRun: boolean
}

export interface ReportInput {
  kind: 'running' | 'blocked' | 'done' | 'paused'
  /** 0 to 100. */
  percent?: number
  text?: string
  /** The packet of the worktree one stands in, when left out. */
  packet?: string
  /** Milliseconds to wait for the bot's verdict; 0: do not. */
  verdictMs?: number
}
export interface AskInput {
  question: string
  packet?: string
  verdictMs?: number
}
export interface Commented {
  name: string
  issue: number
  /** What was written. */
  body: string
  comment: { id: number; url: string } | null
  /** null: the bot has not answered yet; it will. A refusal is an error. */
  verdict: 'accepted' | null
  dryRun: boolean
}

export type WaitKind = 'decision' | 'unblock' | 'merge'
export interface WaitInput {
  /** Anything that is addressed to the agent, when left out. */
  for?: WaitKind
  packet?: string
  /** Milliseconds; for ever when left out. */
  timeoutMs?: number
  /** Milliseconds between looks; 30 seconds unless told, never less than GitHub asks for. */
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
