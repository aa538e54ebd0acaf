/** Which configuration holds. */
import { parseConfig } from '../config/parse.ts'
import { type Config, configSchema } from '../config/schema.ts'
import type { Facts, Need } from '../facts.ts'

/** The configuration in force: the last good text, else the defaults. */
export function configOf(facts: Facts, needs: Need[]): { config: Config; problems: string[] } {
  const defaults = configSchema.parse({})
  if (facts.config.text === null) return { config: defaults, problems: [] }
  const now = parseConfig(facts.config.text)
  if (now.config) return { config: now.config, problems: [] }
  if (facts.config.history === null) needs.push({ kind: 'config-history' })
  for (const text of facts.config.history ?? []) {
    const earlier = parseConfig(text)
    if (earlier.config) return { config: earlier.config, problems: now.problems }
  }
  return { config: defaults, problems: now.problems }
}
