/** Which deliveries a look answers to: in the log's lines, and as the time that people waited. */
import { expect, it } from 'vitest'
import { type Log, silentLog } from '../../../src/shell/log.ts'
import { silentMeter } from '../../../src/shell/metrics/meter.ts'
import { createCauses } from '../../../src/shell/reconcile/causes.ts'
import { begin, createGitHub, createWorld, decision, wantLabel } from './fakes.ts'

function watched() {
  const lags: number[] = []
  const ends: string[] = []
  const meter = { ...silentMeter, lag: (ms: number) => void lags.push(ms), cycle: (end: string) => void ends.push(end) }
  return { meter, lags, ends }
}

it('the lag lasts until the look that answers has ended, and a timer has none', async () => {
  const { meter, lags, ends } = watched()
  const { github } = createGitHub()
  const world = await createWorld(github, () => decision(), { meter })
  await begin(world)
  expect([lags, ends]).toEqual([[], ['settled']])
  world.loop.mark(7, { issues: [1] }, { delivery: 'g1', at: world.clock.now() - 1000 })
  await world.clock.advance(200)
  expect(lags).toEqual([1150])
  await world.loop.close()
})

it('what a look could not do counts from its delivery until a later one did it', async () => {
  const { meter, lags, ends } = watched()
  let broken = false
  const { github } = createGitHub()
  const read: typeof github.read = (...args) => (broken ? Promise.reject(new Error('down')) : github.read(...args))
  const world = await createWorld({ ...github, read }, () => decision(), { meter })
  await begin(world)
  broken = true
  world.loop.mark(7, { issues: [1] }, { delivery: 'g1', at: world.clock.now() })
  await world.clock.advance(200)
  expect([lags, ends]).toEqual([[], ['settled', 'failed']])
  broken = false
  await world.clock.advance(60_000)
  expect(lags).toHaveLength(1)
  expect(lags[0]).toBeGreaterThan(1000)
  await world.loop.close()
})

it('every line about what was done names the deliveries that led to it', async () => {
  const lines: object[] = []
  const logWith = (fields: object): Log => ({
    ...silentLog,
    info: (more, message) => void lines.push({ ...fields, ...more, message }),
    child: (more) => logWith({ ...fields, ...more }),
  })
  const { github } = createGitHub()
  let wanted = false
  const world = await createWorld(github, (snapshot) => (wanted ? wantLabel(snapshot) : decision()), {
    log: logWith({}),
  })
  await begin(world)
  wanted = true
  world.loop.mark(7, { issues: [1] }, { delivery: 'g1', at: 0 })
  world.loop.mark(7, { issues: [2] }, { delivery: 'g2', at: 0 })
  await world.clock.advance(200)
  const executed = { message: 'Action executed', action: 'create-label packet', outcome: 'done' }
  expect(lines).toContainEqual(
    expect.objectContaining({ ...executed, repository: 'acme/app', deliveries: ['g1', 'g2'] }),
  )
  await world.loop.close()
})

it('a flood is remembered by the first of it', () => {
  const causes = createCauses()
  for (let n = 0; n < 100; n++) causes.add({ delivery: `g${n}`, at: n })
  const taken = causes.take()
  expect([taken.length, taken[0]?.delivery, causes.take()]).toEqual([20, 'g0', []])
  causes.add({ delivery: 'later', at: 1000 })
  causes.putBack(taken)
  expect(causes.take()).toEqual(taken)
})
