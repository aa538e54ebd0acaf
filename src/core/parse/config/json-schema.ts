/** The configuration's shape as JSON Schema, for editors that complete and check YAML. */
import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The file it is kept in beside the configuration, and the line with which the configuration names it. */
export const SCHEMA_PATH = '.github/switchyard.schema.json'
export const SCHEMA_HINT = '# yaml-language-server: $schema=./switchyard.schema.json'

/** Draft 2020-12. What only the bot can tell (a timezone's name, what belongs together) is not in it. */
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

/** Every whole number is bounded by what JavaScript counts to, which tells a reader nothing. */
function withoutSafeBounds(schema: { minimum?: unknown; maximum?: unknown }): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
}
