/** Scratch branches that nobody needs any more are deleted, and nobody else's ever. */
import { expect, it } from 'vitest'
import type { Action } from '../../../src/core/actions.ts'
import { decide } from '../../../src/core/decide.ts'
import type { SnapshotData } from '../../../src/core/snapshot/snapshot.ts'
import { app, createWorld, people, type World } from '../support/world.ts'

const trials = { 'switchyard/trial/users': 'c1', 'switchyard/trial/other': 'c2' }

function withBranches(world: World, by = app): SnapshotData {
  const { snapshot } = world
  const made = Object.entries(trials)
  return {
    ...snapshot,
    branches: [...snapshot.branches, ...made.map(([name, sha]) => ({ name, sha, protected: false }))],
    activity: [
      ...snapshot.activity,
      ...made.map(([branch, after], index) => ({
        id: 9000 + index,
        branch,
        before: '',
        after,
        at: snapshot.now,
        actor: by,
        type: 'branch_creation' as const,
      })),
    ],
  }
}

const deleted = (actions: Action[]) =>
  actions.flatMap((action) => (action.kind === 'delete-branch' ? [action.branch] : []))

it('all that a crash left', () => {
  const world = createWorld()
  expect(deleted(decide(withBranches(world)).actions)).toEqual(Object.keys(trials))
})

it('none that somebody else made', () => {
  const world = createWorld()
  expect(deleted(decide(withBranches(world, people.writer)).actions)).toEqual([])
})
