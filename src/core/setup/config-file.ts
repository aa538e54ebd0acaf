/** The configuration that is offered: every setting with what it does, commented out at its default. */
import { configJsonSchema, SCHEMA_HINT } from '../parse/config/json-schema.ts'

interface Property {
  description?: string
  default?: unknown
  properties?: Record<string, Property>
}

const HEAD = `${SCHEMA_HINT}
# How Switchyard works in this repository. Every line is optional; a line that begins with "#" shows the default.
# What stands on the default branch counts.

# Logins of your agents. They get the commands of agents only, whatever their permission.
agents: []
`

/** Examples for what has no default. */
const EXAMPLES: Record<string, string> = { setup: 'npm ci', test: 'npm test', lint: 'npm run lint' }

export function offeredConfig(): string {
  const { properties = {} } = configJsonSchema() as Property
  const settings = Object.entries(properties).filter(([key]) => key !== 'agents')
  return [HEAD, ...settings.flatMap(([key, property]) => setting(key, property))].join('\n')
}

function setting(key: string, property: Property): string[] {
  const value = EXAMPLES[key] ?? inYaml(defaultOf(property))
  const known = property.description ?? Object.values(property.properties ?? {})[0]?.description
  return value === undefined ? [] : [`# ${oneLine(known ?? key)}\n# ${key}: ${value}\n`]
}

/** Of a group that may stand there empty: its settings that have one. */
function defaultOf({ default: own, properties }: Property): unknown {
  if (!properties || own === undefined) return own
  const entries = Object.entries(properties).map(([key, property]) => [key, defaultOf(property)])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** In flow style, where JSON is YAML. */
const inYaml = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value))

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')
