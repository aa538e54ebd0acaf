/** What git would say of the commits: the questions by which work counts as delivered. */
import { aheadKey, containsKey, type Query, revertsKey } from '../../../src/core/snapshot/queries.ts'
import type { Hub } from './hub.ts'

export function answerHistory(hub: Hub, query: Extract<Query, { kind: 'contains' | 'reverts' | 'ahead' }>): void {
  const { results } = hub.snapshot
  if (query.kind === 'contains') {
    const there = hub.reached(query.tip)
    const found = query.commits.map((commit) => [containsKey(query.tip, commit), there.has(commit)])
    results.contains = { ...results.contains, ...Object.fromEntries(found) }
  } else if (query.kind === 'reverts') {
    const there = hub.reached(query.tip)
    const found = hub.reverts.filter(({ by }) => there.has(by))
    results.reverts = { ...results.reverts, [revertsKey(query.tip, query.since)]: found }
  } else {
    const old = hub.reached(query.base)
    const ahead = query.heads.flatMap((head) => [...hub.reached(head)]).filter((sha) => !old.has(sha))
    const graph = Object.fromEntries(ahead.map((sha) => [sha, hub.parents.get(sha) ?? []]))
    results.ahead = { ...results.ahead, [aheadKey(query.base, query.heads)]: graph }
  }
}
