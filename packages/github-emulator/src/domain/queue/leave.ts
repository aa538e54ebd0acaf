/** Removes pull requests from the queue: merged, removed by a person, or rejected. */
import { issueOf, pullOf } from '../find.ts'
import type { Forge, RepoContext } from '../forge.ts'
import { gitTry } from '../git.ts'
import type { QueueEntry, Repo, User } from '../model.ts'
import { readCommit } from '../objects.ts'
import { bump, timeline } from '../record.ts'
import { absorbRefs } from '../verbs/notice.ts'

/** Why an entry leaves: in webhooks in capitals, in the timeline in words. */
const LEAVING = {
  MERGE: 'merged',
  MANUAL: 'manual',
  MERGE_CONFLICT: 'merge_conflict',
  CI_FAILURE: 'failed_checks',
  CI_TIMEOUT: 'checks_timed_out',
  ALREADY_MERGED: 'already_merged',
  QUEUE_CLEARED: 'queue_cleared',
  BRANCH_PROTECTIONS: 'branch_protections',
} as const
export type Leaving = keyof typeof LEAVING

/** The account that works the queue. */
export function queueBot(forge: Forge): User {
  const login = 'github-merge-queue[bot]'
  const known = forge.world.users.find((user) => user.login === login)
  if (known) return known
  const bot: User = { id: forge.newId(), login, type: 'Bot', name: login }
  forge.world.users.push(bot)
  return bot
}

/** Removes the entry and its group and emits the event. The caller holds the repository's lock. */
export async function leave({ forge, repo, actor }: RepoContext, entry: QueueEntry, why: Leaving): Promise<void> {
  repo.mergeQueue = (repo.mergeQueue ?? []).filter((one) => one !== entry)
  const pull = pullOf(repo, entry.pull)
  const issue = issueOf(repo, entry.pull)
  const before = entry.group?.head
  timeline({ forge, actor, repo }, issue, 'removed_from_merge_queue', {
    reason: LEAVING[why],
    ...(before !== undefined && { beforeSha: before }),
  })
  bump(forge, issue)
  forge.touch()
  forge.emit({ kind: 'pull-dequeued', repo, actor, pull, reason: why })
  await destroyGroup(forge, repo, entry, why === 'MERGE' ? 'merged' : 'dequeued')
}

export async function destroyGroup(
  forge: Forge,
  repo: Repo,
  entry: QueueEntry,
  reason: 'merged' | 'invalidated' | 'dequeued',
): Promise<void> {
  const { group } = entry
  if (group === null) return
  entry.group = null
  forge.touch()
  const commit = await readCommit(forge, repo, group.head)
  const about = { repo, actor: queueBot(forge), group, baseRef: entry.baseRef, commit }
  forge.emit({ kind: 'merge-group-destroyed', ...about, reason })
  const ref = `refs/heads/${group.branch}`
  await gitTry(forge.bareDir(repo), ['update-ref', '-d', ref, group.head])
  await absorbRefs(forge, repo, queueBot(forge))
}
