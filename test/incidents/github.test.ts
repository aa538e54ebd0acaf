/** What happened to other bots between them and GitHub, and does not happen here: the whole program in one process. */
import { describe, expect, it } from 'vitest'
import { faults } from '../harness/faults.ts'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { needs, startPacket, testHarness } from '../harness/support.ts'

const MINUTE = 60_000
const files = { 'src/one/a.js': '1\n' }
const markers = (harness: Harness, issue: number) =>
  harness.see.said(issue).map(({ body }) => /<!-- switchyard:\S+ -->/.exec(body)?.[0])
const texts = (harness: Harness) => harness.repo.comments.map(({ issue, body }) => `${issue} ${body}`)

describe('a lost webhook; two layers of retry (rust-lang/bors#388, PR #502)', () => {
  it('polling finds a change whose webhook was lost', async () => {
    const harness = await testHarness()
    const one = await harness.silently.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
    await harness.look()
    expect(harness.see.status(one)).toBe('ready')
    await harness.end({ unheard: 'allowed' })
  })

  it.each(['502', 'timeout', 'cut'] as const)(
    'only the loop repeats a comment whose answer was lost (%s), and it reads first',
    async (name) => {
      const harness = await testHarness()
      const one = await startPacket(harness, 'one')
      harness.proxy.trouble({ route: /GRAPHQL .*addComment/, when: 'after', answer: faults[name] })
      await harness.people.push('agent', 'feature/one', files)
      await harness.people.comment('agent', one, '/ask which one?')
      harness.proxy.reset()
      await harness.settle()
      await harness.pass(10 * MINUTE)
      expect(harness.proxy.count(/GRAPHQL .*addComment/)).toBe(1)
      expect(texts(harness).filter((text) => text.includes('asks'))).toHaveLength(1)
      await harness.end({ unheard: 'allowed', warnings: 'allowed' })
    },
  )
})

describe('404 right after "opened" (kubernetes/test-infra#2229)', () => {
  it('the bot looks again soon for an issue that GitHub does not show yet, and then stops', async () => {
    const harness = await testHarness()
    await startPacket(harness, 'one')
    harness.proxy.trouble({ route: 'GRAPHQL numbers', answer: 'stale' })
    const two = await harness.people.file('maintainer', 'Work Packet: two', packet('two', 'src/two/'))
    await harness.settle()
    expect(harness.see.labels(two)).toEqual([])
    await harness.pass(MINUTE)
    expect(harness.see.status(two)).toBe('ready')
    await harness.end({ unheard: 'allowed' })
  })

  it('an issue that was deleted meanwhile costs a few requests and then none', async () => {
    const harness = await testHarness()
    await startPacket(harness, 'one')
    const two = await harness.people.file('maintainer', 'Work Packet: two', packet('two', 'src/two/'))
    await harness.people.deleteIssue('maintainer', two)
    await harness.settle()
    await harness.pass(5 * MINUTE)
    harness.proxy.reset()
    await harness.pass(4 * MINUTE)
    expect(harness.proxy.calls()).toEqual([])
    await harness.end()
  })
})

describe('an answer older than the webhook', () => {
  it('a comment that GitHub omits at first is answered within seconds, and then the bot asks nothing more', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    harness.proxy.trouble({ route: 'GRAPHQL numbers', answer: 'stale', times: 2 })
    await harness.people.comment('maintainer', one, '/pause')
    await harness.settle()
    expect(harness.see.status(one)).toBe('ready')
    await harness.pass(15_000)
    expect(harness.see.status(one)).toBe('paused')
    harness.heard.on(one)
    harness.proxy.reset()
    await harness.pass(5 * MINUTE)
    expect(harness.proxy.calls()).toEqual([])
    await harness.end()
  })

  it('the bot reads again when GitHub shows an outdated text', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    harness.proxy.trouble({ route: 'GRAPHQL numbers', answer: 'stale' })
    await harness.people.edit('maintainer', one, { body: '' })
    await harness.settle()
    expect(harness.see.status(one)).toBe('ready')
    await harness.pass(5000)
    expect(harness.see.status(one)).toBe('invalid')
    await harness.end({ unheard: 'allowed' })
  })
})

