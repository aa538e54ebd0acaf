/**
 * Inputs and results of the verbs about packets: plain JSON, the same for the command line (`--json`) and for other programs.
 * Every verb is `(input, context) => Promise<result>` and throws a CliError when it fails.
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

/** A decision, grant, redirection or other ruling that the App recorded on the packet. */
export interface Ruling {
  kind: 'decided' | 'unblocked' | 'redirected' | 'scope' | 'depends' | 'waived'
  /** Number of the question, for `decided`. */
  number: number | null
  /** Text of the ruling; for `scope`, the path; for `depends` and `waived`, the packet's name. */
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

/** What is handed to an agent: the accepted text and trusted comments only. */
export interface Handover {
  title: string
  /** The accepted text with its current ticks. */
  text: string
  acceptedBy: string
  hash: string
  rulings: Ruling[]
  /** The App's notices to the agent (a merged dependency, a failed check), without hidden parts; oldest first. */
  notices: Notice[]
  /** Comments of people whose command the App accepted; oldest first. */
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
  /** The branch it is merged into; null: the default branch, or not known before it starts. */
  base: string | null
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
  /** null, with the reason in `withheld`, when there is no accepted text. */
  handover: Handover | null
  /** Why the current text is not handed over; null when the current text is the accepted one. */
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
  /** Include merged and abandoned packets. */
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
  /** Length of the chain of packets that wait for this one through hard dependencies. */
  chain: number
  /** Texts for a person; empty when it could start. */
  waitsFor: string[]
}
export interface NextResult {
  /** Packets with a branch that nobody works on; take the first. */
  ready: NextPacket[]
  /** In the order in which they get a slot. */
  waiting: NextPacket[]
  places: { taken: number; capacity: number }
}

export interface PacketStatus extends PacketRow {
  branch: string
  pull: PacketView['pull']
  criteria: { done: number; all: number }
  questions: OpenQuestion[]
  /** The packet's row on the dashboard; null when there is none. */
  dashboard: { progress: string; lastCheck: string; notes: string } | null
  checks: { name: string; conclusion: string | null; title: string }[]
  withheld: string | null
}

export interface Explained {
  name: string
  issue: number
  url: string
  status: Status | null
  /** Why it has its status, one sentence each. */
  because: string[]
  /** What would move it on. */
  next: string[]
  /** The bot's own answer, when it was asked; null when it has not answered yet. */
  answer?: string | null
}
