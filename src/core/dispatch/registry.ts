/** All dispatch adapters, in the order people see them. To add one, create its file and list it here (docs/extending.md). */
import { command } from './command.ts'
import type { Adapter, AnyAdapter } from './define.ts'
import { manual } from './manual.ts'
import { mention } from './mention.ts'
import { workflow } from './workflow.ts'

export const ADAPTERS = [manual, command, mention, workflow] as const satisfies readonly AnyAdapter[]

type Registered = (typeof ADAPTERS)[number]

export type AdapterName = Registered['name']

/** The settings schema of each adapter that has settings, by name. */
export type AdapterSchemas = {
  [One in Registered as One['settings'] extends null ? never : One['name']]: NonNullable<One['settings']>['schema']
}

/** Does not compile when an adapter's name has the type `string`, since every name would then be an adapter's name. */
const named: string extends AdapterName ? never : readonly Adapter<AdapterName>[] = ADAPTERS

export const ADAPTER_NAMES: readonly AdapterName[] = named.map(({ name }) => name)

/** @throws Error for an unknown name, which the type rules out */
export function adapterNamed(name: AdapterName): Adapter<AdapterName> {
  const adapter = named.find((one) => one.name === name)
  if (adapter === undefined) throw new Error(`no dispatch adapter is named ${name}`)
  return adapter
}

/** Returns the schemas of the configuration's keys under `dispatch`, except `adapter`. */
export const adapterSchemas = (): AdapterSchemas =>
  Object.fromEntries(
    named.flatMap(({ name, settings }) => (settings === null ? [] : [[name, settings.schema]])),
  ) as AdapterSchemas
