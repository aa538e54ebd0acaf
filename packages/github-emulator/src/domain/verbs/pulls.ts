import { roleOf } from '../access.ts'
import { ForgeError, invalid } from '../errors.ts'
import { branchSha, findUser, issueOf, ownerOf } from '../find.ts'
import type { Forge, RepoContext } from '../forge.ts'
import { git } from '../git.ts'
import { checkBody, checkTitle } from '../limits.ts'
import type { Pull, Repo, User } from '../model.ts'
import { countChanges, mergeBase } from '../objects.ts'
import { bump, timeline, withRepoLock } from '../record.ts'
import { STACKED, stackOf } from '../stacks.ts'
import { keepHead } from './follow.ts'
import { editIssue, placeIssue } from './issues.ts'
import { absorbRefs } from './notice.ts'
import { noteReviewable } from './stale-reviews.ts'

export interface NewPull {
  title: string
  body?: string | null
  /** A branch, or `OWNER:branch` of the same owner. */
  head: string
  base: string
  draft?: boolean
}

export interface PullChange {
  title?: string
  body?: string | null
  state?: 'open' | 'closed'
  base?: string
}

const custom = (message: string) => invalid({ resource: 'PullRequest', code: 'custom', message })
const bad = (field: string) => invalid({ resource: 'PullRequest', field, code: 'invalid' })

async function aheadBy(forge: Forge, repo: Repo, base: string, head: string): Promise<number> {
  return Number(await git(forge.bareDir(repo), ['rev-list', '--count', `${base}..${head}`]))
}

/** 422 for a branch that is not there, a second pull request of the pair, nothing to merge, or refused drafts. */
export function openPull(context: RepoContext, input: NewPull): Promise<Pull> {
  const { forge, actor, repo } = context
  return withRepoLock(repo, async () => {
    checkTitle('PullRequest', input.title)
    checkBody('PullRequest', input.body ?? null)
    await absorbRefs(forge, repo, null)
    const { head, headSha, base, baseSha } = branchesOf(forge, repo, input)
    const label = `${ownerOf(forge, repo).login}:${head}`
    const same = repo.pulls.find((p) => p.headRef === head && p.baseRef === base)
    if (same && isOpen(repo, same)) throw custom(`A pull request already exists for ${label}.`)
    if ((await aheadBy(forge, repo, baseSha, headSha)) === 0) throw custom(`No commits between ${base} and ${head}`)
    if (input.draft && !repo.allowDrafts)
      throw new ForgeError(422, 'Draft pull requests are not supported in this repository.')
    const from = (await mergeBase(forge, repo, baseSha, headSha)) ?? baseSha
    const stats = await countChanges(forge, repo, from, headSha)
    const issue = placeIssue(context, input.title, input.body ?? null)
    const pull = freshPull(forge, issue.number, { head, headSha, base, baseSha, draft: input.draft ?? false }, stats)
    repo.pulls.push(pull)
    forge.touch()
    await keepHead(forge, repo, pull.number, headSha)
    forge.emit({ kind: 'pull-opened', repo, actor, pull })
    return pull
  })
}

const isOpen = (repo: Repo, pull: Pull) => issueOf(repo, pull.number).state === 'open'

function branchesOf(forge: Forge, repo: Repo, input: NewPull) {
  if (typeof input.head !== 'string') throw invalid({ resource: 'PullRequest', field: 'head', code: 'missing_field' })
  if (typeof input.base !== 'string') throw invalid({ resource: 'PullRequest', field: 'base', code: 'missing_field' })
  const owner = `${ownerOf(forge, repo).login}:`
  const head = input.head.startsWith(owner) ? input.head.slice(owner.length) : input.head
  const baseSha = branchSha(repo, input.base)
  if (baseSha === undefined) throw bad('base')
  const headSha = branchSha(repo, head)
  if (headSha === undefined) throw bad('head')
  return { head, headSha, base: input.base, baseSha }
}

interface Sides {
  head: string
  headSha: string
  base: string
  baseSha: string
  draft: boolean
}

function freshPull(forge: Forge, number: number, sides: Sides, stats: NonNullable<Pull['stats']>): Pull {
  return {
    id: forge.newId(),
    number,
    headRef: sides.head,
    headSha: sides.headSha,
    baseRef: sides.base,
    baseSha: sides.baseSha,
    draft: sides.draft,
    merged: false,
    mergedAt: null,
    mergedById: null,
    mergeCommitSha: null,
    requestedReviewerIds: [],
    stats,
  }
}

