import { ForgeError } from '../errors.ts'
import { findPull } from '../find.ts'
import type { RepoContext } from '../forge.ts'
import type { Issue } from '../model.ts'
import { timeline } from '../record.ts'

const MOST = 3

/** At most three issues of a repository are pinned; pinning a pinned one changes nothing. */
export function pinIssue({ forge, actor, repo }: RepoContext, issue: Issue): void {
  if (findPull(repo, issue.number)) throw new ForgeError(422, 'Only issues can be pinned')
  if (issue.pinnedAt !== null) return
  const pinned = repo.issues.filter((i) => i.pinnedAt !== null).length
  if (pinned >= MOST) throw new ForgeError(422, 'Maximum 3 pinned issues per repository')
  issue.pinnedAt = forge.clock.now()
  timeline({ forge, actor, repo }, issue, 'pinned')
  forge.touch()
  forge.emit({ kind: 'issue-pinned', repo, actor, issue })
}

export function unpinIssue({ forge, actor, repo }: RepoContext, issue: Issue): void {
  if (issue.pinnedAt === null) return
  issue.pinnedAt = null
  timeline({ forge, actor, repo }, issue, 'unpinned')
  forge.touch()
  forge.emit({ kind: 'issue-unpinned', repo, actor, issue })
}
