/**
 * Plays generated sessions twice, once with every delivery in order and once with deliveries lost, doubled and late, and
 * says where the two end differently: `node scripts/properties.ts [--runs N] [--seed N]`. Exit code 1 when they do.
 */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { differences } from '../test/properties/judge/differences.ts'
import { endOf } from '../test/properties/judge/end.ts'
import { story } from '../test/properties/story/events.ts'
import { fates } from '../test/properties/story/fates.ts'
import { play } from '../test/properties/story/play.ts'

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const numRuns = Number(values.runs ?? 2000)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)

const same = fc.asyncProperty(story(14), fates, fc.constantFrom(0, 4000), async (events, becomes, trialMs) => {
  const inOrder = await play(events, { looks: false })
  const disturbed = await play(events, { fates: becomes, trialMs })
  const faults = [...inOrder.truth.faults, ...disturbed.truth.faults]
  const ends = [inOrder, disturbed].map((run) => endOf(run.truth, run.bots[0]?.facts ?? null))
  const found = [...faults, ...differences(ends[0] ?? {}, ends[1] ?? {})]
  if (found.length > 0) throw new Error(found.join('\n'))
})

console.log(`${numRuns} generated sessions, seed ${seed}`)
const result = await fc.check(same, { numRuns, seed })
if (result.failed) {
  console.log(`Session ${result.numRuns} ends differently (after ${result.numShrinks} steps of shrinking):`)
  for (const event of result.counterexample?.[0] ?? []) console.log(`  ${JSON.stringify(event)}`)
  console.log(String(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance))
}
process.exitCode = result.failed ? 1 : 0
