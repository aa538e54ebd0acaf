import { ForgeError } from '../errors.ts'
import { findPull } from '../find.ts'
import type { Forge } from '../forge.ts'
import type { Issue, Repo, User } from '../model.ts'
import { timeline } from '../record.ts'

const MOST = 3

/** At most three issues of a repository are pinned; pinning a pinned one changes nothing. */
export function pinIssue(forge: Forge, actor: User, repo: Repo, issue: Issue): void {
  if (findPull(repo, issue.number)) throw new ForgeError(422, 'Only issues can be pinned')
  if (issue.pinnedAt !== null) return
  const pinned = repo.issues.filter((i) => i.pinnedAt !== null).length
  if (pinned >= MOST) throw new ForgeError(422, 'Maximum 3 pinned issues per repository')
  issue.pinnedAt = forge.clock.now()
  timeline(forge, repo, issue, actor, 'pinned')
  forge.touch()
  forge.emit({ kind: 'issue-pinned', repo, actor, issue })
}

export function unpinIssue(forge: Forge, actor: User, repo: Repo, issue: Issue): void {
  if (issue.pinnedAt === null) return
  issue.pinnedAt = null
  timeline(forge, repo, issue, actor, 'unpinned')
  forge.touch()
  forge.emit({ kind: 'issue-unpinned', repo, actor, issue })
}
