/** Webhooks are hints: lost, doubled, late or in any order, the end is the same. */
import { describe, expect, it } from 'vitest'
import { differences, ending } from '../harness/compare.ts'
import type { Bed } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { testBed } from '../harness/support.ts'

/** A few things at once, so that there is something to mix up. */
async function events(bed: Bed, people = bed.people): Promise<void> {
  const one = await people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
  const two = await people.file(
    'writer',
    'Work Packet: two',
    packet('two', 'src/two/', '## Dependencies\n**Soft:** one'),
  )
  await bed.settle()
  await bed.look()
  await people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
  await people.comment('agent', one, '/status running 40% half of it')
  await people.comment('agent', two, '/ask which one?')
  await people.comment('reader', two, '/pause')
  await people.edit('maintainer', two, { title: 'Work Packet: two, renamed' })
  await people.edit('maintainer', two, { title: 'Work Packet: two' })
}

async function end(bed: Bed): Promise<Record<string, unknown>> {
  await bed.settle()
  await bed.look()
  const picture = ending(bed)
  await bed.end({ unheard: 'allowed' })
  return picture
}

async function asUsual(): Promise<Record<string, unknown>> {
  const bed = await testBed()
  await events(bed)
  return end(bed)
}

type Mishap = (bed: Bed) => Promise<void> | void

const each =
  (act: (bed: Bed, guid: string, n: number) => void): Mishap =>
  (bed) => {
    for (const [n, { guid }] of bed.outbox.pending().entries()) act(bed, guid, n)
  }

const mishaps: [string, Mishap][] = [
  ['all are lost', each(({ outbox }, guid) => outbox.drop(guid))],
  ['all come twice', each(({ outbox }, guid) => outbox.double(guid))],
  ['every other is lost', each(({ outbox }, guid, n) => void (n % 2 === 0 && outbox.drop(guid)))],
  ...[1, 2, 3].map((seed): [string, Mishap] => [`they come in order ${seed}`, ({ outbox }) => outbox.shuffle(seed)]),
  ['they come a quarter of an hour late', (bed) => bed.rest().then(() => bed.clock.move(15 * 60_000))],
]

describe('the end is the same when', () => {
  it.each(mishaps)('%s', async (_, mishap) => {
    const should = await asUsual()
    const bed = await testBed()
    await events(bed)
    await mishap(bed)
    expect(differences(should, await end(bed))).toEqual([])
  })

  it('nothing is ever delivered', async () => {
    const should = await asUsual()
    const bed = await testBed()
    await events(bed, bed.silently)
    expect(bed.outbox.pending().filter(({ body }) => !body.includes('switchyard[bot]'))).toEqual([])
    expect(differences(should, await end(bed))).toEqual([])
  })

  it('deliveries are sent again, days later', async () => {
    const bed = await testBed()
    await events(bed)
    await bed.settle()
    const before = ending(bed)
    const kept = bed.outbox.kept().map(({ guid }) => guid)
    await bed.pass(2 * 24 * 3600_000)
    const calls = bed.wire.calls().length
    for (const guid of kept) await bed.outbox.redeliver(guid)
    await bed.rest()
    expect(bed.wire.calls().length).toBe(calls)
    expect(differences({ ...before, issues: [] }, { ...ending(bed), issues: [] })).toEqual([])
    await bed.end({ unheard: 'allowed' })
  })
})
