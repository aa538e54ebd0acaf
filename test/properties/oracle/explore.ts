/** Tries a property on generated sessions. Deterministic by default; a failure can be replayed. */
import { setWitness } from '@switchyard/github-emulator/witness'
import { type Kind, properties } from './properties.ts'

/** Fixed, so that no build fails by chance; another one by `PROPERTIES_SEED=N`. */
export const seedFor = (part: number): number => Number(process.env.PROPERTIES_SEED ?? 20_260_105) + part

export interface Exploration {
  kind: Kind
  runs: number
  seed: number
  /** Where in the seed's sessions to begin, as a failure printed it. */
  path?: string
}

/** @returns null when all runs are as they should be, else what is wrong, the smallest such session, and how to replay it */
export async function explore({ kind, runs, seed, path }: Exploration): Promise<string | null> {
  // Holding every request against GitHub's descriptions costs more than the sessions: the undisturbed ones are enough.
  if (kind !== 'powerless') setWitness(null)
  const found = await properties[kind]({ numRuns: runs, seed, ...(path === undefined ? {} : { path }) })
  console.log(`${found.runs} generated sessions (${kind}), seed ${seed}`)
  if (found.failure === null) return null
  const { events, disturbance, error } = found.failure
  return [
    error instanceof Error ? error.message : String(error),
    `Session ${found.runs} of seed ${seed}, after ${found.shrinks} steps of shrinking:`,
    ...events.map((event) => `  ${JSON.stringify(event)}`),
    `Disturbed by ${JSON.stringify(disturbance)}`,
    `Replay: node scripts/properties.ts --kind ${kind} --runs ${runs} --seed ${seed} --path ${found.failure.path}`,
  ].join('\n')
}
