/** Poison in the whole program: a fault of its own, a refused action, rights that are taken away, an App that is removed. */
import { describe, expect, it, vi } from 'vitest'
import type * as draft from '../../src/core/derive/analysis.ts'
import { troubles } from '../harness/faults.ts'
import { packet } from '../harness/scenario.ts'
import { needs, startPacket, testBed } from '../harness/support.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A fault in the fold, for packets whose text says so. */
vi.mock('../../src/core/derive/analysis.ts', async (original) => {
  const real = await original<typeof draft>()
  const draftOf: typeof real.draftOf = (issue, ...rest) => {
    if (real.currentText(issue).body.includes('POISON')) throw new TypeError('poisoned')
    return real.draftOf(issue, ...rest)
  }
  return { ...real, draftOf }
})

describe('a packet that makes the bot throw', () => {
  it('is set aside with a message, logged once, and comes back; the others go on', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    const bad = await bed.people.file('maintainer', 'Work Packet: bad', packet('bad', 'src/bad/', 'POISON'))
    await bed.settle()
    expect(bed.see.status(bad)).toBe('invalid')
    expect(bed.heard.on(bad).join()).toContain('TypeError: poisoned')
    expect(needs(bed)).toContain('An error of the bot')
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    await bed.look()
    expect(bed.see.status(one)).toBe('running')
    expect(bed.see.pull('feature/one')).not.toBeNull()
    expect(bed.log.filter(({ level }) => level === 'error')).toHaveLength(1)
    await bed.people.edit('maintainer', bad, { body: packet('bad', 'src/bad/') })
    await bed.settle()
    expect(bed.see.status(bad)).toBe('ready')
    expect(
      bed.see
        .said(bad)
        .map(({ body }) => body)
        .join(),
    ).not.toContain('poisoned')
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('an action that GitHub refuses', () => {
  it.each([
    'POST /repos/{owner}/{repo}/git/refs',
    'POST /repos/{owner}/{repo}/check-runs',
    /GRAPHQL .*addComment/,
    /GRAPHQL .*removeLabels/,
  ])('%s with 422: that packet is set back, the next one is not', async (route) => {
    const bed = await testBed()
    await startPacket(bed, 'zero')
    bed.wire.trouble({ route, answer: troubles.invalid })
    const one = await bed.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
    const two = await bed.people.file('maintainer', 'Work Packet: two', packet('two', 'src/two/'))
    await bed.settle()
    await bed.people.push('agent', 'feature/zero', { 'src/zero/a.js': '1\n' })
    await bed.settle()
    expect(bed.see.status(two)).toBe('ready')
    await bed.pass(HOUR + 11 * MINUTE)
    expect(bed.see.status(one)).toBe('ready')
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('rights that are taken away', () => {
  it('403 on every write: nothing spins, and all is made good within the hour in which they are back', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    const writes = /^(POST|PATCH|PUT|DELETE) \/repos|GRAPHQL .*(add|pin)/
    bed.wire.trouble({ route: writes, answer: troubles['no-permission'], times: 100_000 })
    const two = await bed.people.file('maintainer', 'Work Packet: two', packet('two', 'src/two/'))
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    bed.wire.reset()
    await bed.pass(3 * HOUR)
    expect(bed.wire.count(writes)).toBeLessThan(100)
    bed.wire.mend()
    await bed.pass(HOUR + 11 * MINUTE)
    expect(bed.see.status(one)).toBe('running')
    expect(bed.see.status(two)).toBe('ready')
    expect(bed.see.pull('feature/one')).not.toBeNull()
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })

  it('403 on one kind of write names the permission, and the rest goes on', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    bed.wire.trouble({ route: 'POST /repos/{owner}/{repo}/pulls', answer: troubles['no-permission'], times: 2 })
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    expect(bed.see.status(one)).toBe('running')
    expect(needs(bed)).toContain('Resource not accessible by integration: the App needs the permission issues=write')
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('the App is removed', () => {
  it('nothing is asked of the repository any more, and everything goes on when it is back', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    const { world } = bed.forge
    const [installation] = world.installations
    if (!installation) throw new Error('not installed')
    world.installations = []
    world.tokens = world.tokens.filter(({ installationId }) => installationId === null)
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    await bed.pass(25 * MINUTE)
    bed.wire.reset()
    await bed.pass(25 * MINUTE)
    expect(bed.wire.count(/GRAPHQL|repos\//)).toBe(0)
    // Installed again, it is another installation.
    world.installations = [{ ...installation, id: installation.id + 1000 }]
    await bed.pass(25 * MINUTE)
    expect(bed.see.status(one)).toBe('running')
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})
