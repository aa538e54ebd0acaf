import { expect, it } from 'vitest'
import { Queries } from '../../../src/core/snapshot/ask.ts'
import { snapshotOf } from '../../../src/core/snapshot/finders.ts'
import type { DiffFact } from '../../../src/core/snapshot/queries.ts'
import { createWorld } from '../support/world.ts'

const { snapshot } = createWorld({ config: 'agents: [agent]\n' })
const asked = (results: Partial<typeof snapshot.results> = {}) =>
  new Queries(snapshotOf({ ...snapshot, results: { ...snapshot.results, ...results } }))
const diff: DiffFact = { mergeBase: 'base', ahead: 1, behind: 0, files: [] }

it('answers what was looked up, and notes nothing of it', () => {
  const queries = asked({ diffs: { 'base...head': diff }, rules: null, noIssue: [7] })
  expect(queries.diff('base', 'head')).toBe(diff)
  expect(queries.rules('main')).toBeNull()
  expect(queries.issue(7)).toBeUndefined()
  expect(queries.missing()).toEqual([])
})

it('notes what is not known, each once, in the order in which it was asked', () => {
  const queries = asked()
  const actor = { id: 900, login: 'Outsider', type: 'User' } as const
  expect(queries.permission(actor)).toBeUndefined()
  queries.diff('base', 'head')
  queries.permission({ ...actor, login: 'renamed' })
  queries.issue(77)
  expect(queries.missing()).toEqual([
    { kind: 'permission', actor },
    { kind: 'diff', base: 'base', head: 'head' },
    { kind: 'issue', number: 77 },
  ])
})

it('asks of many commits of one tip at once', () => {
  const queries = asked({ contains: { 'a<tip': true } })
  expect(queries.contains('tip', 'a')).toBe(true)
  for (const commit of ['b', 'c', 'b']) expect(queries.contains('tip', commit)).toBeUndefined()
  queries.contains('other', 'b')
  expect(queries.missing()).toEqual([
    { kind: 'contains', tip: 'tip', commits: ['b', 'c'] },
    { kind: 'contains', tip: 'other', commits: ['b'] },
  ])
})

it('asks only for branches that are not read whole, and for none where all are', () => {
  const all = asked()
  all.branches(['main'])
  expect(all.missing()).toEqual([])
  const some = asked({ branches: ['main'] })
  some.branches(['b', 'main', 'a'])
  expect(some.missing()).toEqual([{ kind: 'branches', names: ['a', 'b'] }])
})
