/** What happened to other bots between them and GitHub, and does not happen here: the whole program in one process. */
import { describe, expect, it } from 'vitest'
import { troubles } from '../harness/faults.ts'
import type { Bed } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { needs, startPacket, testBed } from '../harness/support.ts'

const MINUTE = 60_000
const files = { 'src/one/a.js': '1\n' }
const markers = (bed: Bed, issue: number) =>
  bed.see.said(issue).map(({ body }) => /<!-- switchyard:\S+ -->/.exec(body)?.[0])
const texts = (bed: Bed) => bed.repo.comments.map(({ issue, body }) => `${issue} ${body}`)

describe('a lost webhook; two layers of retry (rust-lang/bors#388, PR #502)', () => {
  it('what no webhook told is found at the next look', async () => {
    const bed = await testBed()
    const one = await bed.silently.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
    await bed.look()
    expect(bed.see.status(one)).toBe('ready')
    await bed.end({ unheard: 'allowed' })
  })

  it.each(['502', 'timeout', 'cut'] as const)(
    'a comment whose answer was lost (%s) is not sent again by anybody but the loop, which looks first',
    async (name) => {
      const bed = await testBed()
      const one = await startPacket(bed, 'one')
      bed.wire.trouble({ route: /GRAPHQL .*addComment/, when: 'after', answer: troubles[name] })
      await bed.people.push('agent', 'feature/one', files)
      await bed.people.comment('agent', one, '/ask which one?')
      bed.wire.reset()
      await bed.settle()
      await bed.pass(10 * MINUTE)
      expect(bed.wire.count(/GRAPHQL .*addComment/)).toBe(1)
      expect(texts(bed).filter((text) => text.includes('asks'))).toHaveLength(1)
      await bed.end({ unheard: 'allowed', warnings: 'allowed' })
    },
  )
})

describe('404 right after "opened" (kubernetes/test-infra#2229)', () => {
  it('an issue that GitHub does not show yet is looked for again soon, and not for ever', async () => {
    const bed = await testBed()
    await startPacket(bed, 'one')
    bed.wire.trouble({ route: 'GRAPHQL numbers', answer: 'stale' })
    const two = await bed.people.file('maintainer', 'Work Packet: two', packet('two', 'src/two/'))
    await bed.settle()
    expect(bed.see.labels(two)).toEqual([])
    await bed.pass(MINUTE)
    expect(bed.see.status(two)).toBe('ready')
    await bed.end({ unheard: 'allowed' })
  })

  it('one that was deleted meanwhile costs a few requests, and then none', async () => {
    const bed = await testBed()
    await startPacket(bed, 'one')
    const two = await bed.people.file('maintainer', 'Work Packet: two', packet('two', 'src/two/'))
    await bed.people.deleteIssue('maintainer', two)
    await bed.settle()
    await bed.pass(5 * MINUTE)
    bed.wire.reset()
    await bed.pass(4 * MINUTE)
    expect(bed.wire.calls()).toEqual([])
    await bed.end()
  })
})

describe('an answer from before what a webhook has just told of', () => {
  it('a comment that GitHub leaves out at first is answered seconds later, and then nothing more is asked', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    bed.wire.trouble({ route: 'GRAPHQL numbers', answer: 'stale', times: 2 })
    await bed.people.comment('maintainer', one, '/pause')
    await bed.settle()
    expect(bed.see.status(one)).toBe('ready')
    await bed.pass(15_000)
    expect(bed.see.status(one)).toBe('paused')
    bed.heard.on(one)
    bed.wire.reset()
    await bed.pass(5 * MINUTE)
    expect(bed.wire.calls()).toEqual([])
    await bed.end()
  })

  it('so is a text that GitHub shows as it was', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    bed.wire.trouble({ route: 'GRAPHQL numbers', answer: 'stale' })
    await bed.people.edit('maintainer', one, { body: '' })
    await bed.settle()
    expect(bed.see.status(one)).toBe('ready')
    await bed.pass(5000)
    expect(bed.see.status(one)).toBe('invalid')
    await bed.end({ unheard: 'allowed' })
  })
})

