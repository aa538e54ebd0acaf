/** Approvals that a push makes stale. */
import type { RepoContext } from '../forge.ts'
import { git } from '../git.ts'
import type { Pull, Review } from '../model.ts'
import { mergeBase } from '../objects.ts'
import { pushOf } from '../review-rules.ts'
import { allRulesFor } from '../rules.ts'
import { recordDismissal } from './reviews.ts'

/** A pull request's two sides: a commit of its head and the tip of its base. */
export interface PullSides {
  head: string
  base: string
}

/**
 * Does what a change of a pull request's sides means for its reviews. Where stale reviews are dismissed, its approvals
 * go, unless what there is to review stayed the same: the files it changes, with the same contents before and after. So
 * GitHub's own update of the branch keeps approvals, except where the base changed the same files.
 */
export async function noteReviewable(context: RepoContext, pull: Pull, was: PullSides, now: PullSides): Promise<void> {
  const { forge, actor, repo } = context
  const rules = allRulesFor(forge, repo, pull.baseRef).filter(({ type }) => type === 'pull_request')
  const isSame = rules.length > 0 && (await reviewable(context, was)) === (await reviewable(context, now))
  if (isSame) {
    const push = pull.lastPush ?? pushOf(repo, pull, was.head)
    if (push) pull.lastPush = push
    return
  }
  if (was.head !== now.head) pull.lastPush = { actorId: actor.id, at: forge.clock.now() }
  forge.touch()
  if (!rules.some(({ parameters }) => parameters?.dismiss_stale_reviews_on_push === true)) return
  const isStale = ({ pull: number, state }: Review) => number === pull.number && state === 'APPROVED'
  for (const review of repo.reviews.filter(isStale)) recordDismissal(context, review)
}

/** The files that a pull request changes, with their contents on both sides. */
async function reviewable({ forge, repo }: RepoContext, { head, base }: PullSides): Promise<string> {
  const from = (await mergeBase(forge, repo, base, head)) ?? base
  return git(forge.bareDir(repo), ['diff-tree', '-r', '-z', '--no-renames', '--no-abbrev', '--raw', from, head])
}
