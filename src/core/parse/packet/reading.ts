import type { Promises } from '../../contract/reading.ts'
import type { AdapterName } from '../../dispatch/registry.ts'

/** The result of parsing one issue as a packet. Lines are 1-based in the body; 0 is the title. */
export interface PacketReading {
  /** By its title or first heading (docs/design.md). The label `packet` is not considered here. */
  isPacket: boolean
  packet: Packet
  problems: Problem[]
  /** What the contract promises and assumes; missing when the text has no contract. */
  promises?: Promises
}

export interface Packet {
  name: string | null
  objective: string | null
  /** As written; null: the default `PREFIX` + name is used. */
  branch: string | null
  session: string | null
  /** The agent that the packet names; missing or null: any. */
  agent?: string | null
  /** How it goes to its agent; missing or null: as the configuration says. */
  dispatch?: AdapterName | null
  risk: Risk | null
  acceptance: Criterion[]
  inScope: ScopeEntry[]
  outOfScope: ScopeEntry[]
  hard: Dependency[]
  soft: Dependency[]
  contract: string | null
}

export type Risk = 'low' | 'medium' | 'high'

export interface Criterion {
  text: string
  checked: boolean
  line: number
}

/** `path` is a path or glob relative to the repository's root, null when the entry is prose. */
export interface ScopeEntry {
  text: string
  path: string | null
  line: number
}

/** `name` is a packet's name or `#12`. It is empty for a soft dependency that names no packet. */
export interface Dependency {
  name: string
  reason: string | null
  line: number
}

export interface Problem {
  code: ProblemCode
  severity: 'error' | 'warning'
  line: number
  message: string
}

/**
 * Kinds of problems. Those that involve other packets (duplicate name, cycle, overlap) are found in schedule/. `fault` is
 * an internal error of the bot.
 */
export type ProblemCode =
  | 'no-name'
  | 'bad-name'
  | 'no-objective'
  | 'no-criterion'
  | 'bad-branch'
  | 'bad-path'
  | 'bad-risk'
  | 'self-dependency'
  | 'no-boundaries'
  | 'soft-without-contract'
  | 'soft-names-nobody'
  | 'duplicate-section'
  | 'too-costly'
  | 'duplicate-name'
  | 'branch-taken'
  | 'cycle'
  | 'overlap'
  | 'not-understood'
  | 'fault'