describe('ticks lost when the dashboard was rewritten (renovate#4355)', () => {
  it('a tick between reading and writing counts as a command, and the dashboard is rewritten', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    const dashboard = harness.see.dashboard()?.number ?? 0
    await harness.people.push('agent', 'feature/one', files)
    await harness.settle()
    await harness.people.comment('agent', one, '/status running 40% half')
    // The bot reads the text of before the tick, and writes after it.
    harness.proxy.trouble({ route: /GRAPHQL (numbers|whole)/, answer: 'stale', times: 2 })
    await harness.people.tick('maintainer', dashboard, 'Start an execution round')
    await harness.settle()
    await harness.look()
    expect(harness.heard.on(dashboard).filter((text) => /round/i.test(text))).toHaveLength(1)
    expect(harness.see.dashboard()?.body).toContain('Round 1')
    expect(harness.see.dashboard()?.body).toContain('40%')
    expect(harness.see.dashboard()?.body).not.toContain('- [x]')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('emptied dashboard, null body (renovate#19563)', () => {
  it('an emptied dashboard is rewritten, an emptied packet is invalid, and the other packets continue', async () => {
    const harness = await testHarness()
    const one = await harness.people.file('outsider', 'Work Packet: one', packet('one', 'src/one/'))
    await startPacket(harness, 'two')
    await harness.people.edit('maintainer', harness.see.dashboard()?.number ?? 0, { body: null })
    await harness.people.edit('outsider', one, { body: null })
    await harness.settle()
    expect(harness.repo.issues.find(({ number }) => number === one)?.body).toBeNull()
    expect(harness.see.status(one)).toBe('invalid')
    expect(harness.see.dashboard()?.body).toContain('feature/two')
    await harness.end({ unheard: 'allowed' })
  })
})

describe('duplicate comments (dt-mergebot#49, mergify#654)', () => {
  it('no comment appears twice when every webhook comes twice and a bot died before it recorded its work', async () => {
    const harness = await testHarness({ crashes: [{ at: 'request', nth: 30, when: 'after' }] })
    const one = await harness.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
    await harness.settle()
    await harness.people.push('agent', 'feature/one', files)
    await harness.people.comment('agent', one, '/ask which one?')
    for (const { guid } of [...harness.outbox.pending()]) harness.outbox.double(guid)
    await harness.settle()
    await harness.look()
    expect(harness.crashes()).toMatchObject({ waiting: 0, lives: 2 })
    expect(markers(harness, one).length).toBeGreaterThan(1)
    expect(new Set(markers(harness, one)).size).toBe(markers(harness, one).length)
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('a merged pull request missing from a search seconds later (release-please#826)', () => {
  it('the bot decides nothing by a search, and an outdated answer after the merge merges nothing twice', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.push('agent', 'feature/one', files)
    await harness.people.tick('agent', one)
    await harness.people.comment('agent', one, '/status done')
    await harness.settle()
    harness.proxy.trouble({ route: 'GRAPHQL numbers', nth: 2, answer: 'stale', times: 2 })
    await harness.people.comment('maintainer', one, '/merge')
    await harness.settle()
    await harness.pass(20 * MINUTE)
    expect(harness.see.status(one)).toBe('merged')
    expect(harness.repo.pulls).toHaveLength(1)
    expect(harness.proxy.count('PATCH /repos/{owner}/{repo}/git/refs/heads/{branch}')).toBe(1)
    expect(harness.proxy.calls().filter(({ route }) => /search/i.test(route))).toEqual([])
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('an unknown permission', () => {
  const route = 'GET /repos/{owner}/{repo}/collaborators/{name}/permission'

  it('the bot obeys a command whose permission GitHub tells after some minutes', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    harness.proxy.trouble({ route, answer: faults[502], times: 7 })
    await harness.people.comment('maintainer', one, '/pause')
    await harness.pass(5 * MINUTE)
    expect(harness.see.status(one)).toBe('paused')
    harness.heard.on(one)
    await harness.end({ warnings: 'allowed' })
  })

  it('the bot asks the author to repeat a command when the permission stays unknown, and the rest continues', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    harness.proxy.trouble({ route, answer: faults[502], times: 1000 })
    await harness.people.comment('maintainer', one, '/pause')
    await harness.people.push('agent', 'feature/one', files)
    await harness.pass(20 * MINUTE)
    expect(harness.heard.on(one).join('\n')).toContain('again later')
    expect(harness.see.status(one)).toBe('running')
    expect(harness.proxy.count(route)).toBeLessThan(20)
  })
})

describe('abuse limit hit, evaluations lost (policy-bot#136)', () => {
  it.each(['secondary-403', 'secondary-429', 'secondary-bare'] as const)(
    'the bot does what %s blocked after the wait and asks nothing meanwhile',
    async (name) => {
      const harness = await testHarness()
      const one = await startPacket(harness, 'one')
      harness.proxy.trouble({ route: 'POST /repos/{owner}/{repo}/check-runs', answer: faults[name] })
      await harness.people.push('agent', 'feature/one', files)
      await harness.settle()
      harness.proxy.reset()
      await harness.pass(25_000)
      expect(harness.proxy.calls()).toEqual([])
      await harness.pass(2 * MINUTE)
      const head = harness.see.head('feature/one') ?? ''
      expect(harness.see.checks(head)).toMatchObject({ 'switchyard/scope': 'success' })
      expect(harness.see.status(one)).toBe('running')
      await harness.end({ unheard: 'allowed', warnings: 'allowed' })
    },
  )
})

describe('pull request made, label call failed, never recognised again (release-please#2754)', () => {
  it('a pull request has its identity from the call that creates it', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    harness.proxy.trouble({ route: 'POST /repos/{owner}/{repo}/pulls', when: 'after', answer: faults.cut })
    harness.proxy.trouble({ route: /labels/, answer: faults.invalid, times: 3 })
    await harness.people.push('agent', 'feature/one', files)
    await harness.settle()
    await harness.stop()
    await harness.loseStore()
    harness.proxy.fix()
    await harness.people.unlabel('maintainer', one, 'status: ready').catch(() => null)
    await harness.start()
    await harness.look()
    expect(harness.repo.pulls).toHaveLength(1)
    expect(harness.see.status(one)).toBe('running')
    await harness.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

it('a body over 65,536 characters (renovate#15850): the bot never sends a text that GitHub would refuse', async () => {
  const harness = await testHarness()
  const long = 'word '.repeat(12_000)
  const one = await harness.people.file(
    'maintainer',
    'Work Packet: one',
    `${packet('one', 'src/one/')}\n\n## Interface Contract\n${long}`,
  )
  await harness.settle()
  await harness.people.push('agent', 'feature/one', files)
  for (let n = 0; n < 12; n++) await harness.people.comment('agent', one, `/ask ${n} ${long}`)
  await harness.settle()
  await harness.pass(5 * MINUTE)
  const bodies = [
    ...harness.repo.comments.map(({ body }) => body),
    ...harness.repo.issues.map(({ body }) => body ?? ''),
  ]
  expect(Math.max(...bodies.map((body) => body.length))).toBeLessThanOrEqual(65_536)
  expect(harness.see.pull('feature/one')).not.toBeNull()
  expect(needs(harness)).toContain('asks')
  expect(harness.proxy.calls().filter(({ status }) => status === 422)).toEqual([])
  await harness.end({ unheard: 'allowed', warnings: 'allowed' })
})
