/** More of everything than a page shows, and a bot that starts anew: what it knew of its packets it knows again. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { usePageSizes, useSmallPages } from '../../src/shell/github/read/page-sizes.ts'
import type { Bed } from '../harness/harness.ts'
import { packet } from '../harness/scenario.ts'
import { finishPacket, startPacket, testBed } from '../harness/support.ts'

beforeEach(() => useSmallPages(2))
afterEach(() => usePageSizes())

const config = 'agents: [agent]\ntest: npm test\ncapacity: 5\n'

async function deliver(bed: Bed, name: string): Promise<number> {
  const issue = await finishPacket(bed, name)
  await bed.people.comment('maintainer', issue, '/merge')
  await bed.settle()
  expect(bed.see.status(issue)).toBe('merged')
  return issue
}

/** Other pull requests, opened and closed. */
async function others(bed: Bed, count: number): Promise<void> {
  await bed.people.branch('maintainer', 'other')
  await bed.people.push('maintainer', 'other', { 'other.txt': 'x\n' })
  for (let n = 0; n < count; n += 1) {
    const pull = await bed.people.openPull('maintainer', 'other', `Other ${n}`)
    await bed.people.closePull('maintainer', pull)
  }
  await bed.settle()
}

async function again(bed: Bed): Promise<void> {
  await bed.stop()
  await bed.loseStore()
  await bed.start()
  await bed.settle()
}

const spoken = (bed: Bed) => bed.repo.comments.length
const figures = (bed: Bed) => /.*first trial.*/i.exec(bed.see.dashboard()?.body ?? '')?.[0] ?? ''

describe('after many other pull requests were closed, and a start', () => {
  test('merged packets are merged, those that wait for them run, and nobody hears anything new', async () => {
    const bed = await testBed({ config })
    const db = await deliver(bed, 'db')
    const api = await startPacket(bed, 'api', '**Hard:** db')
    await bed.people.push('agent', 'feature/api', { 'src/api/a.js': 'export const a = 1\n' })
    await others(bed, 6)
    const [before, shown] = [spoken(bed), figures(bed)]
    expect(shown).toMatch(/\d/)
    await again(bed)
    expect([bed.see.status(db), bed.see.status(api)]).toEqual(['merged', 'running'])
    expect(spoken(bed)).toBe(before)
    expect(figures(bed)).toBe(shown)
  })

  test('a pull request that a person opened from the branch and merged, without closing words, is found by the branch', async () => {
    const bed = await testBed({ config })
    const db = await startPacket(bed, 'db')
    await bed.stop()
    await bed.people.push('agent', 'feature/db', { 'src/db/a.js': 'export const a = 1\n' })
    const pull = await bed.people.openPull('writer', 'feature/db', 'By hand')
    await bed.people.mergePull('writer', pull)
    await others(bed, 5)
    await bed.start()
    await bed.settle()
    expect(bed.see.status(db)).toBe('merged')
    await again(bed)
    expect(bed.see.status(db)).toBe('merged')
  })

  test('who made and pushed a branch is known beyond what is kept of all activity', async () => {
    const bed = await testBed({ config })
    const db = await startPacket(bed, 'db')
    usePageSizes({ rest: 2, activity: 4 })
    for (let n = 0; n < 8; n += 1) await bed.people.branch('maintainer', `other-${n}`)
    await bed.settle()
    await again(bed)
    expect(bed.see.status(db)).toBe('ready')
    await bed.people.push('agent', 'feature/db', { 'src/db/a.js': 'export const a = 1\n' })
    await bed.settle()
    expect(bed.see.status(db)).toBe('running')
    for (let n = 8; n < 16; n += 1) await bed.people.branch('maintainer', `other-${n}`)
    await again(bed)
    expect(bed.see.status(db)).toBe('running')
    // When it was heard of last is when it pushed last.
    expect(bed.see.dashboard()?.body).toMatch(/feature\/db .*Running \| \d\d:\d\d/)
  })
})

test('more packets, comments, edits, labels and branches than a page has are all read', async () => {
  const bed = await testBed({ config })
  const issues: number[] = []
  for (const name of ['one', 'two', 'three', 'four', 'five'])
    issues.push(await bed.people.file('maintainer', `Work Packet: ${name}`, packet(name, `src/${name}/`)))
  await bed.settle()
  const [first = 0] = issues
  for (let n = 0; n < 5; n += 1) await bed.people.comment('reader', first, `Word ${n}`)
  await bed.people.comment('agent', first, '/status running 40% on it')
  for (let n = 0; n < 5; n += 1) await bed.people.comment('reader', first, `More ${n}`)
  await again(bed)
  expect(issues.map((issue) => bed.see.status(issue))).toEqual(['running', 'ready', 'ready', 'ready', 'ready'])
})
