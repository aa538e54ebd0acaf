/** The harness itself: it hides nothing, and what it lets go wrong goes wrong. */
import { describe, expect, it } from 'vitest'
import { createHarnessClock } from './clock.ts'
import { differences } from './compare.ts'
import { faults, graphqlFault, primaryLimit } from './faults.ts'
import { withoutTimes } from './github-view.ts'
import { createProcessLifetime } from './process-lifetime.ts'
import { routeOf } from './routes.ts'
import { startPacket, testHarness } from './support.ts'

describe('the end of a test is strict', () => {
  it('about comments that nobody read', async () => {
    const harness = await testHarness()
    await harness.people.file('maintainer', 'Work Packet: one', '')
    await harness.settle()
    await expect(harness.end()).rejects.toThrow('nobody read on #1')
  })

  it('about webhooks that were not delivered', async () => {
    const harness = await testHarness()
    await harness.people.file('maintainer', 'Hello', 'no packet')
    await expect(harness.end()).rejects.toThrow('not delivered: issues.opened')
  })

  it('about troubles that never happened', async () => {
    const harness = await testHarness()
    harness.proxy.trouble({ route: 'GET /nowhere', answer: faults[500] })
    await expect(harness.end()).rejects.toThrow('1 troubles never happened')
  })

  it('about warnings of the bot', async () => {
    const harness = await testHarness()
    harness.proxy.trouble({ route: 'GET /repos/{owner}/{repo}/issues', answer: faults[500] })
    await harness.look()
    await expect(harness.end()).rejects.toThrow('logged: ')
  })
})

describe('what people do', () => {
  it('reaches the bot by its webhook, and silently only by a look', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.silently.comment('agent', one, '/status running')
    await harness.settle()
    expect(harness.see.status(one)).toBe('ready')
    await harness.look()
    expect(harness.see.status(one)).toBe('running')
    await harness.people.comment('agent', one, '/status paused')
    await harness.settle()
    expect(harness.see.status(one)).toBe('paused')
    await harness.end()
  })

  it('is refused where their role does not allow it', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await expect(harness.people.label('outsider', one, 'packet')).rejects.toThrow(/40[34]/)
    await harness.end()
  })

  it('makes the same commits in every run', async () => {
    const heads = []
    for (let run = 0; run < 2; run++) {
      const harness = await testHarness()
      harness.clock.move(run * 1000)
      heads.push(await harness.people.push('writer', 'topic', { 'a.js': '1\n' }, { from: 'refs/heads/main' }))
      await harness.settle()
      await harness.end()
    }
    expect(heads[0]).toBe(heads[1])
  })
})

describe('a bot that was killed', () => {
  it('does nothing more, and the next one goes on', async () => {
    const harness = await testHarness()
    const one = await harness.people.file(
      'maintainer',
      'Work Packet: one',
      '**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n',
    )
    harness.crash()
    const calls = harness.proxy.calls().length
    await new Promise((resolve) => setImmediate(resolve))
    expect(harness.proxy.calls()).toHaveLength(calls)
    await harness.settle()
    expect(harness.see.status(one)).toBe('ready')
    expect(harness.crashes().lives).toBe(2)
    harness.heard.on(one)
    await harness.end()
  })

  it.each(['before', 'after'] as const)('dies %s the effect of the request it was told to die at', async (when) => {
    const harness = await testHarness({ asleep: true, crashes: [{ at: 'request', nth: 16, when }] })
    await harness.people.file('maintainer', 'Work Packet: one', '')
    await harness.start()
    const call = harness.proxy.calls()[15]
    expect(call?.status).toBe(when === 'before' ? 0 : 201)
    expect(harness.crashes().lives).toBe(2)
    harness.heard.all()
    await harness.end()
  })
})

describe('a life that is over', () => {
  it('never gets an answer, and starts nothing', async () => {
    const life = createProcessLifetime()
    const started: string[] = []
    const pending = life.run(async () => void started.push('first'))
    await pending
    life.crash()
    void life.run(async () => void started.push('second'))
    await life.calm()
    expect(started).toEqual(['first'])
    await expect(life.crashed).rejects.toThrow('killed')
  })
})

