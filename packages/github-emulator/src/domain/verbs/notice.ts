import { closedByText } from '../closing.ts'
import type { Push, RefChange } from '../commits.ts'
import { fullName, ownerOf } from '../find.ts'
import type { Forge } from '../forge.ts'
import { gitTry } from '../git.ts'
import type { Repo, User } from '../model.ts'
import { ZERO } from '../objects.ts'
import { examine, recordPush } from '../pushes.ts'
import { withRepoLock } from '../record.ts'
import { readRefs } from '../ref-files.ts'
import { type ApiMerge, followPulls, markMerged } from './follow.ts'
import { setState } from './issues.ts'
import { noteForWorkflows, startWorkflows } from './workflows.ts'

/**
 * Compares the bare repository's refs with `repo.refs` and does what GitHub does on a push. Call it after every git
 * push, and at start with `actor` null: then the reflog says who moved a ref.
 */
export function noticeRefs(forge: Forge, repo: Repo, actor: User | null): Promise<void> {
  return withRepoLock(repo, () => absorbRefs(forge, repo, actor, { everything: actor === null }))
}

export interface AbsorbOptions {
  merge?: ApiMerge
  /** Check every open pull request, not only those whose branches moved. */
  everything?: boolean
}

/** Like `noticeRefs`, for callers that hold the repository's lock. */
export async function absorbRefs(
  forge: Forge,
  repo: Repo,
  actor: User | null,
  { merge, everything = false }: AbsorbOptions = {},
): Promise<void> {
  const mover = async (ref: string) => actor ?? (await moverOf(forge, repo, ref))
  const pushes: Push[] = []
  for (const change of differences(repo.refs, await readRefs(forge, repo))) {
    const push = await examine(forge, repo, change, await mover(change.ref))
    const isMerge = merge !== undefined && change.ref === `refs/heads/${merge.into ?? merge.pull.baseRef}`
    pushes.push(isMerge ? { ...push, type: merge.byQueue ? 'merge_queue_merge' : 'pr_merge' } : push)
  }
  for (const push of pushes) {
    recordPush(forge, repo, push)
    noteForWorkflows(forge, repo, push)
  }
  if (merge?.into !== undefined)
    for (const one of [...(merge.below ?? []), merge])
      markMerged({ forge, actor: await mover(`refs/heads/${merge.into}`), repo }, one.pull, one.sha)
  if (pushes.length > 0 || everything) await followPulls(forge, repo, pushes, { mover, everything, merge })
  for (const push of pushes) closeByCommits(forge, repo, push)
  await startWorkflows(forge, repo)
}

/** Deletions come last, so that a branch merged and deleted at once is seen as merged. */
function differences(old: Record<string, string>, now: Record<string, string>): RefChange[] {
  const refs = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  return refs
    .filter((ref) => !ref.startsWith('refs/pull/') && old[ref] !== now[ref])
    .map((ref) => ({ ref, before: old[ref] ?? ZERO, after: now[ref] ?? ZERO }))
    .sort((a, b) => Number(a.after === ZERO) - Number(b.after === ZERO))
}

/** Returns who moved the ref last, from its reflog; an administrator or the owner when it has none. */
async function moverOf(forge: Forge, repo: Repo, ref: string): Promise<User> {
  const result = await gitTry(forge.bareDir(repo), ['log', '-g', '-1', '--format=%gn', ref, '--'])
  const login = result.code === 0 ? result.stdout.trim() : ''
  const named = forge.world.users.find((u) => u.login === login)
  if (named) return named
  const admin = Object.entries(repo.collaborators).find(([, role]) => role === 'admin' || role === 'maintain')
  const byRole = forge.world.users.find((u) => String(u.id) === admin?.[0])
  return byRole ?? ownerOf(forge, repo)
}

/** `Closes #n` in a commit counts once the commit is on the default branch. */
function closeByCommits(forge: Forge, repo: Repo, push: Push): void {
  if (push.ref !== `refs/heads/${repo.defaultBranch}`) return
  for (const commit of push.commits) {
    for (const number of closedByText(commit.message, fullName(forge, repo))) {
      const issue = repo.issues.find((i) => i.number === number)
      const isPull = repo.pulls.some((p) => p.number === number)
      if (issue && !isPull)
        setState({ forge, actor: push.actor, repo }, issue, 'closed', { reason: 'completed', closerCommit: commit.sha })
    }
  }
}
