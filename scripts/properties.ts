/**
 * Plays generated sessions twice, undisturbed and disturbed, and says where the two end differently or what else is wrong:
 * `node scripts/properties.ts [--kind KIND] [--runs N] [--seed N] [--path PATH] [--jobs N]`. The runs are shared among
 * `--jobs` processes, each with a seed of its own. Exit code 1 when something is wrong.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { explore } from '../test/properties/oracle/explore.ts'
import { type Kind, properties } from '../test/properties/oracle/properties.ts'

const text = { type: 'string' } as const
const { values } = parseArgs({ options: { kind: text, runs: text, seed: text, path: text, jobs: text } })
const isKind = (name: string): name is Kind => Object.hasOwn(properties, name)

const kind = values.kind ?? 'order'
if (!isKind(kind)) throw new Error(`--kind is one of ${Object.keys(properties).join(', ')}, not ${kind}`)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const runs = Number(values.runs ?? 500)
const jobs = values.path === undefined ? Number(values.jobs ?? availableParallelism()) : 1

function startPart(part: number): Promise<boolean> {
  const share = Math.ceil(runs / jobs)
  const args = ['--kind', kind, '--runs', String(share), '--seed', String(seed + part), '--jobs', '1']
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...args], { stdio: 'inherit' })
  return new Promise((resolve) => child.on('close', (code) => resolve(code === 0)))
}

async function playHere(): Promise<boolean> {
  const wrong = await explore({
    kind: kind as Kind,
    runs,
    seed,
    ...(values.path !== undefined && { path: values.path }),
  })
  if (wrong !== null) console.log(wrong)
  return wrong === null
}

const parts = Array.from({ length: jobs }, (_, part) => (jobs === 1 ? playHere() : startPart(part)))
process.exitCode = (await Promise.all(parts)).every((isFine) => isFine) ? 0 : 1
