/** All dispatch adapters, in the order people see them. Adding one is a file and a line here (docs/extending.md). */
import { command } from './command.ts'
import type { Adapter, AnyAdapter } from './define.ts'
import { manual } from './manual.ts'
import { mention } from './mention.ts'
import { workflow } from './workflow.ts'

export const ADAPTERS = [manual, command, mention, workflow] as const satisfies readonly AnyAdapter[]

type Registered = (typeof ADAPTERS)[number]

export type AdapterName = Registered['name']

/** The settings of each adapter that has any, under its name. */
export type AdapterSchemas = {
  [One in Registered as One['settings'] extends null ? never : One['name']]: NonNullable<One['settings']>['schema']
}

/** An adapter whose type does not say its name would make every name an adapter's name. This line then does not compile. */
const named: string extends AdapterName ? never : readonly Adapter<AdapterName>[] = ADAPTERS

export const ADAPTER_NAMES: readonly AdapterName[] = named.map(({ name }) => name)

/** @throws Error for a name that is no adapter's, which its type rules out */
export function adapterNamed(name: AdapterName): Adapter<AdapterName> {
  const adapter = named.find((one) => one.name === name)
  if (adapter === undefined) throw new Error(`no dispatch adapter is named ${name}`)
  return adapter
}

/** What the configuration may hold under `dispatch` besides `adapter`. */
export const adapterSchemas = (): AdapterSchemas =>
  Object.fromEntries(
    named.flatMap(({ name, settings }) => (settings === null ? [] : [[name, settings.schema]])),
  ) as AdapterSchemas