describe('ticks lost when the dashboard was rewritten (renovate#4355)', () => {
  it('a tick that comes between reading and writing is the command, and the dashboard is written anew', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    const dashboard = bed.see.dashboard()?.number ?? 0
    await bed.people.push('agent', 'feature/one', files)
    await bed.settle()
    await bed.people.comment('agent', one, '/status running 40% half')
    // The bot reads the text of before the tick, and writes after it.
    bed.wire.trouble({ route: /GRAPHQL (numbers|whole)/, answer: 'stale', times: 2 })
    await bed.people.tick('maintainer', dashboard, 'Start an execution round')
    await bed.settle()
    await bed.look()
    expect(bed.heard.on(dashboard).filter((text) => /round/i.test(text))).toHaveLength(1)
    expect(bed.see.dashboard()?.body).toContain('Round 1')
    expect(bed.see.dashboard()?.body).toContain('40%')
    expect(bed.see.dashboard()?.body).not.toContain('- [x]')
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('emptied dashboard, null body (renovate#19563)', () => {
  it('an emptied dashboard is written anew, an emptied packet is invalid, and nothing stops', async () => {
    const bed = await testBed()
    const one = await bed.people.file('outsider', 'Work Packet: one', packet('one', 'src/one/'))
    await startPacket(bed, 'two')
    await bed.people.edit('maintainer', bed.see.dashboard()?.number ?? 0, { body: null })
    await bed.people.edit('outsider', one, { body: null })
    await bed.settle()
    expect(bed.repo.issues.find(({ number }) => number === one)?.body).toBeNull()
    expect(bed.see.status(one)).toBe('invalid')
    expect(bed.see.dashboard()?.body).toContain('feature/two')
    await bed.end({ unheard: 'allowed' })
  })
})

describe('duplicate comments (dt-mergebot#49, mergify#654)', () => {
  it('no comment stands twice, although every delivery comes twice and a bot was killed before it noted what it did', async () => {
    const bed = await testBed({ crashes: [{ at: 'request', nth: 30, when: 'after' }] })
    const one = await bed.people.file('maintainer', 'Work Packet: one', packet('one', 'src/one/'))
    await bed.settle()
    await bed.people.push('agent', 'feature/one', files)
    await bed.people.comment('agent', one, '/ask which one?')
    for (const { guid } of [...bed.outbox.pending()]) bed.outbox.double(guid)
    await bed.settle()
    await bed.look()
    expect(bed.crashes()).toMatchObject({ waiting: 0, lives: 2 })
    expect(markers(bed, one).length).toBeGreaterThan(1)
    expect(new Set(markers(bed, one)).size).toBe(markers(bed, one).length)
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('a merged pull request missing from a search seconds later (release-please#826)', () => {
  it('nothing is decided from a search, and an old answer after the merge merges nothing twice', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.push('agent', 'feature/one', files)
    await bed.people.tick('agent', one)
    await bed.people.comment('agent', one, '/status done')
    await bed.settle()
    bed.wire.trouble({ route: 'GRAPHQL numbers', nth: 2, answer: 'stale', times: 2 })
    await bed.people.comment('maintainer', one, '/merge')
    await bed.settle()
    await bed.pass(20 * MINUTE)
    expect(bed.see.status(one)).toBe('merged')
    expect(bed.repo.pulls).toHaveLength(1)
    expect(bed.wire.count('PATCH /repos/{owner}/{repo}/git/refs/heads/{branch}')).toBe(1)
    expect(bed.wire.calls().filter(({ route }) => /search/i.test(route))).toEqual([])
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

describe('a permission that GitHub does not tell', () => {
  const route = 'GET /repos/{owner}/{repo}/collaborators/{name}/permission'

  it('for minutes: the command is obeyed once it is told', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    bed.wire.trouble({ route, answer: troubles[502], times: 7 })
    await bed.people.comment('maintainer', one, '/pause')
    await bed.pass(5 * MINUTE)
    expect(bed.see.status(one)).toBe('paused')
    bed.heard.on(one)
    await bed.end({ warnings: 'allowed' })
  })

  it('for longer: whoever said something is asked to say it again, and all else goes on', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    bed.wire.trouble({ route, answer: troubles[502], times: 1000 })
    await bed.people.comment('maintainer', one, '/pause')
    await bed.people.push('agent', 'feature/one', files)
    await bed.pass(20 * MINUTE)
    expect(bed.heard.on(one).join('\n')).toContain('comment again later')
    expect(bed.see.status(one)).toBe('running')
    expect(bed.wire.count(route)).toBeLessThan(20)
  })
})

describe('abuse limit hit, evaluations lost (policy-bot#136)', () => {
  it.each(['secondary-403', 'secondary-429', 'secondary-bare'] as const)(
    'what %s kept from being done is done after the wait, and nothing is asked meanwhile',
    async (name) => {
      const bed = await testBed()
      const one = await startPacket(bed, 'one')
      bed.wire.trouble({ route: 'POST /repos/{owner}/{repo}/check-runs', answer: troubles[name] })
      await bed.people.push('agent', 'feature/one', files)
      await bed.settle()
      bed.wire.reset()
      await bed.pass(25_000)
      expect(bed.wire.calls()).toEqual([])
      await bed.pass(2 * MINUTE)
      const head = bed.see.head('feature/one') ?? ''
      expect(bed.see.checks(head)).toMatchObject({ 'switchyard/scope': 'success' })
      expect(bed.see.status(one)).toBe('running')
      await bed.end({ unheard: 'allowed', warnings: 'allowed' })
    },
  )
})

describe('pull request made, label call failed, never recognised again (release-please#2754)', () => {
  it('a pull request carries its identity from the call that makes it', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    bed.wire.trouble({ route: 'POST /repos/{owner}/{repo}/pulls', when: 'after', answer: troubles.cut })
    bed.wire.trouble({ route: /labels/, answer: troubles.invalid, times: 3 })
    await bed.people.push('agent', 'feature/one', files)
    await bed.settle()
    await bed.stop()
    await bed.loseStore()
    bed.wire.mend()
    await bed.people.unlabel('maintainer', one, 'status: ready').catch(() => null)
    await bed.start()
    await bed.look()
    expect(bed.repo.pulls).toHaveLength(1)
    expect(bed.see.status(one)).toBe('running')
    await bed.end({ unheard: 'allowed', warnings: 'allowed' })
  })
})

it('a body over 65,536 characters (renovate#15850): what GitHub would refuse is never sent', async () => {
  const bed = await testBed()
  const long = 'word '.repeat(12_000)
  const one = await bed.people.file(
    'maintainer',
    'Work Packet: one',
    `${packet('one', 'src/one/')}\n\n## Interface Contract\n${long}`,
  )
  await bed.settle()
  await bed.people.push('agent', 'feature/one', files)
  for (let n = 0; n < 12; n++) await bed.people.comment('agent', one, `/ask ${n} ${long}`)
  await bed.settle()
  await bed.pass(5 * MINUTE)
  const bodies = [...bed.repo.comments.map(({ body }) => body), ...bed.repo.issues.map(({ body }) => body ?? '')]
  expect(Math.max(...bodies.map((body) => body.length))).toBeLessThanOrEqual(65_536)
  expect(bed.see.pull('feature/one')).not.toBeNull()
  expect(needs(bed)).toContain('asks')
  expect(bed.wire.calls().filter(({ status }) => status === 422)).toEqual([])
  await bed.end({ unheard: 'allowed', warnings: 'allowed' })
})
