/**
 * The whole sweep: `node scripts/sweep.ts [--every N] [--from K] [--only request|write|trouble] [--jobs N]`. Plays the
 * compact walkthrough once for each moment at which the bot may be killed, and once for each trouble on each route, and
 * prints where the end differs. Exit code 1 when any does.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { disturbances, runDisturbance, undisturbed } from '../test/bed/sweep.ts'

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    part: { type: 'string' },
  },
})

/** One process of several: every `jobs`-th disturbance, beginning with `part`. */
async function runPart(part: number, jobs: number): Promise<number> {
  const should = await undisturbed()
  const chosen = disturbances(should)
    .filter(({ name }) => name.startsWith(values.only))
    .slice(Number(values.from))
    .filter((_, n) => n % Number(values.every) === 0)
    .filter((_, n) => n % jobs === part)
  let bad = 0
  for (const disturbance of chosen) {
    const differences = await runDisturbance(disturbance, should)
    if (differences.length === 0) continue
    bad++
    console.log(`${disturbance.name}\n${differences.map((line) => `    ${line.slice(0, 1500)}`).join('\n')}`)
  }
  console.log(`${chosen.length - bad} of ${chosen.length} ended as they should`)
  return bad
}

function startPart(part: number, jobs: number): Promise<number> {
  const args = [...process.argv.slice(1), '--jobs', String(jobs), '--part', String(part)]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)))
}

const jobs = Number(values.jobs)
if (values.part !== undefined) process.exitCode = (await runPart(Number(values.part), jobs)) > 0 ? 1 : 0
else {
  const codes = await Promise.all(Array.from({ length: jobs }, (_, part) => startPart(part, jobs)))
  process.exitCode = codes.some((code) => code !== 0) ? 1 : 0
}
