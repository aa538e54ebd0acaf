/** The offered configuration: every setting with its description, commented out with its default. */
import { configJsonSchema, SCHEMA_HINT } from '../parse/config/json-schema.ts'

interface Property {
  description?: string
  default?: unknown
  properties?: Record<string, Property>
}

const HEAD = `${SCHEMA_HINT}
# How Switchyard works in this repository. Every line is optional; a line that begins with "#" shows the default.
# Switchyard reads this file on the default branch.

# Logins of your agents. They may use agent commands only, whatever their permission.
agents: []
`

/** Examples for settings without a default. */
const EXAMPLES: Record<string, string> = { setup: 'npm ci', test: 'npm test', lint: 'npm run lint' }

/** Returns the text of the offered configuration. */
export function offeredConfig(): string {
  const { properties = {} } = configJsonSchema() as Property
  const settings = Object.entries(properties).filter(([key]) => key !== 'agents')
  return [HEAD, ...settings.flatMap(([key, property]) => setting(key, property))].join('\n')
}

function setting(key: string, property: Property): string[] {
  const value = EXAMPLES[key] ?? inYaml(defaultOf(property))
  const description = property.description ?? Object.values(property.properties ?? {})[0]?.description
  return value === undefined ? [] : [`# ${oneLine(description ?? key)}\n# ${key}: ${value}\n`]
}

/** Returns the default of a setting; for a group, the defaults of its settings. */
function defaultOf({ default: own, properties }: Property): unknown {
  if (!properties || own === undefined) return own
  const entries = Object.entries(properties).map(([key, property]) => [key, defaultOf(property)])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** JSON is valid YAML in flow style. */
const inYaml = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value))

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')
