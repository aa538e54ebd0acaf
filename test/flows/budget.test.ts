/** The API is a budget: what common things cost. */
import { usageOf } from '@switchyard/github-emulator'
import { describe, expect, it } from 'vitest'
import { isWrite } from '../harness/routes.ts'
import { packet } from '../harness/story.ts'
import { startPacket, testBed } from '../harness/support.ts'

const dashboardWrite = 'PATCH /repos/{owner}/{repo}/issues/{n}'

describe('requests', () => {
  it('for a status report are few', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    bed.wire.reset()
    await bed.people.comment('agent', one, '/status running 40% half')
    await bed.settle()
    const routes = bed.wire.calls().map(({ route }) => route)
    expect(routes.filter(isWrite)).toEqual(['GRAPHQL addReaction', dashboardWrite])
    expect(routes.length).toBeLessThanOrEqual(5)
    await bed.end()
  })

  it('for the report of a writer that changes the status and has a person told are six at most', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    bed.wire.reset()
    await bed.people.comment('maintainer', one, '/status blocked waiting for a key')
    await bed.settle()
    expect(bed.see.status(one)).toBe('blocked')
    expect(bed.wire.calls().map(({ route }) => route)).toEqual([
      ...['GRAPHQL numbers', 'GET /repos/{owner}/{repo}/collaborators/{name}/permission'],
      // What it counts as is written down first: a verdict is not given before that stands.
      'GRAPHQL updateIssueComment',
      'GRAPHQL addReaction+removeLabelsFromLabelable+addLabelsToLabelable+addComment',
      ...['GET /repos/{owner}/{repo}/issues/{n}', dashboardWrite],
    ])
    bed.heard.all()
    await bed.end()
  })

  it('for a look over 25 packets at which nothing is new are three, and free', async () => {
    const bed = await testBed()
    for (let n = 0; n < 25; n++)
      await bed.people.file('maintainer', `Work Packet: p${n}`, packet(`p${n}`, `src/p${n}/`))
    await bed.settle()
    await bed.look()
    await bed.look()
    bed.wire.reset()
    await bed.look()
    const calls = bed.wire.calls().filter(({ route }) => route.includes('{repo}') || route.startsWith('GRAPHQL'))
    expect(calls.map(({ route, status }) => `${status} ${route}`).sort()).toEqual([
      '304 GET /repos/{owner}/{repo}/activity',
      '304 GET /repos/{owner}/{repo}/issues',
      '304 GET /repos/{owner}/{repo}/issues/comments',
    ])
    bed.heard.all()
    await bed.end()
  })

  it('between looks are none', async () => {
    const bed = await testBed()
    await startPacket(bed, 'one')
    await bed.look()
    bed.wire.reset()
    await bed.pass(14 * 60_000)
    expect(bed.wire.calls()).toEqual([])
    await bed.pass(2 * 60 * 60_000)
    bed.wire.reset()
    await bed.pass(60 * 60_000)
    const looks = bed.wire.calls().filter(({ route }) => route.includes('{repo}') || route.startsWith('GRAPHQL'))
    expect(looks.map(({ status }) => status)).toEqual(Array(4 * 3).fill(304))
    // The hourly list of installations and their repositories, and a token when the last one ends.
    expect(bed.wire.calls().length - looks.length).toBeLessThanOrEqual(3)
    await bed.end()
  })

  it('for a burst of 100 events include one write of the dashboard', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    bed.wire.reset()
    for (let n = 0; n < 20; n++) {
      await bed.people.comment('agent', one, `/status running ${n}% step ${n}`)
      for (const text of ['nice', 'go on', 'thanks']) await bed.people.comment('reader', one, text)
      await bed.people.edit('maintainer', one, { title: `Work Packet: one${n % 2 === 0 ? ' ' : ''}` })
    }
    await bed.settle()
    expect(bed.wire.count(dashboardWrite)).toBe(1)
    expect(bed.wire.calls().length).toBeLessThanOrEqual(5)
    expect(bed.see.dashboard()?.body).toContain('19%')
    await bed.end()
  })

  it('for more than GitHub lets anybody write in a minute wait before it says so, and all is well after it', async () => {
    const bed = await testBed()
    const one = await startPacket(bed, 'one')
    await bed.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await bed.settle()
    for (let n = 0; n < 100; n++) await bed.people.comment('agent', one, `/status running ${n}% step ${n}`)
    bed.wire.reset()
    bed.sandbox.meter.reset()
    await bed.settle()
    expect(bed.see.dashboard()?.body).toContain('99%')
    expect(bed.wire.count(dashboardWrite)).toBe(1)
    await bed.pass(3 * 60_000)
    expect(bed.wire.calls().filter(({ status }) => status === 403)).toEqual([])
    expect(usageOf(bed.sandbox.meter.calls()).creations).toBe(100)
    await bed.end()
  })
})
