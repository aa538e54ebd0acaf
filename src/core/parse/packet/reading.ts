import type { Promises } from '../../contract/reading.ts'
import type { AdapterName } from '../../dispatch/registry.ts'

/** What the packet reader gives for one issue text. Lines are 1-based in the body; 0 stands for the title. */
export interface PacketReading {
  /** By its title or first heading (design: "an issue is a packet when …"); the label `packet` is not looked at here. */
  isPacket: boolean
  packet: Packet
  problems: Problem[]
  /** What the contract promises and takes for granted; missing where the text says nothing of the kind. */
  promises?: Promises
}

export interface Packet {
  name: string | null
  objective: string | null
  /** As written; null: the default `PREFIX` + name is used. */
  branch: string | null
  session: string | null
  /** Who shall do it, as the packet says; missing or null: nobody in particular. */
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

/** `name` is a packet's name or `#12`; an empty name is a soft dependency that names nobody. */
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
 * Problems the text alone shows. Those that need other packets (duplicate name, cycle, overlap) are found in schedule/;
 * `fault` is an error of the bot's own.
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
