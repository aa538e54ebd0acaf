/** The configuration schema as JSON Schema, for editors that complete and check YAML. */
import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The schema's file next to the configuration, and the configuration's line that refers to it. */
export const SCHEMA_PATH = '.github/switchyard.schema.json'
export const SCHEMA_HINT = '# yaml-language-server: $schema=./switchyard.schema.json'

/** Draft 2020-12. It omits what only the bot can check (names of time zones, settings that depend on each other). */
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

/** The file's text. */
export const configJsonSchemaText = (): string => `${JSON.stringify(configJsonSchema(), null, 2)}\n`

/** Removes JavaScript's safe integer limits, which mean nothing to a reader. */
function withoutSafeBounds(schema: { minimum?: unknown; maximum?: unknown }): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
}
