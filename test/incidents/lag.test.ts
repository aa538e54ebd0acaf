/** GitHub answers from copies that lag behind: what the bot wrote is not in what it reads next. */
import { describe, expect, it } from 'vitest'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { startPacket, testHarness } from '../harness/support.ts'

const MINUTE = 60_000
const isWrite = /^(POST|PATCH|PUT|DELETE) |^GRAPHQL .*(add|remove|update|pin|mark)/

type Prepare = (harness: Harness) => Promise<number>
type Act = (harness: Harness, issue: number) => Promise<unknown>

const cases: [string, Prepare, Act][] = [
  [
    'labels, a comment, a branch and the dashboard of a new packet',
    async () => 0,
    (harness) => harness.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/')),
  ],
  [
    'a reaction, labels and a comment after a question',
    (harness) => startPacket(harness, 'one'),
    (harness, issue) => harness.people.comment('agent', issue, '/ask which one?'),
  ],
  [
    'labels and a comment after a block',
    (harness) => startPacket(harness, 'one'),
    (harness, issue) => harness.people.comment('agent', issue, '/status blocked by the weather'),
  ],
  [
    'a pull request and check runs after a push',
    (harness) => startPacket(harness, 'one'),
    (harness) => harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' }),
  ],
  [
    'a closed issue and a deleted branch',
    (harness) => startPacket(harness, 'one'),
    (harness, issue) => harness.people.comment('maintainer', issue, '/abandon'),
  ],
]

describe.each([
  ['GraphQL', /^GRAPHQL /],
  ['GraphQL with REST', /^GRAPHQL |^GET .*(check-runs|activity|issues|comments)$/],
] as const)('while %s lags behind', (_, route) => {
  it.each(cases)('what was written is not written again: %s', async (_name, prepare, act) => {
    const harness = await testHarness()
    const issue = await prepare(harness)
    const filed = await act(harness, issue)
    harness.proxy.lag(route)
    await harness.settle()
    harness.proxy.reset()
    // Makes the bot read again, in vain.
    await harness.people.comment('reader', issue || Number(filed), 'Nice.')
    await harness.settle()
    await harness.pass(20_000)
    expect(harness.proxy.count(/GRAPHQL (numbers|refs)/)).toBeGreaterThan(0)
    harness.proxy.catchUp()
    await harness.pass(2 * MINUTE)
    await harness.look()
    const written = harness.proxy.calls().filter(({ route: each }) => isWrite.test(each))
    expect(written.map(({ route: each }) => each)).toEqual([])
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

it('a comment of the bot that a person deletes at once is written again, once', async () => {
  const harness = await testHarness()
  const one = await startPacket(harness, 'one')
  const card = harness.repo.comments.find(({ issue }) => issue === one)
  if (!card) throw new Error('no card')
  await harness.call('maintainer', 'DELETE', `/issues/comments/${card.id}`)
  await harness.settle()
  await harness.pass(2 * MINUTE)
  await harness.look()
  const same = harness.repo.comments.filter(({ issue, body }) => issue === one && body.includes(marker(card.body)))
  expect(same).toHaveLength(1)
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})

const marker = (body: string) => /<!-- switchyard:\S+/.exec(body)?.[0] ?? body
