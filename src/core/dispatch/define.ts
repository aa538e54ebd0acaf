/** How a dispatch adapter is declared: a way in which a packet that can start goes to its agent. */
import type { z } from 'zod'
import type { Action } from '../actions.ts'
import type { AppPermission } from '../authorize/app-permissions.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Packet } from '../parse/packet/reading.ts'
import type { BotComments } from '../records/bot-comments.ts'
import type { Refusal, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import type { AdapterName } from './registry.ts'

/** What stands under `dispatch.NAME` in the configuration. */
interface AdapterSettings {
  schema: z.ZodOptional
  /** What is wrong while `dispatch.adapter` names the adapter and these settings are missing: `must name the file …`. */
  unset: string
}

/** One start of a packet: the first, or a later `/start`. */
export interface Start {
  packet: PacketState
  state: State
  botComments: BotComments
  /** Identity of this start, and of the comment that tells of it. */
  marker: string
  refused: Snapshot['refused']
}

/** The packet cannot be dispatched. `cannot`: why, and how to fix it, as the rest of a sentence. */
export interface Impossible {
  cannot: string
}

export type PacketToDispatch = Pick<Packet, 'agent' | 'dispatch'>

export interface AnyAdapter<
  Name extends string = string,
  Settings extends AdapterSettings | null = AdapterSettings | null,
  Plan extends object = object,
> {
  /** One lower-case word: what people write as `Dispatch: NAME` and `dispatch: { adapter: NAME }`. */
  name: Name
  /** What happens, as a clause; shown in the configuration's schema and the docs. */
  does: string
  /** How it is configured, as YAML on one line; null: its name is all. */
  example: string | null
  settings: Settings
  /** What the App must be allowed besides what it always needs. */
  permissions: readonly AppPermission[]
  /** Whether `switchyard agent run --watch` takes its packets: `any` means only when it is started with `--any`. */
  watched: 'always' | 'any' | 'never'
  /** Logins it calls. They count as listed agents. */
  agents(config: Config): string[]
  /** How this packet would be dispatched, or why it cannot be. */
  plan(packet: PacketToDispatch, config: Config): Plan | Impossible
  /** What is to be done for a start, until it has been done. Asked for again in every round. */
  actions(plan: Plan, start: Start): Action[]
  /** What GitHub refused to do, and how to fix it: one or two sentences for people. */
  refusal(plan: Plan, refusal: Refusal, baseBranch: string): string
}

/** A name that is not in the registry does not compile. */
export type Adapter<
  Name extends AdapterName,
  Settings extends AdapterSettings | null = AdapterSettings | null,
  Plan extends object = object,
> = AnyAdapter<Name, Settings, Plan>
