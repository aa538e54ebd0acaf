/** What git would say of the commits: the questions by which work counts as delivered. */
import { aheadKey, containsKey, type Need, revertsKey } from '../../../src/core/snapshot/queries.ts'
import type { Hub } from './hub.ts'

export function answerHistory(hub: Hub, need: Extract<Need, { kind: 'contains' | 'reverts' | 'ahead' }>): void {
  const { lookups } = hub.facts
  if (need.kind === 'contains') {
    const there = hub.reached(need.tip)
    const found = need.commits.map((commit) => [containsKey(need.tip, commit), there.has(commit)])
    lookups.contains = { ...lookups.contains, ...Object.fromEntries(found) }
  } else if (need.kind === 'reverts') {
    const there = hub.reached(need.tip)
    const found = hub.reverts.filter(({ by }) => there.has(by))
    lookups.reverts = { ...lookups.reverts, [revertsKey(need.tip, need.since)]: found }
  } else {
    const old = hub.reached(need.base)
    const ahead = need.heads.flatMap((head) => [...hub.reached(head)]).filter((sha) => !old.has(sha))
    const graph = Object.fromEntries(ahead.map((sha) => [sha, hub.parents.get(sha) ?? []]))
    lookups.ahead = { ...lookups.ahead, [aheadKey(need.base, need.heads)]: graph }
  }
}
