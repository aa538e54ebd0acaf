/**
 * What each event costs of GitHub's API, measured on the test harness: the real bot against the emulator, on a clock that
 * is moved. `npm run docs:api-cost` writes it to docs/api-cost.md; a test fails when a number grows. It takes some seconds.
 */

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { usageOf } from '@switchyard/github-emulator'
import { createHarness, type Harness, type LogLine } from '../test/harness/harness.ts'
import { packet } from '../test/harness/scenario.ts'

export interface Cost {
  event: string
  requests: number
  /** Answered 304: they cost nothing of the hour. */
  free: number
  writes: number
  /** What counts as creating content. */
  creations: number
  /** Of REST; GitHub takes 900 a minute. */
  points: number
  /** How often each route was called. */
  routes: Map<string, number>
}

interface Scene {
  harness: Harness
  /** Issue numbers by name. */
  issues: Map<string, number>
}

interface Step {
  event: string
  run(scene: Scene): Promise<unknown>
}

const numberOf = ({ issues }: Scene, name: string): number => issues.get(name) ?? 0

async function file(scene: Scene, who: 'maintainer' | 'outsider', name: string): Promise<void> {
  const body = packet(name, `src/${name}/`)
  scene.issues.set(name, await scene.harness.people.file(who, `Work Packet: ${name}`, body))
}

const says = (event: string, who: 'maintainer' | 'agent' | 'reader' | 'outsider', on: string, text: string): Step => ({
  event,
  run: (scene) => scene.harness.people.comment(who, numberOf(scene, on), text),
})

const pushes = (event: string, file: string): Step => ({
  event,
  run: ({ harness }) => harness.people.push('agent', 'feature/one', { [file]: '1\n' }),
})

const steps: Step[] = [
  {
    event: 'a session is opened',
    run: async (scene) =>
      void scene.issues.set(
        'session',
        await scene.harness.people.file('maintainer', 'Session: small', 'A small thing'),
      ),
  },
  { event: 'a writer files a packet, which starts', run: (scene) => file(scene, 'maintainer', 'one') },
  { event: 'an outsider files a packet', run: (scene) => file(scene, 'outsider', 'two') },
  says('`/accept`', 'maintainer', 'two', '/accept'),
  says('the first report of an agent', 'agent', 'one', '/status running 10% begun'),
  pushes('the first push, which opens the pull request', 'src/one/a.js'),
  pushes('a further push', 'src/one/b.js'),
  says('a status report that changes the status', 'agent', 'one', '/status blocked waiting for a key'),
  says('`/unblock`', 'maintainer', 'one', '/unblock use the test key'),
  says('a status report', 'agent', 'one', '/status running 60% half'),
  says('a question', 'agent', 'one', '/ask one or two?'),
  says('`/decide`', 'maintainer', 'one', '/decide two'),
  says('a comment that is no command', 'reader', 'one', 'nice'),
  says('a command without permission', 'outsider', 'one', '/merge'),
  { event: 'a criterion is ticked', run: (scene) => scene.harness.people.tick('agent', numberOf(scene, 'one')) },
  says('`/round`', 'maintainer', 'session', '/round'),
  { event: 'a burst of 100 events on one session', run: burst },
  says('`done`: the checks and the trial', 'agent', 'one', '/status done'),
  says('`/merge`', 'maintainer', 'one', '/merge'),
  says('`/session end`', 'maintainer', 'session', '/session end'),
]

async function burst(scene: Scene): Promise<void> {
  const { people } = scene.harness
  const one = numberOf(scene, 'one')
  for (let n = 0; n < 20; n++) {
    await people.comment('agent', one, `/status running ${n}% step ${n}`)
    for (const text of ['nice', 'go on', 'thanks']) await people.comment('reader', one, text)
    await people.edit('maintainer', one, { title: `Work Packet: one${n % 2 === 0 ? ' ' : ''}` })
  }
}

