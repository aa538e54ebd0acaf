/** Determines the configuration in force. */
import { type ConfigReading, parseConfig } from '../parse/config/parse.ts'
import { type Config, configSchema } from '../parse/config/schema.ts'
import type { Queries } from '../snapshot/ask.ts'

/** Number of parsed texts to cache. Every decision needs the configuration, and parsing YAML is its most expensive part. */
const MAX_READINGS = 100
const readings = new Map<string, ConfigReading>()

function readingOf(text: string): ConfigReading {
  const known = readings.get(text)
  if (known !== undefined) return known
  const reading = parseConfig(text)
  readings.set(text, reading)
  for (const oldest of readings.keys()) if (readings.size > MAX_READINGS) readings.delete(oldest)
  return reading
}

/** The configuration in force: the last good text, else the defaults. */
export function configOf(text: string | null, queries: Queries): { config: Config; problems: string[] } {
  const defaults = configSchema.parse({})
  if (text === null) return { config: defaults, problems: [] }
  const now = readingOf(text)
  if (now.config) return { config: now.config, problems: [] }
  for (const former of queries.configHistory()) {
    const earlier = readingOf(former)
    if (earlier.config) return { config: earlier.config, problems: now.problems }
  }
  return { config: defaults, problems: now.problems }
}
