/** The bed itself: it hides nothing, and what it lets go wrong goes wrong. */
import { describe, expect, it } from 'vitest'
import { createBedClock } from './clock.ts'
import { differences } from './compare.ts'
import { graphqlTrouble, primaryLimit, troubles } from './faults.ts'
import { createLife } from './life.ts'
import { routeOf } from './routes.ts'
import { timeless } from './seen.ts'
import { startPacket, testBed } from './support.ts'

describe('the end of a test is strict', () => {
  it('about comments that nobody read', async () => {
    const bed = await testBed()
    await bed.people.file('maintainer', 'Work Packet: one', '')
    await bed.settle()
    await expect(bed.end()).rejects.toThrow('nobody read on #1')
  })

  it('about webhooks that were not delivered', async () => {
    const bed = await testBed()
    await bed.people.file('maintainer', 'Hello', 'no packet')
    await expect(bed.end()).rejects.toThrow('not delivered: issues.opened')
  })

  it('about troubles that never happened', async () => {
    const bed = await testBed()
    bed.wire.trouble({ route: 'GET /nowhere', answer: troubles[500] })
    await expect(bed.end()).rejects.toThrow('1 troubles never happened')
  })

  it('about warnings of the bot', async () => {
    const bed = await testBed()
    bed.wire.trouble({ route: 'GET /repos/{owner}/{repo}/issues', answer: troubles[500] })
    await bed.look()
    await expect(bed.end()).rejects.toThrow('logged: ')
  })
})

describe('what people do', () => {
  it('reaches the bot by its webhook, and silently only by a look', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.silently.comment('agent', one, '/status running')
    await bed.settle()
    expect(bed.see.status(one)).toBe('ready')
    await bed.look()
    expect(bed.see.status(one)).toBe('running')
    await bed.people.comment('agent', one, '/status paused')
    await bed.settle()
    expect(bed.see.status(one)).toBe('paused')
    await bed.end()
  })

  it('is refused where their role does not allow it', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await expect(bed.people.label('outsider', one, 'packet')).rejects.toThrow(/40[34]/)
    await bed.end()
  })

  it('makes the same commits in every run', async () => {
    const heads = []
    for (let run = 0; run < 2; run++) {
      const bed = await testBed()
      bed.clock.move(run * 1000)
      heads.push(await bed.people.push('writer', 'topic', { 'a.js': '1\n' }, { from: 'refs/heads/main' }))
      await bed.settle()
      await bed.end()
    }
    expect(heads[0]).toBe(heads[1])
  })
})

describe('a bot that was killed', () => {
  it('does nothing more, and the next one goes on', async () => {
    const bed = await testBed()
    const one = await bed.people.file(
      'maintainer',
      'Work Packet: one',
      '**Objective:** x\n\n## Acceptance Criteria\n- [ ] y\n',
    )
    bed.crash()
    const calls = bed.wire.calls().length
    await new Promise((resolve) => setImmediate(resolve))
    expect(bed.wire.calls()).toHaveLength(calls)
    await bed.settle()
    expect(bed.see.status(one)).toBe('ready')
    expect(bed.crashes().lives).toBe(2)
    bed.heard.on(one)
    await bed.end()
  })

  it.each(['before', 'after'] as const)('dies %s the effect of the request it was told to die at', async (when) => {
    const bed = await testBed({ asleep: true, crashes: [{ at: 'request', nth: 16, when }] })
    await bed.people.file('maintainer', 'Work Packet: one', '')
    await bed.start()
    const call = bed.wire.calls()[15]
    expect(call?.status).toBe(when === 'before' ? 0 : 201)
    expect(bed.crashes().lives).toBe(2)
    bed.heard.all()
    await bed.end()
  })
})

describe('a life that is over', () => {
  it('never gets an answer, and starts nothing', async () => {
    const life = createLife()
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
    const clock = createBedClock(0)
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
    const bed = await testBed({ asleep: true })
    bed.wire.trouble({ route: /GRAPHQL .*addComment/, when: 'after', answer: troubles[502] })
    bed.wire.trouble({ route: 'POST /repos/{owner}/{repo}/labels', nth: 2, times: 2, answer: troubles.cut })
    await bed.start()
    await bed.recover(60_000)
    const one = await startPacket(bed, 'one')
    await bed.recover(10 * 60_000)
    expect(bed.see.status(one)).toBe('ready')
    expect(bed.see.said(one)).toHaveLength(2)
    bed.heard.on(one)
    await bed.end({ warnings: 'allowed' })
  })

  it('that are limits are waited for', async () => {
    const bed = await testBed()
    const reset = bed.clock.now() + 40 * 60_000
    bed.wire.trouble({ route: /^(POST|GRAPHQL add)/, answer: primaryLimit(403, reset) })
    const one = await startPacket(bed, 'one')
    const calls = bed.wire.calls().length
    await bed.pass(30 * 60_000)
    expect(bed.wire.calls().length - calls).toBeLessThan(10)
    await bed.pass(15 * 60_000)
    expect(bed.see.status(one)).toBe('ready')
    bed.heard.on(one)
    await bed.end({ warnings: 'allowed' })
  })

  it('come with status 200 where GraphQL says so', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    bed.wire.trouble({ route: 'GRAPHQL numbers', answer: graphqlTrouble('RATE_LIMITED', 'API rate limit exceeded') })
    await bed.people.comment('agent', one, '/status running')
    await bed.settle()
    expect(bed.see.status(one)).toBe('ready')
    await bed.pass(2 * 60_000)
    expect(bed.see.status(one)).toBe('running')
    await bed.end({ warnings: 'allowed' })
  })

  it('of a stale read are mended by the next look', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    bed.wire.trouble({ route: 'GRAPHQL numbers', answer: 'stale' })
    await bed.people.comment('agent', one, '/status running')
    await bed.settle()
    await bed.look()
    expect(bed.see.status(one)).toBe('running')
    await bed.end()
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
    expect(timeless(text('09:01', 59))).toBe(timeless(text('10:30', 61)))
    expect(timeless('#12 40%')).toBe('#12 40%')
  })
})