/** Title, body, state and base. A merged one cannot be reopened, nor one whose branch is gone. */
export async function editPull(context: RepoContext, pull: Pull, change: PullChange): Promise<Pull> {
  const { repo } = context
  const issue = issueOf(repo, pull.number)
  if (change.state === 'open' && issue.state === 'closed') checkReopen(repo, pull)
  if (change.base !== undefined && change.base !== pull.baseRef) await retarget(context, pull, change.base)
  const { base: _, ...rest } = change
  editIssue(context, issue, rest)
  return pull
}

function checkReopen(repo: Repo, pull: Pull): void {
  const wrong = (why: string) =>
    invalid({ resource: 'PullRequest', code: 'invalid', field: 'state', message: `state cannot be changed. ${why}` })
  if (pull.merged) throw wrong('The pull request is merged.')
  const sha = branchSha(repo, pull.headRef)
  if (sha === undefined) throw wrong(`The ${pull.headRef} branch has been deleted.`)
  pull.headSha = sha
}

async function retarget({ forge, actor, repo }: RepoContext, pull: Pull, base: string): Promise<void> {
  if (stackOf(repo, pull)) throw custom(STACKED.base)
  const sha = branchSha(repo, base)
  if (sha === undefined) throw bad('base')
  const from = { ref: pull.baseRef, sha: pull.baseSha }
  if ((await aheadBy(forge, repo, sha, pull.headSha)) === 0)
    throw custom(`No commits between ${base} and ${pull.headRef}`)
  const was = { head: pull.headSha, base: branchSha(repo, pull.baseRef) ?? pull.baseSha }
  pull.baseRef = base
  pull.baseSha = sha
  bump(forge, issueOf(repo, pull.number))
  forge.touch()
  forge.emit({ kind: 'pull-retargeted', repo, actor, pull, from })
  await noteReviewable({ forge, actor, repo }, pull, was, { head: pull.headSha, base: sha })
}

export function markReady(context: RepoContext, pull: Pull): void {
  setDraft(context, pull, false)
}

export function convertToDraft(context: RepoContext, pull: Pull): void {
  const { repo } = context
  if (!repo.allowDrafts) throw new ForgeError(422, 'Draft pull requests are not supported in this repository.')
  setDraft(context, pull, true)
}

function setDraft({ forge, actor, repo }: RepoContext, pull: Pull, draft: boolean): void {
  if (pull.draft === draft) return
  if (!isOpen(repo, pull)) throw new ForgeError(422, 'The pull request is closed.')
  pull.draft = draft
  timeline({ forge, actor, repo }, issueOf(repo, pull.number), draft ? 'convert_to_draft' : 'ready_for_review')
  bump(forge, issueOf(repo, pull.number))
  forge.touch()
  forge.emit({ kind: draft ? 'pull-converted-to-draft' : 'pull-ready', repo, actor, pull })
}

/** 422 for the author and for people who have no role on the repository. */
export function requestReviewers({ forge, actor, repo }: RepoContext, pull: Pull, logins: string[]): void {
  const author = issueOf(repo, pull.number).userId
  const users = logins.map((login) => reviewer(forge, repo, login, author))
  for (const user of users) {
    if (pull.requestedReviewerIds.includes(user.id)) continue
    pull.requestedReviewerIds.push(user.id)
    timeline({ forge, actor, repo }, issueOf(repo, pull.number), 'review_requested', { reviewerId: user.id })
    bump(forge, issueOf(repo, pull.number))
    forge.emit({ kind: 'review-requested', repo, actor, pull, reviewer: user })
  }
  forge.touch()
}

function reviewer(forge: Forge, repo: Repo, login: string, author: number): User {
  const user = findUser(forge, login)
  if (user?.id === author) throw new ForgeError(422, 'Review cannot be requested from pull request author.')
  if (user && roleOf(repo, user.id) !== null) return user
  const why =
    'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator'
  throw new ForgeError(422, `${why} of the ${ownerOf(forge, repo).login}/${repo.name} repository.`)
}

export function removeReviewers({ forge, actor, repo }: RepoContext, pull: Pull, logins: string[]): void {
  for (const user of logins.flatMap((login) => findUser(forge, login) ?? [])) {
    if (!pull.requestedReviewerIds.includes(user.id)) continue
    pull.requestedReviewerIds = pull.requestedReviewerIds.filter((id) => id !== user.id)
    timeline({ forge, actor, repo }, issueOf(repo, pull.number), 'review_request_removed', { reviewerId: user.id })
    bump(forge, issueOf(repo, pull.number))
    forge.emit({ kind: 'review-request-removed', repo, actor, pull, reviewer: user })
  }
  forge.touch()
}
