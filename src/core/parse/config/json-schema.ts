/** The configuration as JSON Schema, for editors that complete and check YAML. */
import { z } from 'zod'
import { configSchema } from './schema.ts'

/** Path of the schema file next to the configuration, and the line that names it in the configuration. */
export const SCHEMA_PATH = '.github/switchyard.schema.json'
export const SCHEMA_HINT = '# yaml-language-server: $schema=./switchyard.schema.json'

/** Returns the schema, draft 2020-12. It lacks what only the bot checks: names of time zones, and keys that need each other. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    override: ({ jsonSchema }) => withoutSafeBounds(jsonSchema),
  })
  return {
    $schema: schema.$schema,
    title: 'Switchyard',
    description: 'Settings of the Switchyard App for this repository: .github/switchyard.yml',
    ...schema,
  }
}

/** Returns the text of the schema file. */
export const configJsonSchemaText = (): string => `${JSON.stringify(configJsonSchema(), null, 2)}\n`

/** Removes the bounds that zod adds to every whole number: they only state JavaScript's limits. */
function withoutSafeBounds(schema: { minimum?: unknown; maximum?: unknown }): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
}
