/** How a packet reaches its agent: what the packet says goes before what the configuration says. */
import type { Action } from '../actions.ts'
import type { Config } from '../parse/config/schema.ts'
import type { Refusal } from '../snapshot/snapshot.ts'
import type { Adapter, PacketToDispatch, Start } from './define.ts'
import { ADAPTERS, type AdapterName, adapterNamed } from './registry.ts'

export interface DispatchPlan {
  adapter: Adapter<AdapterName>
  /** Why it cannot be dispatched, and how to fix it, as one or two sentences; null: it can. */
  cannot: string | null
  /** Empty where it cannot be dispatched, or nothing is left to do. */
  actions(start: Start): Action[]
  refusal(refusal: Refusal, baseBranch: string): string
}

export const dispatchPlan = (packet: PacketToDispatch, config: Config): DispatchPlan =>
  planBy(adapterNamed(packet.dispatch ?? config.dispatch.adapter), packet, config)

function planBy(adapter: Adapter<AdapterName>, packet: PacketToDispatch, config: Config): DispatchPlan {
  const plan = adapter.plan(packet, config)
  if ('cannot' in plan)
    return { adapter, cannot: `It waits to be dispatched: ${plan.cannot}`, actions: () => [], refusal: () => '' }
  return {
    adapter,
    cannot: null,
    actions: (start) => adapter.actions(plan, start),
    refusal: (refusal, baseBranch) => adapter.refusal(plan, refusal, baseBranch),
  }
}

/** Accounts the configuration calls: they count as agents as if they were listed. */
export const calledLogins = (config: Config): string[] => ADAPTERS.flatMap((adapter) => adapter.agents(config))
