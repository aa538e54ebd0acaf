/** Webhooks are hints: lost, doubled, late or in any order, the end is the same. */
import { describe, expect, it } from 'vitest'
import { differences, ending } from '../harness/compare.ts'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { testHarness } from '../harness/support.ts'

/** A few things at once, so that there is something to mix up. */
async function events(harness: Harness, people = harness.people): Promise<void> {
  const one = await people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
  const two = await people.file(
    'writer',
    'Work Packet: two',
    packet('two', 'src/two/', '## Dependencies\n**Soft:** one'),
  )
  await harness.settle()
  await harness.look()
  await people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
  await people.comment('agent', one, '/status running 40% half of it')
  await people.comment('agent', two, '/ask which one?')
  await people.comment('reader', two, '/pause')
  await people.edit('maintainer', two, { title: 'Work Packet: two, renamed' })
  await people.edit('maintainer', two, { title: 'Work Packet: two' })
}

async function end(harness: Harness): Promise<Record<string, unknown>> {
  await harness.settle()
  await harness.look()
  const picture = ending(harness)
  await harness.end({ unheard: 'allowed' })
  return picture
}

async function asUsual(): Promise<Record<string, unknown>> {
  const harness = await testHarness()
  await events(harness)
  return end(harness)
}

type Mishap = (harness: Harness) => Promise<void> | void

const each =
  (act: (harness: Harness, guid: string, n: number) => void): Mishap =>
  (harness) => {
    for (const [n, { guid }] of harness.outbox.pending().entries()) act(harness, guid, n)
  }

const mishaps: [string, Mishap][] = [
  ['all are lost', each(({ outbox }, guid) => outbox.drop(guid))],
  ['all come twice', each(({ outbox }, guid) => outbox.double(guid))],
  ['every other is lost', each(({ outbox }, guid, n) => void (n % 2 === 0 && outbox.drop(guid)))],
  ...[1, 2, 3].map((seed): [string, Mishap] => [`they come in order ${seed}`, ({ outbox }) => outbox.shuffle(seed)]),
  ['they come a quarter of an hour late', (harness) => harness.rest().then(() => harness.clock.move(15 * 60_000))],
]

describe('the session ends unchanged', () => {
  it.each(mishaps)('when %s', async (_, mishap) => {
    const should = await asUsual()
    const harness = await testHarness()
    await events(harness)
    await mishap(harness)
    expect(differences(should, await end(harness))).toEqual([])
  })

  it('when no webhook is ever delivered', async () => {
    const should = await asUsual()
    const harness = await testHarness()
    await events(harness, harness.silently)
    expect(harness.outbox.pending().filter(({ body }) => !body.includes('switchyard[bot]'))).toEqual([])
    expect(differences(should, await end(harness))).toEqual([])
  })

  it('when webhooks are delivered again days later', async () => {
    const harness = await testHarness()
    await events(harness)
    await harness.settle()
    const before = ending(harness)
    const kept = harness.outbox.kept().map(({ guid }) => guid)
    await harness.pass(2 * 24 * 3600_000)
    const calls = harness.proxy.calls().length
    for (const guid of kept) await harness.outbox.redeliver(guid)
    await harness.rest()
    expect(harness.proxy.calls().length).toBe(calls)
    expect(differences({ ...before, issues: [] }, { ...ending(harness), issues: [] })).toEqual([])
    await harness.end({ unheard: 'allowed' })
  })
})
