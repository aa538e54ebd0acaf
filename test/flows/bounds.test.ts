/** Lists longer than a page, and a restart: the bot reads everything about its packets again. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { usePageSizes, useSmallPages } from '../../src/shell/github/read/page-sizes.ts'
import type { Harness } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { finishPacket, startPacket, testHarness } from '../harness/support.ts'

beforeEach(() => useSmallPages(2))
afterEach(() => usePageSizes())

const config = 'agents: [agent]\ntest: npm test\ncapacity: 5\n'

async function deliver(harness: Harness, name: string): Promise<number> {
  const issue = await finishPacket(harness, name)
  await harness.people.comment('maintainer', issue, '/merge')
  await harness.settle()
  expect(harness.see.status(issue)).toBe('merged')
  return issue
}

/** Other pull requests, opened and closed. */
async function others(harness: Harness, count: number): Promise<void> {
  await harness.people.branch('maintainer', 'other')
  await harness.people.push('maintainer', 'other', { 'other.txt': 'x\n' })
  for (let n = 0; n < count; n += 1) {
    const pull = await harness.people.openPull('maintainer', 'other', `Other ${n}`)
    await harness.people.closePull('maintainer', pull)
  }
  await harness.settle()
}

async function again(harness: Harness): Promise<void> {
  await harness.stop()
  await harness.loseStore()
  await harness.start()
  await harness.settle()
}

const spoken = (harness: Harness) => harness.repo.comments.length
const figures = (harness: Harness) => /.*first trial.*/i.exec(harness.see.dashboard()?.body ?? '')?.[0] ?? ''

describe('a start after many other pull requests were closed', () => {
  test('merged packets stay merged, their dependents run, and nobody is notified again', async () => {
    const harness = await testHarness({ config })
    const db = await deliver(harness, 'db')
    const api = await startPacket(harness, 'api', '**Hard:** db')
    await harness.people.push('agent', 'feature/api', { 'src/api/a.js': 'export const a = 1\n' })
    await others(harness, 6)
    const [before, shown] = [spoken(harness), figures(harness)]
    expect(shown).toMatch(/\d/)
    await again(harness)
    expect([harness.see.status(db), harness.see.status(api)]).toEqual(['merged', 'running'])
    expect(spoken(harness)).toBe(before)
    expect(figures(harness)).toBe(shown)
  })

  test('the bot finds a pull request by its branch when a person opened and merged it without closing words', async () => {
    const harness = await testHarness({ config })
    const db = await startPacket(harness, 'db')
    await harness.stop()
    await harness.people.push('agent', 'feature/db', { 'src/db/a.js': 'export const a = 1\n' })
    const pull = await harness.people.openPull('writer', 'feature/db', 'By hand')
    await harness.people.mergePull('writer', pull)
    await others(harness, 5)
    await harness.start()
    await harness.settle()
    expect(harness.see.status(db)).toBe('merged')
    await again(harness)
    expect(harness.see.status(db)).toBe('merged')
  })

  test('the bot knows who made and pushed a branch after GitHub drops the older activity', async () => {
    const harness = await testHarness({ config })
    const db = await startPacket(harness, 'db')
    usePageSizes({ rest: 2, activity: 4 })
    for (let n = 0; n < 8; n += 1) await harness.people.branch('maintainer', `other-${n}`)
    await harness.settle()
    await again(harness)
    expect(harness.see.status(db)).toBe('ready')
    await harness.people.push('agent', 'feature/db', { 'src/db/a.js': 'export const a = 1\n' })
    await harness.settle()
    expect(harness.see.status(db)).toBe('running')
    for (let n = 8; n < 16; n += 1) await harness.people.branch('maintainer', `other-${n}`)
    await again(harness)
    expect(harness.see.status(db)).toBe('running')
    // Its last sign of life is its last push.
    expect(harness.see.dashboard()?.body).toMatch(/feature\/db .*Running \| \d\d:\d\d/)
  })
})

test('the bot reads packets, comments, edits, labels and branches beyond the first page', async () => {
  const harness = await testHarness({ config })
  const issues: number[] = []
  for (const name of ['one', 'two', 'three', 'four', 'five'])
    issues.push(await harness.people.file('maintainer', `Work Packet: ${name}`, packet(name, `src/${name}/`)))
  await harness.settle()
  const [first = 0] = issues
  for (let n = 0; n < 5; n += 1) await harness.people.comment('reader', first, `Word ${n}`)
  await harness.people.comment('agent', first, '/status running 40% on it')
  for (let n = 0; n < 5; n += 1) await harness.people.comment('reader', first, `More ${n}`)
  await again(harness)
  expect(issues.map((issue) => harness.see.status(issue))).toEqual(['running', 'ready', 'ready', 'ready', 'ready'])
})
