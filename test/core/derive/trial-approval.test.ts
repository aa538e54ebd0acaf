/** Which words allow the trial of which head. */
import { describe, expect, it } from 'vitest'
import type { MergeOrder } from '../../../src/core/commands/packet-events.ts'
import { unapprovedTrial } from '../../../src/core/derive/trial-approval.ts'
import { snapshotOf } from '../../../src/core/snapshot/finders.ts'
import type { ActivityFact, Actor, SnapshotData } from '../../../src/core/snapshot/snapshot.ts'

type Tried = Parameters<typeof unapprovedTrial>[0]
type Around = Parameters<typeof unapprovedTrial>[1]

const account = (id: number, login: string): Actor => ({ id, login, type: 'User' })
const app = account(1, 'switchyard[bot]')
const agent = account(2, 'agent')
const writer = account(3, 'writer')
const push = (after: string, at: number, more: Partial<ActivityFact> = {}): ActivityFact => ({
  id: at,
  branch: 'feature/a',
  before: `${Number(after) - 1}`,
  after,
  at,
  actor: agent,
  type: 'push',
  ...more,
})
const check = (at: number, by = writer, comment = at) => ({ at, by, comment })
const order = (at: number, more: Partial<MergeOrder> = {}): MergeOrder => ({
  at,
  by: writer.login,
  byId: writer.id,
  comment: at,
  dones: [],
  ...more,
})

interface Story {
  pushes: ActivityFact[]
  head: string
  checks?: ReturnType<typeof check>[]
  merge?: MergeOrder
  assignees?: Actor[]
  /** `BEFORE:AFTER` of pushes that git found to be merges of the base alone. */
  baseMerges?: string[]
  /** The commit of a review whose text is comment 50. */
  reviewed?: string
  files?: string[]
  off?: true
}

function tried(story: Story) {
  const { head, checks = [], merge = null, assignees = [], reviewed, files } = story
  const data = { app, activity: story.pushes, branches: [], checks: [], repo: { defaultBranch: 'main' } }
  const reviews = reviewed === undefined ? [] : [{ commit: reviewed, comment: { id: 50 } }]
  const analysis = {
    branch: 'feature/a',
    issue: { number: 1, assignees },
    events: { trialApprovals: checks, merge },
    authorized: { holder: null },
    botComments: { records: () => [] },
    pulls: [{ reviews }],
    merged: null,
    abandoned: null,
  }
  const around = {
    snapshot: snapshotOf(data as unknown as SnapshotData),
    config: { 'trial-approval': !story.off, protected: ['deploy/'] },
    people: { isAgent: (one: Actor | null) => one?.id === agent.id, roleOf: () => 'writer' },
    queries: { baseMerge: (_: string, a: string, b: string) => story.baseMerges?.includes(`${a}:${b}`) ?? null },
  } as unknown as Around
  const diff = files === undefined ? null : { files: files.map((path) => ({ path, from: null })) }
  return unapprovedTrial({ analysis, head, diff } as unknown as Tried, around)
}

const one = [push('1', 10)]
const two = [...one, push('2', 20)]

describe('a head may be tried', () => {
  it.each<[string, Story]>([
    ['without the setting', { pushes: one, head: '1', off: true }],
    ['after a /check that followed its push', { pushes: one, head: '1', checks: [check(11)] }],
    ['after a /merge that followed its push', { pushes: one, head: '1', merge: order(11) }],
    ['after a /check in a review of it', { pushes: two, head: '2', checks: [check(21, writer, 50)], reviewed: '2' }],
    [
      'after an earlier /check, when the App brought the base in',
      { pushes: [...one, push('2', 20, { actor: app })], head: '2', checks: [check(11)] },
    ],
    [
      'after an earlier /check, when git finds the base alone',
      { pushes: two, head: '2', checks: [check(11)], baseMerges: ['1:2'] },
    ],
    [
      'after an earlier /merge, when git finds the base alone',
      { pushes: two, head: '2', merge: order(11), baseMerges: ['1:2'] },
    ],
    [
      'when the branch comes back to an allowed commit',
      {
        pushes: [...two, push('1', 30, { before: '2', type: 'force_push' })],
        head: '1',
        checks: [check(11), check(21)],
      },
    ],
  ])('%s', (_, story) => {
    expect(tried(story)).toBeNull()
  })
})

describe('a head may not be tried', () => {
  it.each<[string, Story]>([
    ['when nobody said anything', { pushes: one, head: '1' }],
    ['after a /check before its push', { pushes: two, head: '2', checks: [check(11)] }],
    ['after a /check in the second of its push', { pushes: two, head: '2', checks: [check(20)] }],
    ['after a /merge before its push', { pushes: two, head: '2', merge: order(11) }],
    ['while GitHub does not list its push yet', { pushes: one, head: '2', checks: [check(21)] }],
    ['while no push is listed at all', { pushes: [], head: '1', checks: [check(21)], merge: order(21) }],
    [
      'after a /check in a review of the head before',
      { pushes: two, head: '2', checks: [check(21, writer, 50)], reviewed: '1' },
    ],
    ['after a /check by somebody who is an agent now', { pushes: one, head: '1', checks: [check(11, agent)] }],
    ['after a /check by an assignee', { pushes: one, head: '1', checks: [check(11)], assignees: [writer] }],
    ['after a /merge by an assignee', { pushes: one, head: '1', merge: order(11), assignees: [writer] }],
    ['after a /check by who pushed it', { pushes: [push('1', 10, { actor: writer })], head: '1', checks: [check(11)] }],
    [
      'after a forced push, whatever it holds',
      { pushes: [...one, push('2', 20, { type: 'force_push' })], head: '2', checks: [check(11)], baseMerges: ['1:2'] },
    ],
    [
      'when work came between a merge of the base and the head',
      { pushes: [...two, push('3', 30)], head: '3', checks: [check(11)], baseMerges: ['1:2'] },
    ],
  ])('%s', (_, story) => {
    expect(tried(story)).not.toBeNull()
  })
})

describe('what a writer is told', () => {
  it.each<[string[] | undefined, boolean, boolean]>([
    [undefined, false, false],
    [['src/a.ts'], false, false],
    [['.github/workflows/ci.yml'], true, false],
    [['.github/scripts/run.sh'], true, true],
    [['packages/x/package.json'], false, true],
    [['Makefile'], false, true],
    [['src/package.json.md'], false, false],
    [['deploy/now'], false, true],
  ])('of %j', (files, workflows, scripts) => {
    const found = tried({ pushes: one, head: '1', ...(files && { files }) })
    expect(found).toEqual({ files: files ?? null, workflows, scripts })
  })

  it('names first what decides what runs', () => {
    const found = tried({ pushes: one, head: '1', files: ['a.ts', 'b.ts', 'package.json', '.github/x.yml'] })
    expect(found?.files).toEqual(['package.json', '.github/x.yml', 'a.ts', 'b.ts'])
  })
})
