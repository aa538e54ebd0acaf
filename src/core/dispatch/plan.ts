/** How a packet reaches its agent. The packet's own setting takes precedence over the configuration. */
import type { Action } from '../actions.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Refusal } from '../snapshot/snapshot.ts'
import type { Adapter, PacketToDispatch, Start } from './define.ts'
import { ADAPTERS, type AdapterName, adapterNamed } from './registry.ts'

export interface DispatchPlan {
  adapter: Adapter<AdapterName>
  /** Why the packet cannot be dispatched and how to fix it, as one or two sentences; null when it can. */
  cannot: string | null
  /** Returns the actions still missing; none when the packet cannot be dispatched. */
  actions(start: Start): Action[]
  refusal(refusal: Refusal, baseBranch: string): string
}

export const dispatchPlan = (packet: PacketToDispatch, config: Config): DispatchPlan =>
  planBy(adapterNamed(packet.dispatch ?? config.dispatch.adapter), packet, config)

function planBy(adapter: Adapter<AdapterName>, packet: PacketToDispatch, config: Config): DispatchPlan {
  const plan = adapter.plan(packet, config)
  if ('cannot' in plan)
    return { adapter, cannot: `It cannot be dispatched: ${plan.cannot}`, actions: () => [], refusal: () => '' }
  return {
    adapter,
    cannot: null,
    actions: (start) => adapter.actions(plan, start),
    refusal: (refusal, baseBranch) => adapter.refusal(plan, refusal, baseBranch),
  }
}

/** Returns the logins that the configured adapters call. They count as listed agents. */
export const calledLogins = (config: Config): string[] => ADAPTERS.flatMap((adapter) => adapter.agents(config))
