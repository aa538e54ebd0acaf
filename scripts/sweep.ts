/**
 * The whole sweep: `node scripts/sweep.ts [--only crashes|faults] [--after N] [--every N] [--jobs N]`. Kills the bot at
 * every moment of the compact walkthrough, and injects each kind of fault on each route of each of its steps; prints
 * where the end differs from that of the undisturbed walkthrough. `--after` plays so many steps more after a crash,
 * `--every` runs only a part of the faults. Exit code 1 when anything differs.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { casesOf, nameOf, runCase, usualOf } from '../test/harness/faulty-runs.ts'
import { steps } from '../test/harness/scenario.ts'
import { sweepCrashes, type Undisturbed, undisturbed } from '../test/harness/sweep.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    after: { type: 'string', default: '0' },
    every: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    part: { type: 'string' },
  },
})

function print(name: string, differences: string[]): void {
  console.log(`${name}\n${differences.map((line) => `    ${line.slice(0, 1500)}`).join('\n')}`)
}

/** One process of several: every `jobs`-th step, beginning with `part`. Gives how many differ. */
async function crashes(should: Undisturbed, isMine: (step: number) => boolean): Promise<number> {
  let bad = 0
  const found = (name: string, differences: string[]) => {
    bad++
    print(name, differences)
  }
  const swept = await sweepCrashes(should, { wanted: isMine, stepsAfter: Number(values.after), found })
  console.log(`killed at ${swept.tried} states of ${swept.moments} moments, ${bad} ended otherwise`)
  return bad
}

async function faults(should: Undisturbed, isMine: (step: number) => boolean): Promise<number> {
  let [bad, tried, counted] = [0, 0, 0]
  for (const step of steps.keys()) {
    if (!isMine(step)) continue
    const usual = await usualOf(should, step)
    for (const each of casesOf(usual.routes, step)) {
      if (counted++ % Number(values.every) !== 0) continue
      tried++
      const differences = await runCase(each, should, usual)
      if (differences.length === 0) continue
      bad++
      print(nameOf(each), differences)
    }
  }
  console.log(`${tried} faults, ${bad} ended otherwise`)
  return bad
}

async function runPart(part: number, jobs: number): Promise<number> {
  const should = await undisturbed()
  const isMine = (step: number) => (step + 1) % jobs === part
  try {
    const killed = values.only === 'faults' ? 0 : await crashes(should, isMine)
    return killed + (values.only === 'crashes' ? 0 : await faults(should, isMine))
  } finally {
    await should.free()
  }
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
