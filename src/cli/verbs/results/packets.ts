/**
 * What the verbs about packets take and give: plain JSON, the same for the command line (`--json`) and for other programs. Every verb
 * is `(input, context) => Promise<result>` and throws a CliError where it cannot be done.
 */
import type { Problem } from '../../../core/parse/packet/reading.ts'
import type { Status } from '../../../core/state.ts'

/** One packet in a list. */
export interface PacketRow {
  name: string
  issue: number
  url: string
  /** By its label; null until the bot has read it. */
  status: Status | null
  assignees: string[]
}

/** A decision, grant, redirection or other word that the App recorded on the packet. */
export interface Ruling {
  kind: 'decided' | 'unblocked' | 'redirected' | 'scope' | 'depends' | 'waived'
  /** Number of the question, for `decided`. */
  number: number | null
  /** What was said; for `scope`, the path; for `depends` and `waived`, the packet's name. */
  text: string
  /** `scope`: allowed or denied; `depends`: hard, soft or dropped; else null. */
  verdict: string | null
  by: string
  /** ISO 8601. */
  at: string
  url: string
}

export interface OpenQuestion {
  number: number
  url: string
}

/** What is handed to an agent: accepted text and trusted words only. */
export interface Handover {
  title: string
  /** The accepted text with its boxes as they stand. */
  text: string
  acceptedBy: string
  hash: string
  rulings: Ruling[]
  /** Bodies of the App's own notices to the agent (what was merged, a red check), without hidden parts; oldest first. */
  notices: Notice[]
  /** Comments of people whose command the App accepted, as they stand; oldest first. */
  said: { by: string; at: string; url: string; text: string }[]
}

export interface Notice {
  kind: 'told' | 'undone' | 'lost' | 'trouble' | 'remarks'
  text: string
  at: string
  url: string
}

export interface PacketView extends PacketRow {
  title: string
  state: 'open' | 'closed'
  author: string | null
  branch: string
  pull: { number: number; url: string; state: 'draft' | 'open' | 'merged' | 'closed' } | null
  acceptance: { text: string; checked: boolean }[]
  inScope: string[]
  outOfScope: string[]
  hard: string[]
  soft: string[]
  objective: string | null
  contract: string | null
  risk: string | null
  session: string | null
  problems: Problem[]
  questions: OpenQuestion[]
  /** null, with the reason in `withheld`, where no accepted text stands. */
  handover: Handover | null
  /** Why nothing, or not the present text, is handed over; null when the present text is the accepted one. */
  withheld: string | null
}

export interface CreatePacketInput {
  /** Body of the issue: the Markdown template. */
  text: string
  /** `Work Packet: NAME` when left out; NAME is taken from the text, or given here. */
  name?: string
  title?: string
}
export interface CreatedPacket {
  name: string
  title: string
  /** null with `dryRun`. */
  issue: number | null
  url: string | null
  problems: Problem[]
  dryRun: boolean
}

export interface ListPacketsInput {
  /** Also those that are merged or abandoned. */
  all?: boolean
}
export interface PacketList {
  packets: PacketRow[]
}

export interface NamedInput {
  /** A packet's name, or its issue as `12` or `#12`. */
  name: string
}

export interface LintInput {
  files: { file: string; text: string; title?: string }[]
}
export interface LintResult {
  files: {
    file: string
    isPacket: boolean
    name: string | null
    problems: Problem[]
  }[]
  errors: number
}

export interface NextPacket extends PacketRow {
  /** Packets over hard dependencies that wait for this one, one behind the other. */
  chain: number
  /** In words; empty when it could start. */
  waitsFor: string[]
}
export interface NextResult {
  /** Branch made, nobody at work on it: take the first. */
  ready: NextPacket[]
  /** In the order they get a place. */
  waiting: NextPacket[]
  places: { taken: number; capacity: number }
}

export interface PacketStatus extends PacketRow {
  branch: string
  pull: PacketView['pull']
  criteria: { done: number; all: number }
  questions: OpenQuestion[]
  /** The packet's row on the dashboard; null where there is none. */
  dashboard: { progress: string; lastCheck: string; notes: string } | null
  checks: { name: string; conclusion: string | null; title: string }[]
  withheld: string | null
}

export interface Explained {
  name: string
  issue: number
  url: string
  status: Status | null
  /** Why it is where it is, a sentence each. */
  because: string[]
  /** What would move it. */
  next: string[]
  /** What the bot said itself, where it was asked to: null when it has not answered yet. */
  answer?: string | null
}
