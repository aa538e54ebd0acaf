/** Scratch branches that nobody needs any more are deleted, and nobody else's ever. */
import { expect, it } from 'vitest'
import type { Action } from '../../../src/core/actions.ts'
import { decide } from '../../../src/core/decide.ts'
import type { Facts } from '../../../src/core/snapshot/snapshot.ts'
import { app, createWorld, people, type World } from '../support/world.ts'

const trials = { 'switchyard/trial/users': 'c1', 'switchyard/trial/other': 'c2' }

function withBranches(world: World, by = app): Facts {
  const { facts } = world
  const made = Object.entries(trials)
  return {
    ...facts,
    branches: [...facts.branches, ...made.map(([name, sha]) => ({ name, sha, protected: false }))],
    activity: [
      ...facts.activity,
      ...made.map(([branch, after], index) => ({
        ...{ id: 9000 + index, branch, before: '', after, at: facts.now, actor: by },
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
