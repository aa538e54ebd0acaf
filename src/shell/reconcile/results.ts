/** Decides which results of trials stay in memory. Each may have the last lines of several commands. */

import type { StoredTrial } from '../store/store.ts'
import type { Mirror } from './mirror.ts'

/** Results for commits that are no longer the head of anything: a branch may be reset to one. */
const STALE_KEPT = 50
/** Results for one commit, on different bases or from different requests. */
const KEPT_FOR_HEAD = 8

/** Returns the commits that may be tested: heads of branches and of open pull requests, and GitHub's merge groups. */
export function liveHeads({ branches, pulls }: Mirror, groups: ReadonlySet<string>): Set<string> {
  const open = pulls.filter((pull) => pull.state === 'open').map((pull) => pull.headSha)
  return new Set([...branches.map((branch) => branch.sha), ...open, ...groups])
}

/** A key is `BASE:HEAD:REQUEST`. */
const headOf = (key: string): string => key.split(':')[1] ?? ''

/** Returns the keys of the oldest results, to be dropped. Running trials are not among them. */
export function unwanted(trials: readonly StoredTrial[], live: ReadonlySet<string>): string[] {
  const counts = new Map<string, number>()
  const dropped: string[] = []
  for (const { key, result } of trials.toReversed()) {
    if (result.state === 'running') continue
    const isLive = live.has(headOf(key))
    const group = isLive ? headOf(key) : ''
    const count = (counts.get(group) ?? 0) + 1
    counts.set(group, count)
    if (count > (isLive ? KEPT_FOR_HEAD : STALE_KEPT)) dropped.push(key)
  }
  return dropped
}
