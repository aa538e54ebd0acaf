/**
 * Generates hostile texts for the given time and checks their cost and whether the rendered text is inert:
 * `node scripts/fuzz.ts [--minutes 1] [--seed N]`. Prints each finding with the seed that makes it; exits 1 when there
 * is any.
 */
import { parseArgs } from 'node:util'
import { markdown } from '@switchyard/github-emulator/testing'
import { costProblem } from '../src/core/parse/packet/prescan.ts'
import { createTextReader } from '../src/shell/parsing/reader.ts'
import { effects } from '../test/core/render/rendered.ts'
import { busyMs, longestTurnMs } from '../test/security/support/busy.ts'
import { chance, hostileText } from '../test/security/support/hostile.ts'
import { inert, LIMIT_MS, onMainThread } from '../test/security/support/main-thread.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string', default: String(process.pid) } },
})
const end = performance.now() + Number(values.minutes) * 60_000
/** A refused text is not checked further, so a short deadline finds more in the same time. */
const reader = createTextReader({ quickMs: 300, deadlineMs: 600 })
const found: string[] = []
const page = { base: '/acme/app', version: '1', isIssue: () => true, isUser: () => true, isCommit: () => true }

function note(seed: number, what: string): void {
  found.push(what)
  process.stdout.write(`seed ${seed}: ${what}\n`)
}

/** Foreign text as the bot repeats it; long ones are cut by what repeats them, so short ones are made. */
function looksInert(seed: number): void {
  const given = hostileText(chance(seed), 400)
  for (const { name, made, nodes: allowed } of inert) {
    const { acts, nodes } = effects(made(given))
    if (acts.length > 0) note(seed, `${name} lets through ${JSON.stringify(acts[0])}`)
    const odd = nodes.filter((node) => !allowed.includes(node))
    if (odd.length > 0) note(seed, `${name} makes a ${odd[0]}`)
  }
}

function costsLittle(seed: number, given: string): void {
  const work = {
    ...onMainThread,
    costProblem,
    page: (body: string) => String(markdown(body, page)),
  }
  for (const [name, one] of Object.entries(work)) {
    const cost = busyMs(() => one(given), 1)
    if (cost < LIMIT_MS) continue
    const again = busyMs(() => one(given), 3)
    if (again > LIMIT_MS) note(seed, `${name} takes ${Math.round(again)} ms`)
  }
}

async function readsFreely(seed: number, given: string): Promise<void> {
  const turn = await longestTurnMs(() => Promise.all([reader.packet('Work Packet: a', given), reader.comment(given)]))
  if (turn > LIMIT_MS) note(seed, `reading it blocks for ${Math.round(turn)} ms`)
}

let seed = Number(values.seed)
const first = seed
for (; performance.now() < end; seed += 1) {
  const given = hostileText(chance(seed))
  looksInert(seed)
  costsLittle(seed, given)
  await readsFreely(seed, given)
}
await reader.close()
process.stdout.write(`${seed - first} texts from seed ${first}, ${found.length} findings\n`)
process.exitCode = found.length > 0 ? 1 : 0
