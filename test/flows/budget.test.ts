/** The API is a budget: what common things cost. */
import { usageOf } from '@switchyard/github-emulator'
import { describe, expect, it } from 'vitest'
import { isWrite } from '../harness/routes.ts'
import { packet } from '../harness/scenario.ts'
import { startPacket, testHarness } from '../harness/support.ts'

const dashboardWrite = 'PATCH /repos/{owner}/{repo}/issues/{n}'

describe('number of requests', () => {
  it('a status report costs few requests', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    harness.proxy.reset()
    await harness.people.comment('agent', one, '/status running 40% half')
    await harness.settle()
    const routes = harness.proxy.calls().map(({ route }) => route)
    expect(routes.filter(isWrite)).toEqual(['GRAPHQL addReaction', dashboardWrite])
    expect(routes.length).toBeLessThanOrEqual(5)
    await harness.end()
  })

  it('a writer’s report that changes the status and notifies a person costs at most six requests', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    harness.proxy.reset()
    await harness.people.comment('maintainer', one, '/status blocked waiting for a key')
    await harness.settle()
    expect(harness.see.status(one)).toBe('blocked')
    expect(harness.proxy.calls().map(({ route }) => route)).toEqual([
      ...['GRAPHQL numbers', 'GET /repos/{owner}/{repo}/collaborators/{name}/permission'],
      // What it counts as is written down first: a verdict is not given before that stands.
      'GRAPHQL updateIssueComment',
      'GRAPHQL addReaction+removeLabelsFromLabelable+addLabelsToLabelable+addComment',
      ...['GET /repos/{owner}/{repo}/issues/{n}', dashboardWrite],
    ])
    harness.heard.all()
    await harness.end()
  })

  it('a poll over 25 packets that finds nothing new costs three free requests', async () => {
    const harness = await testHarness()
    for (let n = 0; n < 25; n++)
      await harness.people.file('maintainer', `Work Packet: p${n}`, packet(`p${n}`, `src/p${n}/`))
    await harness.settle()
    await harness.look()
    await harness.look()
    harness.proxy.reset()
    await harness.look()
    const calls = harness.proxy.calls().filter(({ route }) => route.includes('{repo}') || route.startsWith('GRAPHQL'))
    expect(calls.map(({ route, status }) => `${status} ${route}`).sort()).toEqual([
      '304 GET /repos/{owner}/{repo}/activity',
      '304 GET /repos/{owner}/{repo}/issues',
      '304 GET /repos/{owner}/{repo}/issues/comments',
    ])
    harness.heard.all()
    await harness.end()
  })

  it('the bot sends no request between polls, and polls that find nothing are free', async () => {
    const harness = await testHarness()
    await startPacket(harness, 'one')
    await harness.look()
    harness.proxy.reset()
    await harness.pass(14 * 60_000)
    expect(harness.proxy.calls()).toEqual([])
    await harness.pass(2 * 60 * 60_000)
    harness.proxy.reset()
    await harness.pass(60 * 60_000)
    const looks = harness.proxy.calls().filter(({ route }) => route.includes('{repo}') || route.startsWith('GRAPHQL'))
    expect(looks.map(({ status }) => status)).toEqual(Array(4 * 3).fill(304))
    // The hourly list of installations and their repositories, and a token when the last one ends.
    expect(harness.proxy.calls().length - looks.length).toBeLessThanOrEqual(3)
    await harness.end()
  })

  it('a burst of 100 events writes the dashboard once', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    harness.proxy.reset()
    for (let n = 0; n < 20; n++) {
      await harness.people.comment('agent', one, `/status running ${n}% step ${n}`)
      for (const text of ['nice', 'go on', 'thanks']) await harness.people.comment('reader', one, text)
      await harness.people.edit('maintainer', one, { title: `Work Packet: one${n % 2 === 0 ? ' ' : ''}` })
    }
    await harness.settle()
    expect(harness.proxy.count(dashboardWrite)).toBe(1)
    expect(harness.proxy.calls().length).toBeLessThanOrEqual(5)
    expect(harness.see.dashboard()?.body).toContain('19%')
    await harness.end()
  })

  it('writes beyond GitHub’s limit per minute wait before GitHub refuses them and then succeed', async () => {
    const harness = await testHarness()
    const one = await startPacket(harness, 'one')
    await harness.people.push('agent', 'feature/one', { 'src/one/a.js': '1\n' })
    await harness.settle()
    for (let n = 0; n < 100; n++) await harness.people.comment('agent', one, `/status running ${n}% step ${n}`)
    harness.proxy.reset()
    harness.sandbox.meter.reset()
    await harness.settle()
    expect(harness.see.dashboard()?.body).toContain('99%')
    expect(harness.proxy.count(dashboardWrite)).toBe(1)
    await harness.pass(3 * 60_000)
    expect(harness.proxy.calls().filter(({ status }) => status === 403)).toEqual([])
    expect(usageOf(harness.sandbox.meter.calls()).creations).toBe(100)
    await harness.end()
  })
})
