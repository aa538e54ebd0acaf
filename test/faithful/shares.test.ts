/** A whole session and a visit to every route: how much of what the sandbox can say was held against GitHub's descriptions. */
import { afterEach, expect, test } from 'vitest'
import { restApp } from '../../src/sandbox/api/rest/app.ts'
import { createForge } from '../../src/sandbox/forge/create.ts'
import { setWitness } from '../../src/sandbox/forge/witness.ts'
import { play } from '../bed/story.ts'
import { testBed } from '../bed/support.ts'
import { makeBench } from '../sandbox/forge/bench.ts'
import { unexplained } from './deviations.ts'
import { operationOf } from './operations.ts'
import { countShares } from './shares.ts'
import { sent, tour } from './tour.ts'
import { watch } from './watch.ts'

afterEach(() => setWitness(watch))

/** All routes of the sandbox by GitHub's names, and those that GitHub does not have. */
function routesOfSandbox(): { known: Set<string>; strange: string[] } {
  const forge = createForge({ root: '/nowhere', clock: { now: () => 0 } })
  const known = new Set<string>()
  const strange: string[] = []
  for (const { method, path } of restApp(forge, () => ({ kind: 'anonymous' })).routes) {
    if (method === 'ALL') continue
    const plain = path.replace('/api/v3', '').replaceAll(/:\w+(\{[^/]*\})?/g, '1') || '/'
    const route = operationOf(method, plain)?.route
    if (route === undefined) strange.push(`${method} ${plain}`)
    else known.add(route)
  }
  return { known, strange }
}

test('every route of the sandbox is one of GitHub’s', () => {
  expect(routesOfSandbox().strange).toEqual([])
})

test('routes, webhooks and fields that were held against the descriptions', async () => {
  const shares = countShares()
  setWitness({
    exchange(exchange) {
      watch.exchange(exchange)
      shares.exchange(exchange)
    },
    webhook(event, action, payload) {
      watch.webhook(event, action, payload)
      shares.webhook(event, action, payload)
    },
  })
  const bench = await makeBench({
    tokens: { mint: () => ({ token: 'ghs_x', expiresAt: null }) },
    deliveries: { list: () => [sent], redeliver: () => true },
  })
  await tour(bench).finally(() => bench.close())
  const bed = await testBed()
  await play(bed)
  await bed.end({ unheard: 'allowed' })

  const { known } = routesOfSandbox()
  const missed = [...known].filter((route) => !shares.routes.has(route))
  const { described, sent: there } = shares.fields()
  const percent = (part: number, whole: number) => `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`
  console.info(`routes of the sandbox answered as described: ${percent(known.size - missed.length, known.size)}`)
  console.info(`kinds of webhooks sent as described: ${shares.webhooks.size}`)
  console.info(`fields of the descriptions that the sandbox fills: ${percent(there, described)}`)
  expect(unexplained([...shares.strange])).toEqual([])
  expect(missed).toEqual([])
}, 180_000)
