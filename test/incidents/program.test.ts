/** Poison in the whole program: a fault of its own, a refused action, rights that are taken away, an App that is removed. */
import { describe, expect, it, vi } from 'vitest'
import type * as draft from '../../src/core/derive/analysis.ts'
import { faults } from '../harness/faults.ts'
import { packet } from '../harness/scenario.ts'
import { needs, startPacket, testHarness } from '../harness/support.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A fault in the fold, for packets whose text says so. */
vi.mock('../../src/core/derive/analysis.ts', async (original) => {
  const real = await original<typeof draft>()
  const analyzePacket: typeof real.analyzePacket = (issue, ...rest) => {
    if (real.currentText(issue).body.includes('POISON')) throw new TypeError('poisoned')
    return real.analyzePacket(issue, ...rest)
  }
  return { ...real, analyzePacket }
})

describe('a packet that makes the bot throw', () => {
  it('the packet is quarantined with a message, logged once, and returns, while the others continue', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    const bad = await harness.people.file('maintainer', 'Work Packet: bad', packet('bad', 'src/bad/', 'POISON'))
    await harness.settle()
    expect(harness.see.status(bad)).toBe('invalid')
    expect(harness.heard.on(bad).join()).toContain('TypeError: poisoned')
    expect(needs(harness)).toContain('An error of the bot')
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    await harness.look()
    expect(harness.see.status(one)).toBe('running')
    expect(harness.see.pull('feature/one')).not.toBeNull()
    expect(harness.log.filter(({ level }) => level === 'error')).toHaveLength(1)
    await harness.people.edit('maintainer', bad, { body: packet('bad', 'src/bad/') })
    await harness.settle()
    expect(harness.see.status(bad)).toBe('ready')
    expect(
      harness.see
        .said(bad)
        .map(({ body }) => body)
        .join(),
    ).not.toContain('poisoned')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('an action that GitHub refuses', () => {
  it.each([
    'POST /repos/{owner}/{repo}/git/refs',
    'POST /repos/{owner}/{repo}/check-runs',
    /GRAPHQL .*addComment/,
    /GRAPHQL .*removeLabels/,
  ])('a 422 for %s delays only that packet, not the next one', async (route) => {
    const harness = await testHarness()
    await startPacket(harness, 'zero')
    harness.proxy.trouble({ route, answer: faults.invalid })
    const one = await harness.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
    const two = await harness.people.file('maintainer', 'Work Packet: two', packet('two', 'src/two/'))
    await harness.settle()
    await harness.people.push('agent', 'feature/zero', { 'src/zero/a.js': '1\n' })
    await harness.settle()
    expect(harness.see.status(two)).toBe('ready')
    await harness.pass(HOUR + 11 * MINUTE)
    expect(harness.see.status(one)).toBe('ready')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('revoked permissions', () => {
  it('the bot does not retry in a loop while every write gives 403, and catches up within an hour afterwards', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    const writes = /^(POST|PATCH|PUT|DELETE) \/repos|GRAPHQL .*(add|pin)/
    harness.proxy.trouble({ route: writes, answer: faults['no-permission'], times: 100_000 })
    const two = await harness.people.file('maintainer', 'Work Packet: two', packet('two', 'src/two/'))
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    harness.proxy.reset()
    await harness.pass(3 * HOUR)
    expect(harness.proxy.count(writes)).toBeLessThan(100)
    harness.proxy.fix()
    await harness.pass(HOUR + 11 * MINUTE)
    expect(harness.see.status(one)).toBe('running')
    expect(harness.see.status(two)).toBe('ready')
    expect(harness.see.pull('feature/one')).not.toBeNull()
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })

  it('a 403 for one kind of write names the permission, and everything else continues', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    harness.proxy.trouble({ route: 'POST /repos/{owner}/{repo}/pulls', answer: faults['no-permission'], times: 2 })
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    expect(harness.see.status(one)).toBe('running')
    expect(needs(harness)).toContain(
      'Resource not accessible by integration: the App needs the permission issues=write',
    )
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('removal of the App', () => {
  it('the bot sends no more requests for the repository and continues after the App is installed again', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    const { world } = harness.forge
    const [installation] = world.installations
    if (!installation) throw new Error('not installed')
    world.installations = []
    world.tokens = world.tokens.filter(({ installationId }) => installationId === null)
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    await harness.pass(25 * MINUTE)
    harness.proxy.reset()
    await harness.pass(25 * MINUTE)
    expect(harness.proxy.count(/GRAPHQL|repos\//)).toBe(0)
    // Installed again, it is another installation.
    world.installations = [{ ...installation, id: installation.id + 1000 }]
    await harness.pass(25 * MINUTE)
    expect(harness.see.status(one)).toBe('running')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})
