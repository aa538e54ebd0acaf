/** What the reviews and conversations of a pull request must be before it merges. Messages are GitHub's. */
import { roleOf } from './access.ts'
import { ownersOf, readOwners } from './codeowners.ts'
import { findUser, ownerOf, userById } from './find.ts'
import type { Forge } from './forge.ts'
import type { LineComment, Pull, Repo, Review, Rule } from './model.ts'
import { changedFiles, mergeBase } from './objects.ts'

const VERDICTS = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'])

/** The latest review of each account that says yes or no, or was dismissed. */
export function latestReviews(repo: Repo, pull: Pull): Review[] {
  const all = repo.reviews.filter((one) => one.pull === pull.number && VERDICTS.has(one.state))
  const inOrder = all.toSorted((a, b) => a.submittedAt - b.submittedAt)
  return [...new Map(inOrder.map((one) => [one.userId, one])).values()]
}

/** Those of people with write access, without dismissed ones. */
export const verdicts = (repo: Repo, pull: Pull): Review[] =>
  latestReviews(repo, pull).filter(({ userId, state }) => state !== 'DISMISSED' && mayWrite(repo, userId))

const mayWrite = (repo: Repo, id: number) => ['write', 'maintain', 'admin'].includes(roleOf(repo, id) ?? '')

const approvals = (repo: Repo, pull: Pull) => verdicts(repo, pull).filter(({ state }) => state === 'APPROVED')

/** Returns GitHub's message for reviews that a `pull_request` rule misses; null when it has all. */
export async function reviewViolation(forge: Forge, repo: Repo, pull: Pull, rule: Rule): Promise<string | null> {
  const { parameters = {} } = rule
  const wanted = Number(parameters.required_approving_review_count ?? 0)
  const hasObjection = verdicts(repo, pull).some(({ state }) => state === 'CHANGES_REQUESTED')
  if (wanted > 0 && hasObjection) return 'Changes have been requested.'
  if (approvals(repo, pull).length < wanted) return tooFew(wanted)
  const byOwners = parameters.require_code_owner_review === true ? await ownersMissing(forge, repo, pull) : null
  if (byOwners !== null) return byOwners
  const ofLastPush = parameters.require_last_push_approval === true ? lastPushUnseen(forge, repo, pull) : null
  if (ofLastPush !== null) return ofLastPush
  return parameters.required_review_thread_resolution === true ? unresolvedViolation(repo, pull) : null
}

function tooFew(wanted: number): string {
  const reviews = wanted === 1 ? '1 approving review is' : `${wanted} approving reviews are`
  return `At least ${reviews} required by reviewers with write access.`
}

/** Each changed file that has owners needs the approval of one of them. */
async function ownersMissing(forge: Forge, repo: Repo, pull: Pull): Promise<string | null> {
  const base = repo.refs[`refs/heads/${pull.baseRef}`] ?? pull.baseSha
  const rules = await readOwners(forge, repo, base)
  if (rules.length === 0) return null
  const from = (await mergeBase(forge, repo, base, pull.headSha)) ?? base
  const files = await changedFiles(forge, repo, from, pull.headSha)
  const paths = files.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath]))
  const approvers = new Set(approvals(repo, pull).map(({ userId }) => userId))
  for (const path of paths) {
    const owners = ownersOf(rules, path).filter((owner) => idsOf(forge, repo, owner).length > 0)
    const hasApproval = owners.some((owner) => idsOf(forge, repo, owner).some((id) => approvers.has(id)))
    if (owners.length > 0 && !hasApproval) return `Waiting on code owner review from ${owners.join(' and/or ')}.`
  }
  return null
}

/** An owner without write access is none. */
function idsOf(forge: Forge, repo: Repo, owner: string): number[] {
  const [org, slug] = owner.split('/')
  const team =
    slug !== undefined && org?.toLowerCase() === ownerOf(forge, repo).login.toLowerCase()
      ? forge.world.teams?.find((one) => one.ownerId === repo.ownerId && one.slug === slug)
      : undefined
  const ids = slug === undefined ? [findUser(forge, owner)?.id ?? 0] : (team?.memberIds ?? [])
  return ids.filter((id) => mayWrite(repo, id))
}

/** The push that brought a head into the pull request's branch. */
export function pushOf(repo: Repo, pull: Pull, head: string): { actorId: number; at: number } | null {
  const found = repo.activity.findLast(({ ref, after }) => ref === `refs/heads/${pull.headRef}` && after === head)
  return found ? { actorId: found.actorId, at: found.at } : null
}

function lastPushUnseen(forge: Forge, repo: Repo, pull: Pull): string | null {
  const push = pull.lastPush ?? pushOf(repo, pull, pull.headSha)
  if (push === null) return null
  const isSeen = approvals(repo, pull).some(
    ({ userId, submittedAt }) => userId !== push.actorId && submittedAt >= push.at,
  )
  if (isSeen) return null
  const { login } = userById(forge, push.actorId)
  return `New changes require approval from someone other than ${login} because they were the last pusher.`
}

/** Threads whose review was sent off and that nobody resolved. */
function openThreads(repo: Repo, pull: Pull): LineComment[] {
  const isSent = (id: number) => repo.reviews.some((review) => review.id === id && review.state !== 'PENDING')
  return (repo.lineComments ?? []).filter(
    (one) => one.issue === pull.number && one.replyTo === null && !one.resolvedById && isSent(one.review),
  )
}

export const unresolvedViolation = (repo: Repo, pull: Pull): string | null =>
  openThreads(repo, pull).length === 0
    ? null
    : 'A conversation must be resolved before this pull request can be merged.'