/** Runs `work` until the bot waits for nothing but a later time, and counts what it asked meanwhile. */
async function counted(harness: Harness, event: string, work: () => Promise<unknown>): Promise<Cost> {
  harness.proxy.reset()
  harness.sandbox.meter.reset()
  await work()
  await harness.settle()
  const { requests, unchanged: free, writes, creations, points } = usageOf(harness.sandbox.meter.calls())
  const asked = harness.proxy.calls().filter(({ route }) => !route.startsWith('GIT '))
  const routes = new Map([...Map.groupBy(asked, ({ route }) => route)].map(([route, calls]) => [route, calls.length]))
  return { event, requests, free, writes, creations, points, routes }
}

/**
 * Runs `measure` on a harness and frees it. The first error that the bot logs ends it: the bot would retry for ever, and
 * what retries cost is not what is measured.
 */
async function onHarness<T>(measure: (harness: Harness) => Promise<T>): Promise<T> {
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  const onLog = ({ level, text }: LogLine) => {
    if (level === 'error') failure.reject(new Error(`the bot failed while its cost was measured: ${text}`))
  }
  const harness = await createHarness({ onLog, asleep: true })
  try {
    return await Promise.race([failure.promise, harness.start().then(() => measure(harness))])
  } finally {
    await harness.dispose()
  }
}

function costOfSteps(): Promise<Cost[]> {
  return onHarness(async (harness) => {
    const scene = { harness, issues: new Map<string, number>() }
    const costs: Cost[] = []
    for (const step of steps) costs.push(await counted(harness, step.event, () => step.run(scene)))
    return costs
  })
}

const PACKETS = 25
const minute = 60_000

/** What a repository with many packets costs when nothing happens in it. */
function costOfRest(): Promise<Cost[]> {
  return onHarness(async (harness) => {
    for (let n = 0; n < PACKETS; n++) {
      await harness.people.file('maintainer', `Work Packet: p${n}`, packet(`p${n}`, `src/p${n}/`))
      await harness.settle()
    }
    await harness.pass(2 * 60 * minute)
    const restart = await counted(harness, `the bot starts, ${PACKETS} packets`, async () => {
      await harness.stop()
      await harness.start()
    })
    await harness.pass(2 * 60 * minute)
    const hour = await counted(harness, `an hour in which nothing happens, ${PACKETS} packets`, () =>
      harness.pass(60 * minute),
    )
    return [restart, hour]
  })
}

export async function measure(): Promise<Cost[]> {
  return [...(await costOfSteps()), ...(await costOfRest())]
}

const cell = (text: string): string => text.replaceAll('|', '\\|')

const routesOf = ({ routes }: Cost): string =>
  [...routes].map(([route, times]) => `${times > 1 ? `${times} × ` : ''}\`${short(route)}\``).join('<br>')

const short = (route: string): string => route.replace('/repos/{owner}/{repo}', 'R')

const row = (cost: Cost): string =>
  `| ${[cell(cost.event), cost.requests, cost.free, cost.writes, cost.creations, cost.points, cell(routesOf(cost))].join(' | ')} |`

const GENERATED = '<!-- Generated by `npm run docs:api-cost`, which measures it. Do not edit. -->'

/** `docs/api-cost.md`. */
export function apiCostPage(costs: Cost[]): string {
  return `${[
    '# API cost',
    GENERATED,
    'Requests to GitHub’s API per event, measured in the sandbox. A test fails if a number grows. GitHub’s limits per installation: 5,000 requests and 5,000 GraphQL points per hour, 900 REST points per minute (a read costs 1, a write 5), 80 creations per minute and 500 per hour. A 304 response ("not modified") does not count towards the hourly limit. `R` is `/repos/OWNER/REPO`.',
    [
      '| Event | Requests | of these free | Writes | Creations | Points | Routes |',
      '|---|---|---|---|---|---|---|',
      ...costs.map(row),
    ].join('\n'),
  ].join('\n\n')}\n`
}

/** The numbers of the page, by event: requests that are not free, writes, creations, points. */
export function numbersIn(page: string): Map<string, number[]> {
  const rows = page.split('\n').filter((line) => /^\| .* \| \d+ \|/.test(line))
  return new Map(
    rows.map((line) => {
      const [event = '', ...numbers] = line.split(' | ')
      const [requests = 0, free = 0, ...others] = numbers.slice(0, 5).map(Number)
      return [event.slice(2), [requests - free, ...others]]
    }),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../docs/api-cost.md', import.meta.url), apiCostPage(await measure()))
}
