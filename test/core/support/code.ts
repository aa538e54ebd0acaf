/** What git and the parser answer: conflicts, and what files export. */

import { matcher } from '../../../src/core/parse/packet/paths.ts'
import { conflictKey, exportsKey, type Query } from '../../../src/core/snapshot/queries.ts'
import { declarationsOf, exportsOf } from '../../../src/shell/code/exports.ts'
import type { Hub } from './hub.ts'

export function answerCode(hub: Hub, query: Extract<Query, { kind: 'conflict' | 'exports' | 'declarations' }>): void {
  const { results } = hub.snapshot
  if (query.kind === 'conflict')
    results.conflicts[conflictKey(query.one, query.other)] = conflicts(hub, query.one, query.other)
  else if (query.kind === 'declarations') results.declarations[query.code] = declarationsOf(query.code)
  else results.exports[exportsKey(query.head, query.scope)] = read(hub, query.head, query.scope)
}

/** Files that both changed, each in a way of its own. */
function conflicts(hub: Hub, one: string, other: string): string[] {
  if (hub.isAncestor(one, other) || hub.isAncestor(other, one)) return []
  const [ours, theirs, main] = [hub.treeOf(one), hub.treeOf(other), hub.treeOf(hub.main)]
  return Object.keys(ours).filter(
    (path) => path in theirs && ours[path] !== theirs[path] && ours[path] !== main[path] && theirs[path] !== main[path],
  )
}

function read(hub: Hub, head: string, scope: string[]) {
  const covers = scope.map(matcher)
  const files = Object.entries(hub.treeOf(head)).flatMap(([path, text]) =>
    text !== null && /\.[jt]s$/.test(path) && !path.includes('.test.') && covers.some((covered) => covered(path))
      ? [{ path, error: null, ...exportsOf(path, text) }]
      : [],
  )
  return { files, left: 0 }
}
