/** A base branch that takes changes through GitHub's merge queue alone: what is wanted, and what is not wanted again. */
import { describe, expect, it, test } from 'vitest'
import type { QueueFact } from '../../../src/core/merging/queue.ts'
import type { BranchRule } from '../../../src/core/merging/rules.ts'
import { app, people } from '../support/people.ts'
import { done, finish, moves, type Scenario } from '../support/stories.ts'
import { oneSaying, type World } from '../support/world.ts'

const integration = { required_status_checks: [{ context: 'switchyard/integration' }] }
const rules: BranchRule[] = [{ type: 'merge_queue' }, { type: 'required_status_checks', parameters: integration }]

interface Queued extends Scenario {
  queue: QueueFact
  pull: number
}

function ruled(options: Parameters<typeof done>[0] = {}): Queued {
  const scenario = done(options)
  const queue: QueueFact = { entries: [], events: [] }
  Object.assign(scenario.w, { rules: { rules, refused: [] }, queue })
  return { ...scenario, queue, pull: scenario.w.pullOf(scenario.branch)?.number ?? 0 }
}

function merge({ w, n }: Scenario): void {
  w.pass(1)
  w.comment('writer', n, '/merge')
  w.settle()
}

function putOut({ w, queue, pull }: Queued, reason: string, by = people.writer): void {
  w.pass(1)
  queue.entries = queue.entries.filter((entry) => entry.pull !== pull)
  queue.events.push({ pull, kind: 'removed', at: w.snapshot.now, by, reason, group: 'f'.repeat(40) })
  w.settle()
}

const count = (w: World, kind: string) => w.actions.filter((action) => action.kind === kind).length

describe('into the queue', () => {
  it('once, with the head that was tested, and main is not set by the bot', () => {
    const story = ruled()
    merge(story)
    expect(story.w.actions.filter(({ kind }) => kind === 'enqueue')).toMatchObject([
      { pull: story.pull, head: story.w.pullOf(story.branch)?.headSha },
    ])
    expect(story.w.packet(story.n).atGitHub).toMatchObject({ place: 1, byApp: true })
    expect([count(story.w, 'merge'), moves(story.w)]).toEqual([0, 0])
  })

  it('not again while GitHub shows the pull request as it was before the merge', () => {
    const story = ruled()
    merge(story)
    putOut(story, 'merged')
    expect([count(story.w, 'enqueue'), moves(story.w)]).toEqual([1, 0])
  })

  it('without a word, where everything that is green merges by itself; put out, it waits for the next report', () => {
    const story = ruled({ config: 'agents: [agent]\nmerge: auto\n' })
    story.w.approve('maintainer', story.branch)
    story.w.settle()
    expect(count(story.w, 'enqueue')).toBe(1)
    putOut(story, 'checks_timed_out')
    expect([count(story.w, 'enqueue'), moves(story.w)]).toEqual([1, 0])
    story.w.pass(1)
    finish(story.w, story.n)
    expect(count(story.w, 'enqueue')).toBe(2)
  })
})

describe('out of it', () => {
  test.each([
    ['failed_checks', 'running', 'a required check failed'],
    ['merge_conflict', 'running', 'conflicts with what is merged before it'],
    ['CI_TIMEOUT', 'done', 'did not report in time'],
    ['manual', 'done', 'writer took'],
  ])('%s: %s, said once; /merge queues it again', (reason, status, words) => {
    const story = ruled()
    merge(story)
    putOut(story, reason)
    oneSaying(story.w, story.n, words)
    expect(story.w.status(story.n)).toBe(status)
    expect(moves(story.w)).toBe(0)
    story.w.pass(1)
    if (status === 'running') finish(story.w, story.n)
    expect(count(story.w, 'enqueue')).toBe(1)
    merge(story)
    expect(count(story.w, 'enqueue')).toBe(2)
  })

  it('a packet given up is taken out by the bot; what a person put in is not', () => {
    const story = ruled()
    merge(story)
    story.w.comment('writer', story.n, '/abandon no longer wanted')
    story.w.snapshot.branches.push({ name: 'gh-readonly-queue/main/pr-1-a', sha: 'f'.repeat(40) })
    story.w.settle()
    expect([count(story.w, 'dequeue'), story.queue.entries]).toEqual([1, []])
    story.queue.entries.push({ pull: story.pull, place: 1, by: people.writer, group: null })
    expect(moves(story.w)).toBe(0)
  })

  it('a packet that somebody objects to is taken out, and goes in again once the review is dismissed', () => {
    const story = ruled()
    merge(story)
    const review = story.w.review('writer', story.branch, 'CHANGES_REQUESTED', { body: 'Not so.' })
    story.w.snapshot.branches.push({ name: 'gh-readonly-queue/main/pr-1-a', sha: 'f'.repeat(40) })
    story.w.settle()
    expect([count(story.w, 'dequeue'), story.queue.entries, story.w.status(story.n)]).toEqual([1, [], 'running'])
    oneSaying(story.w, story.n, 'Comment `/merge` again')
    story.w.dismiss(review)
    story.w.settle()
    expect([count(story.w, 'enqueue'), story.w.status(story.n)]).toEqual([2, 'done'])
  })

  it('taken out by the bot itself for a pause, it goes in again', () => {
    const story = ruled()
    merge(story)
    story.w.snapshot.branches.push({ name: 'gh-readonly-queue/main/pr-1-a', sha: 'f'.repeat(40) })
    for (const command of ['/pause', '/resume']) {
      story.w.pass(1)
      story.w.comment('writer', story.n, command)
      story.w.settle()
    }
    expect(story.queue.events.map(({ kind, by }) => [kind, by === app])).toEqual([
      ['added', true],
      ['removed', true],
      ['added', true],
    ])
  })
})

describe('checks on the commits it makes', () => {
  const group = { base: 'e'.repeat(40), head: 'f'.repeat(40) }
  const on = (w: World) => w.snapshot.checks.filter(({ headSha }) => headSha === group.head)

  test.each([
    [true, 0, 'same files'],
    [false, 1, 'Passed on a trial merge'],
    [null, 1, 'Passed on a trial merge'],
  ])('all five; the files are tested unless they are those that passed (%j)', (same, trials, title) => {
    const story = ruled()
    merge(story)
    const before = count(story.w, 'trial')
    Object.assign(story.queue.entries[0] ?? {}, { group })
    story.w.asTested = same
    story.w.settle()
    expect(on(story.w)).toHaveLength(5)
    expect(on(story.w).find(({ name }) => name === 'switchyard/integration')?.title).toContain(title)
    expect([count(story.w, 'trial') - before, moves(story.w)]).toEqual([trials, 0])
  })

  it('neutral where the pull request is no packet’s; none on a commit that is somebody’s head', () => {
    const story = ruled()
    const { number, headSha } = story.w.openPull('writer', 'tidy', { headSha: 'd'.repeat(40) })
    story.queue.entries.push({ pull: number, place: 1, by: people.writer, group })
    story.w.settle()
    expect(on(story.w).map(({ conclusion }) => conclusion)).toEqual(Array(5).fill('neutral'))
    const own = story.w.pullOf(story.branch)?.headSha ?? ''
    story.queue.entries = [{ pull: number, place: 1, by: people.writer, group: { base: headSha, head: own } }]
    expect(moves(story.w)).toBe(0)
  })
})
