import { eventPullView } from '../../views/pull.ts'
import { fullName } from '../../views/repo.ts'
import { closedByText } from '../closing.ts'
import { issueOf } from '../find.ts'
import type { Forge } from '../forge.ts'
import { git } from '../git.ts'
import type { Pull, Repo, User } from '../model.ts'
import { countChanges, isAncestor, lines, mergeBase, ZERO } from '../objects.ts'
import type { Push } from '../pushes.ts'
import { bump, timeline } from '../record.ts'
import { setState } from './issues.ts'
import type { ApiMerge } from './notice.ts'

/**
 * What pushes mean for the open pull requests: new heads, merged ones, and those that lost a branch. It compares with
 * what each pull request last saw, so that doing it again after a crash half-way does the rest; `everything` looks at
 * all of them, pushed or not.
 */
export async function followPulls(
  forge: Forge,
  repo: Repo,
  pushes: Push[],
  mover: (ref: string) => Promise<User>,
  options: { everything: boolean; merge?: ApiMerge },
): Promise<void> {
  const pushed = new Set(pushes.map((p) => p.ref))
  for (const pull of [...repo.pulls]) {
    if (issueOf(repo, pull.number).state !== 'open') continue
    const [head, base] = [`refs/heads/${pull.headRef}`, `refs/heads/${pull.baseRef}`]
    if (!options.everything && !pushed.has(head) && !pushed.has(base)) continue
    const basePush = pushes.find((p) => p.ref === base)
    await follow(forge, repo, pull, mover, { basePush, ...options })
  }
}

interface Look {
  basePush: Push | undefined
  everything: boolean
  merge?: ApiMerge
}

async function follow(
  forge: Forge,
  repo: Repo,
  pull: Pull,
  mover: (ref: string) => Promise<User>,
  look: Look,
): Promise<void> {
  const [headName, baseName] = [`refs/heads/${pull.headRef}`, `refs/heads/${pull.baseRef}`]
  const [head, base] = [repo.refs[headName], repo.refs[baseName]]
  const known = pull.headSha
  if (head !== undefined && head !== known) await synchronize(forge, repo, pull, head, await mover(headName))
  if (base !== undefined && (look.basePush || look.everything)) {
    const from = look.basePush?.before ?? pull.baseSha
    const sha = look.merge?.pull === pull ? look.merge.sha : await bringer(forge, repo, pull, from, base)
    if (sha !== null) return markMerged(forge, await mover(baseName), repo, pull, sha)
  }
  if (head === undefined) return closePull(forge, await mover(headName), repo, pull)
  if (base === undefined) return closePull(forge, await mover(baseName), repo, pull)
  // A head moved back into its base has nothing left to merge: GitHub closes it, and does not call it merged.
  if (head !== known && (await isAncestor(forge, repo, head, base))) closePull(forge, await mover(headName), repo, pull)
}

async function synchronize(forge: Forge, repo: Repo, pull: Pull, head: string, actor: User): Promise<void> {
  await keepHead(forge, repo, pull.number, head)
  const from = await mergeBase(forge, repo, repo.refs[`refs/heads/${pull.baseRef}`] ?? pull.baseSha, head)
  // A head that is in its base already is a merge to be: it keeps the numbers it had.
  const stats = from === null || from === head ? pull.stats : await countChanges(forge, repo, from, head)
  const before = pull.headSha
  pull.headSha = head
  pull.stats = stats
  pull.baseSha = repo.refs[`refs/heads/${pull.baseRef}`] ?? pull.baseSha
  bump(forge, issueOf(repo, pull.number))
  forge.touch()
  const view = eventPullView(forge, repo, pull)
  const more = { number: pull.number, pull_request: view, before, after: head }
  forge.emit(repo, 'pull_request', 'synchronize', actor, more)
}

/** `refs/pull/N/head` keeps the commits of a pull request after its branch is gone. */
export async function keepHead(forge: Forge, repo: Repo, number: number, sha: string): Promise<void> {
  await git(forge.bareDir(repo), ['update-ref', `refs/pull/${number}/head`, sha])
}

/** The commit on the base branch that brought the head in: the merge, or the tip; null when it is not in. */
async function bringer(forge: Forge, repo: Repo, pull: Pull, from: string, base: string): Promise<string | null> {
  if (!(await isAncestor(forge, repo, pull.headSha, base))) return null
  const range = from === ZERO ? [base] : [base, `^${from}`]
  const out = await git(forge.bareDir(repo), ['rev-list', '--first-parent', '--reverse', '--max-count=200', ...range])
  for (const sha of lines(out)) if (await isAncestor(forge, repo, pull.headSha, sha)) return sha
  return base
}

/** Marks merged, closes, and closes the issues its text names when it went into the default branch. */
function markMerged(forge: Forge, actor: User, repo: Repo, pull: Pull, sha: string): void {
  const issue = issueOf(repo, pull.number)
  pull.merged = true
  pull.mergedAt = forge.clock.now()
  pull.mergedById = actor.id
  pull.mergeCommitSha = sha
  timeline(forge, repo, issue, actor, 'merged')
  closePull(forge, actor, repo, pull)
  if (pull.baseRef !== repo.defaultBranch) return
  const text = `${issue.title}\n\n${issue.body ?? ''}`
  for (const number of closedByText(text, fullName(forge, repo))) {
    const linked = repo.issues.find((i) => i.number === number)
    const isPull = repo.pulls.some((p) => p.number === number)
    if (linked && !isPull) setState(forge, actor, repo, linked, 'closed', 'completed', { closerPull: pull.number })
  }
}

function closePull(forge: Forge, actor: User, repo: Repo, pull: Pull): void {
  setState(forge, actor, repo, issueOf(repo, pull.number), 'closed', null)
}