describe('the clock', () => {
  it('runs timers in order of time and calls off those of a part', () => {
    const clock = createHarnessClock(0)
    const ran: string[] = []
    const part = clock.part()
    clock.after(20, () => ran.push('late'))
    part.clock.after(5, () => ran.push('of the part'))
    const cancel = clock.after(10, () => ran.push('called off'))
    cancel()
    part.clear()
    while (clock.runNext());
    expect(ran).toEqual(['late'])
    expect(clock.now()).toBe(20)
  })
})

describe('troubles', () => {
  it('happen to the request they are for, as often as told, before or after its effect', async () => {
    const harness = await testHarness({ asleep: true })
    harness.proxy.trouble({ route: /GRAPHQL .*addComment/, when: 'after', answer: faults[502] })
    harness.proxy.trouble({ route: 'POST /repos/{owner}/{repo}/labels', nth: 2, times: 2, answer: faults.cut })
    await harness.start()
    await harness.recover(60_000)
    const one = await startPacket(harness, 'one')
    await harness.recover(10 * 60_000)
    expect(harness.see.status(one)).toBe('ready')
    expect(harness.see.said(one)).toHaveLength(2)
    harness.heard.on(one)
    await harness.end({ warnings: 'allowed' })
  })

  it('that are limits are waited for', async () => {
    const harness = await testHarness()
    const reset = harness.clock.now() + 40 * 60_000
    harness.proxy.trouble({ route: /^(POST|GRAPHQL add)/, answer: primaryLimit(403, reset) })
    const one = await startPacket(harness, 'one')
    const calls = harness.proxy.calls().length
    await harness.pass(30 * 60_000)
    expect(harness.proxy.calls().length - calls).toBeLessThan(10)
    await harness.pass(15 * 60_000)
    expect(harness.see.status(one)).toBe('ready')
    harness.heard.on(one)
    await harness.end({ warnings: 'allowed' })
  })

  it('come with status 200 where GraphQL says so', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    harness.proxy.trouble({ route: 'GRAPHQL numbers', answer: graphqlFault('RATE_LIMITED', 'API rate limit exceeded') })
    await harness.people.comment('agent', one, '/status running')
    await harness.settle()
    expect(harness.see.status(one)).toBe('ready')
    await harness.pass(2 * 60_000)
    expect(harness.see.status(one)).toBe('running')
    await harness.end({ warnings: 'allowed' })
  })

  it('of a stale read are mended by the next look', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    harness.proxy.trouble({ route: 'GRAPHQL numbers', answer: 'stale' })
    await harness.people.comment('agent', one, '/status running')
    await harness.settle()
    await harness.look()
    expect(harness.see.status(one)).toBe('running')
    await harness.end()
  })
})

describe('names of routes', () => {
  it.each([
    ['PATCH', '/api/v3/repos/acme/app/issues/12', '', 'PATCH /repos/{owner}/{repo}/issues/{n}'],
    [
      'PATCH',
      '/api/v3/repos/acme/app/git/refs/heads%2Fmain',
      '',
      'PATCH /repos/{owner}/{repo}/git/refs/heads/{branch}',
    ],
    [
      'GET',
      `/api/v3/repos/acme/app/commits/${'a'.repeat(40)}/check-runs`,
      '',
      'GET /repos/{owner}/{repo}/commits/{sha}/check-runs',
    ],
    ['POST', '/api/graphql', 'mutation($id: ID!) { pinIssue(input: {issueId: $id}) { x } }', 'GRAPHQL pinIssue'],
    [
      'POST',
      '/api/graphql',
      'mutation { a: x(input: {}) { y } b: x(input: {}) { y } c: z(input: {}) { y } }',
      'GRAPHQL 2×x+z',
    ],
  ])('%s %s', (method, path, query, name) => {
    expect(routeOf(method, `http://localhost${path}`, JSON.stringify({ query }))).toBe(name)
  })
})

describe('comparing', () => {
  it('tells a line that stands twice from one that stands once', () => {
    expect(differences({ a: ['x'] }, { a: ['x', 'x'] })).toEqual(['.a: too many "x"'])
    expect(differences({ a: ['x'], b: 1 }, { a: ['x'], b: 1 })).toEqual([])
  })

  it('looks past times and ids, and nothing else', () => {
    const text = (time: string, id: number) => `at ${time}, #12, 40% <!-- switchyard:decided:${id} -->`
    expect(withoutTimes(text('09:01', 59))).toBe(withoutTimes(text('10:30', 61)))
    expect(withoutTimes('#12 40%')).toBe('#12 40%')
  })
})
