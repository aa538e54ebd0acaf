/**
 * A whole session, a visit to every route, and every request that the bot and the command line have: how much of what
 * both sides can say was held against GitHub's descriptions.
 */

import { createForge, makeBench, restApp } from '@switchyard/github-emulator/testing'
import { setWitness } from '@switchyard/github-emulator/witness'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHarness } from '../harness/harness.ts'
import { play } from '../harness/scenario.ts'
import { literalsIn, nameOf, routesIn, sources, sourcesOfBot } from './calls.ts'
import { unexplained } from './deviations.ts'
import { collectMade, documentsOfBot, isDocument, plain } from './made.ts'
import { operationOf } from './operations.ts'
import { countShares } from './shares.ts'
import { sent, tour } from './tour.ts'
import { tourOfBot } from './tours/bot.ts'
import { tourOfCli } from './tours/cli.ts'
import { tourOfDoctor } from './tours/doctor.ts'
import { watch } from './watch.ts'

const shares = countShares()
const made = collectMade()

beforeAll(async () => {
  setWitness({
    exchange(exchange) {
      watch.exchange(exchange)
      shares.exchange(exchange)
      made.exchange(exchange)
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
  const harness = await createHarness()
  try {
    await play(harness)
    await tourOfCli(harness)
    await harness.end({ unheard: 'allowed' })
  } finally {
    await harness.dispose()
  }
  await tourOfBot()
  await tourOfDoctor()
})
afterAll(() => setWitness(watch))

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

const percent = (part: number, whole: number) => `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`

test('every route of the sandbox is one of GitHub’s', () => {
  expect(unexplained(routesOfSandbox().strange.map((route) => `GitHub has no ${route}`))).toEqual([])
})

test('routes, webhooks and fields of the sandbox are checked against the descriptions', () => {
  const { known } = routesOfSandbox()
  const missed = [...known].filter((route) => !shares.routes.has(route))
  const { described, sent: there } = shares.fields()
  console.info(`routes of the sandbox answered as described: ${percent(known.size - missed.length, known.size)}`)
  console.info(`kinds of webhooks sent as described: ${shares.webhooks.size}`)
  console.info(`fields of the descriptions that the sandbox fills: ${percent(there, described)}`)
  const byPlace = shares.empty().map(({ place, names }) => `  ${place}: ${names.join(', ')}`)
  if (process.env.SHOW_EMPTY) console.info(`and those it does not:\n${byPlace.join('\n')}`)
  expect(unexplained([...shares.strange])).toEqual([])
  expect(missed).toEqual([])
})

test.each([
  ['bot', sourcesOfBot()],
  ['cli', sources('src/cli')],
])('every route in the source of the %s is asked with real values and succeeds', (who, files) => {
  const routes = files.flatMap(routesIn)
  const missed = routes.filter(({ route }) => !made.routes.has(`${who} ${nameOf(route)}`))
  expect(missed.map(({ at, route }) => `${route} (${at}): make it in test/faithful/tours/${who}.ts`)).toEqual([])
})

test('every GraphQL document in the source is sent and succeeds', () => {
  const ofCli = sources('src/cli').flatMap((file) =>
    literalsIn(file).flatMap((text): [string, string][] => (isDocument(text) ? [[file, text]] : [])),
  )
  const missed = [...documentsOfBot(), ...ofCli].filter(([, document]) => !made.documents.has(plain(document)))
  expect(missed.map(([name]) => name)).toEqual([])
})
