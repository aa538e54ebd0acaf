/** Declaration of a dispatch adapter: one way to hand a packet that can start to its agent. */
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

/** The adapter's settings under `dispatch.NAME` in the configuration. */
interface AdapterSettings {
  schema: z.ZodOptional
  /** The problem when `dispatch.adapter` names the adapter but these settings are missing, such as `must name the file …`. */
  unset: string
}

/** One start of a packet: the first, or a later `/start`. */
export interface Start {
  packet: PacketState
  state: State
  botComments: BotComments
  /** Identifies this start and the comment about it. */
  marker: string
  refused: Snapshot['refused']
}

/** The packet cannot be dispatched. `cannot` gives the reason and the fix, to follow a colon. */
export interface Impossible {
  cannot: string
}

export type PacketToDispatch = Pick<Packet, 'agent' | 'dispatch'>

export interface AnyAdapter<
  Name extends string = string,
  Settings extends AdapterSettings | null = AdapterSettings | null,
  Plan extends object = object,
> {
  /** One lower-case word, used in `Dispatch: NAME` and `dispatch: { adapter: NAME }`. */
  name: Name
  /** What happens to the packet, as a clause. Shown in the configuration's schema and the docs. */
  does: string
  /** Example configuration as YAML on one line; null when the adapter has no settings. */
  example: string | null
  settings: Settings
  /** Permissions the App needs in addition to those it always needs. */
  permissions: readonly AppPermission[]
  /** Whether `switchyard agent run --watch` picks up its packets; `any`: only with `--any`. */
  watched: 'always' | 'any' | 'never'
  /** Logins that the adapter calls. They count as listed agents. */
  agents(config: Config): string[]
  /** Returns how to dispatch this packet, or why that is impossible. */
  plan(packet: PacketToDispatch, config: Config): Plan | Impossible
  /** Returns the actions still missing for a start. Called in every round, so each action must be safe to repeat. */
  actions(plan: Plan, start: Start): Action[]
  /** Returns one or two sentences for people: what GitHub refused to do and how to fix it. */
  refusal(plan: Plan, refusal: Refusal, baseBranch: string): string
}

/** An adapter in the registry. A name that is not registered does not compile. */
export type Adapter<
  Name extends AdapterName,
  Settings extends AdapterSettings | null = AdapterSettings | null,
  Plan extends object = object,
> = AnyAdapter<Name, Settings, Plan>
