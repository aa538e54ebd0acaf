import { closedByText } from '../closing.ts'
import type { Push } from '../commits.ts'
import { fullName, issueOf } from '../find.ts'
import type { Forge, RepoContext } from '../forge.ts'
import { git } from '../git.ts'
import type { Pull, Repo, User } from '../model.ts'
import { countChanges, isAncestor, lines, mergeBase, ZERO } from '../objects.ts'
import { bump, timeline } from '../record.ts'
import { landing } from '../stacks.ts'
import { setState } from './issues.ts'
import { noteReviewable } from './stale-reviews.ts'

/** A pull request merged through the API, and its merge commit. */
export interface ApiMerge {
  pull: Pull
  sha: string
  /** The branch it goes into, where that is not the pull request's base. */
  into?: string
  /** Those below it in its stack that are merged with it. */
  below?: { pull: Pull; sha: string }[]
  /** Whether the merge queue merged it. */
  byQueue?: true
}

export interface FollowOptions {
  /** Who moved a ref. */
  mover: (ref: string) => Promise<User>
  /** Check every open pull request, not only those whose branches moved. */
  everything: boolean
  merge: ApiMerge | undefined
}

/**
 * What pushes mean for the open pull requests: new heads, merged ones, and those that lost a branch. It compares with
 * what each pull request last saw, so that doing it again after a crash half-way does the rest; `everything` looks at
 * all of them, pushed or not.
 */
export async function followPulls(forge: Forge, repo: Repo, pushes: Push[], options: FollowOptions): Promise<void> {
  const pushed = new Set(pushes.map((p) => p.ref))
  for (const pull of [...repo.pulls]) {
    if (issueOf(repo, pull.number).state !== 'open') continue
    const [head, base] = [`refs/heads/${pull.headRef}`, `refs/heads/${pull.baseRef}`]
    if (!options.everything && !pushed.has(head) && !pushed.has(base)) continue
    const basePush = pushes.find((p) => p.ref === base)
    await follow(forge, repo, pull, { basePush, ...options })
  }
}

interface Look extends FollowOptions {
  basePush: Push | undefined
}

async function follow(forge: Forge, repo: Repo, pull: Pull, look: Look): Promise<void> {
  const { mover } = look
  const [headName, baseName] = [`refs/heads/${pull.headRef}`, `refs/heads/${pull.baseRef}`]
  const [head, base] = [repo.refs[headName], repo.refs[baseName]]
  const known = pull.headSha
  if (head !== undefined && head !== known) await synchronize({ forge, repo, actor: await mover(headName) }, pull, head)
  if (base !== undefined && (look.basePush || look.everything)) {
    const from = look.basePush?.before ?? pull.baseSha
    const sha =
      look.merge?.pull === pull ? look.merge.sha : await bringer(forge, repo, pull.headSha, { from, to: base })
    if (sha !== null) return markMerged({ forge, actor: await mover(baseName), repo }, pull, sha)
  }
  if (head === undefined) return closePull({ forge, actor: await mover(headName), repo }, pull)
  if (base === undefined) return closePull({ forge, actor: await mover(baseName), repo }, pull)
  // A head moved back into its base has nothing left to merge: GitHub closes it, and does not call it merged.
  if (head !== known && (await isAncestor(forge, repo, head, base)))
    closePull({ forge, actor: await mover(headName), repo }, pull)
}

async function synchronize({ forge, repo, actor }: RepoContext, pull: Pull, head: string): Promise<void> {
  await keepHead(forge, repo, pull.number, head)
  const from = await mergeBase(forge, repo, repo.refs[`refs/heads/${pull.baseRef}`] ?? pull.baseSha, head)
  // A head that its base already contains is about to be merged: it keeps its numbers.
  if (from !== null && from !== head) pull.stats = await countChanges(forge, repo, from, head)
  const before = pull.headSha
  const base = repo.refs[`refs/heads/${pull.baseRef}`] ?? pull.baseSha
  pull.headSha = head
  pull.baseSha = base
  bump(forge, issueOf(repo, pull.number))
  forge.touch()
  forge.emit({ kind: 'pull-synchronized', repo, actor, pull, before, after: head })
  if (from !== head) await noteReviewable({ forge, repo, actor }, pull, { head: before, base }, { head, base })
}

/** `refs/pull/N/head` keeps the commits of a pull request after its branch is gone. */
export async function keepHead(forge: Forge, repo: Repo, number: number, sha: string): Promise<void> {
  await git(forge.bareDir(repo), ['update-ref', `refs/pull/${number}/head`, sha])
}

/**
 * Returns the commit on the base branch that contains the head first: the merge, or the tip. Null when none contains
 * it.
 */
async function bringer(
  forge: Forge,
  repo: Repo,
  head: string,
  { from, to: base }: { from: string; to: string },
): Promise<string | null> {
  if (!(await isAncestor(forge, repo, head, base))) return null
  const range = from === ZERO ? [base] : [base, `^${from}`]
  const out = await git(forge.bareDir(repo), ['rev-list', '--first-parent', '--reverse', '--max-count=200', ...range])
  for (const sha of lines(out)) if (await isAncestor(forge, repo, head, sha)) return sha
  return base
}

/**
 * Marks a pull request as merged and closes it. On the default branch it also closes the issues that its text names.
 */
export function markMerged(context: RepoContext, pull: Pull, sha: string): void {
  const { forge, actor, repo } = context
  const issue = issueOf(repo, pull.number)
  pull.merged = true
  pull.mergedAt = forge.clock.now()
  pull.mergedById = actor.id
  pull.mergeCommitSha = sha
  timeline({ forge, actor, repo }, issue, 'merged')
  closePull(context, pull)
  if (landing(repo, pull) !== repo.defaultBranch) return
  const text = `${issue.title}\n\n${issue.body ?? ''}`
  for (const number of closedByText(text, fullName(forge, repo))) {
    const linked = repo.issues.find((i) => i.number === number)
    const isPull = repo.pulls.some((p) => p.number === number)
    if (linked && !isPull) setState(context, linked, 'closed', { reason: 'completed', closerPull: pull.number })
  }
}

function closePull(context: RepoContext, pull: Pull): void {
  const { repo } = context
  setState(context, issueOf(repo, pull.number), 'closed')
}
