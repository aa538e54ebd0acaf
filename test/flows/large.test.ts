/** A repository that existed long before the bot, and what it costs to read. `bench/size.ts` has larger ones. */
import { EFFORT } from '@switchyard/github-emulator/testing'
import { expect, it, onTestFinished } from 'vitest'
import { fill, used } from '../harness/large.ts'
import { testHarness } from '../harness/support.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const TOO_HEAVY = /GitHub found a query too heavy/

it('200 issues, 30 packets and a thread too heavy for one query are read, and an event costs a few points', async () => {
  const usual = { ...EFFORT }
  onTestFinished(() => void Object.assign(EFFORT, usual))
  // A page of the thread has 100 comments of four versions each.
  EFFORT.rows = 300
  const harness = await testHarness({ asleep: true })
  const [long = 0, short = 0] = fill(harness, {
    ...{ issues: 170, packets: 30, threads: 1, comments: 500, edits: 3, reportEvery: 50 },
  })
  const first = await used(harness, async () => {
    await harness.start()
    for (let minute = 0; minute < 5; minute++) await harness.pass(MINUTE)
  })
  const refused = () => harness.log.filter(({ text }) => TOO_HEAVY.test(text)).length
  expect(refused()).toBeGreaterThan(0)
  const { repo, forge } = harness
  const bot = forge.world.apps[0]?.botUserId
  const reports = repo.comments.filter(({ issue, body }) => issue === long && body.startsWith('/status'))
  expect(reports).toHaveLength(10)
  const answered = reports.filter(({ reactions }) => reactions.some(({ userId }) => userId === bot))
  expect(answered).toHaveLength(10)
  expect(first.refused).toBe(0)
  expect(first.points).toBeLessThanOrEqual(150)

  await harness.pass(HOUR)
  const report = (issue: number) =>
    used(harness, async () => {
      await harness.people.comment('agent', issue, '/status running 40% half of it')
      await harness.settle()
    })
  const inShort = await report(short)
  expect(inShort.requests, 'in a short thread').toBeLessThanOrEqual(4)
  expect(inShort.points, 'in a short thread').toBeLessThanOrEqual(4)
  const inLong = await report(long)
  expect(inLong.points, 'in a long thread').toBeLessThanOrEqual(20)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})
