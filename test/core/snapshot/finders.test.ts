import { expect, it } from 'vitest'
import { snapshotOf } from '../../../src/core/snapshot/finders.ts'
import type { ActivityFact, CheckRunFact } from '../../../src/core/snapshot/snapshot.ts'
import { createWorld, packetText } from '../support/world.ts'

const move = (id: number, type: ActivityFact['type'], after: string, branch = 'feature/a'): ActivityFact => ({
  id,
  branch,
  before: '',
  after,
  at: id,
  actor: null,
  type,
})

function snapshot(activity: ActivityFact[] = [], checks: CheckRunFact[] = []) {
  const w = createWorld({ config: 'agents: [agent]\n' })
  w.file('maintainer', 'Work Packet: a', packetText({}))
  return snapshotOf({ ...w.snapshot, activity, checks })
}

it('gives what was read, and says nothing of what was not', () => {
  const found = snapshot()
  const [issue] = found.issues
  expect(found.issue(issue?.number ?? 0)).toBe(issue)
  expect(found.issue(999)).toBeUndefined()
  expect(found.pullRequest(999)).toBeUndefined()
  expect(found.pullRequestsFrom('feature/none')).toEqual([])
  expect(found.branchTip('feature/none')).toBeNull()
  expect(found.baseTip()).toBe(found.branch(found.repo.defaultBranch)?.sha)
})

it('tells check runs apart by head and name', () => {
  const run = { name: 'switchyard/scope', headSha: 'abc' } as CheckRunFact
  const found = snapshot([], [{ ...run, headSha: 'def' }, run])
  expect(found.checkRun('abc', 'switchyard/scope')).toBe(run)
  expect(found.checkRun('abc', 'switchyard/integration')).toBeUndefined()
  expect(found.checkRun(null, 'switchyard/scope')).toBeUndefined()
})

it('counts pushes since the branch was deleted, or those of the time at which it stood at a head', () => {
  const first = [move(1, 'branch_creation', 'a1'), move(2, 'push', 'a2')]
  const second = [move(4, 'branch_creation', 'b1')]
  const found = snapshot([...first, move(3, 'branch_deletion', ''), ...second, move(5, 'push', 'x', 'other')])
  expect(found.pushesTo('feature/a')).toEqual(second)
  expect(found.pushesTo('feature/a', 'a1')).toEqual(first)
  expect(found.pushesTo('feature/a', 'unknown')).toEqual(second)
  expect(found.activityOn('feature/a')).toHaveLength(4)
  expect(found.pushesTo('feature/none')).toEqual([])
})
