/** Pull requests of packets. */
import type { Outcome, RawPull } from '../../ports.ts'
import { type RestUser, restActor } from '../actors.ts'
import { failureOf } from '../errors.ts'
import { done, type Handler, type Hands, oneChange, type Planner, pullIn } from './context.ts'

/** GitHub may see a push later than git does; by then it has. */
const pushWaitMs = 15_000

export interface PullAnswer {
  number: number
  id: number | bigint
  node_id: string
  html_url: string
  title: string
  body: string | null
  user: RestUser | null
  created_at: string
  head: { ref: string; sha: string }
  base: { ref: string }
  draft?: boolean
  state?: string
  merged_at?: string | null
}

export const openPull: Handler<'open-pull'> = async (hands, { branch, base, title, body, draft }) => {
  if (hands.mirror.pulls.some((each) => each.state === 'open' && each.sameRepo && each.headRef === branch)) return done
  try {
    const wish = { ...hands.at, head: branch, base, title, body, draft }
    const { data } = await hands.octokit.request('POST /repos/{owner}/{repo}/pulls', wish)
    put(hands, data)
    return done
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status !== 422) throw error
    if (/pull request already exists/i.test(message)) return findPull(hands, branch)
    if (/no commits between/i.test(message)) return { kind: 'later', afterMs: pushWaitMs, message }
    if (/\b(head|base) invalid\b/i.test(message)) return { kind: 'outdated', reread: { refs: true } }
    throw error
  }
}

async function findPull(hands: Hands, branch: string): Promise<Outcome> {
  const head = `${hands.at.owner}:${branch}`
  const { data } = await hands.octokit.request('GET /repos/{owner}/{repo}/pulls', { ...hands.at, head, state: 'open' })
  const [found] = data
  if (found === undefined) return { kind: 'outdated', reread: { all: true } }
  put(hands, found)
  return { kind: 'done', reread: { issues: [found.number] } }
}

export function put(hands: Hands, answer: PullAnswer): void {
  const pull: RawPull = {
    number: answer.number,
    id: Number(answer.id),
    nodeId: answer.node_id,
    url: answer.html_url,
    title: answer.title,
    body: answer.body ?? '',
    author: restActor(answer.user),
    editor: null,
    createdAt: Date.parse(answer.created_at),
    headRef: answer.head.ref,
    headSha: answer.head.sha,
    sameRepo: true,
    baseRef: answer.base.ref,
    draft: answer.draft === true,
    state: answer.state === 'closed' ? 'closed' : 'open',
    merged: typeof answer.merged_at === 'string',
    mergedAt: typeof answer.merged_at === 'string' ? Date.parse(answer.merged_at) : null,
    mergeSha: null,
    closedAt: null,
    closedBy: null,
    comments: [],
    lineComments: [],
    draftEvents: [],
    reviews: [],
    requestedReviewers: [],
  }
  hands.mirror.pulls = [...hands.mirror.pulls.filter((each) => each.number !== pull.number), pull]
}

export const editPull: Handler<'edit-pull'> = async (hands, { pull, body }) => {
  const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}'
  const { data } = await hands.octokit.request(route, { ...hands.at, pull_number: pull, body })
  const mirrored = pullIn(hands, pull)
  if (mirrored === undefined) return { kind: 'done', reread: { issues: [pull] } }
  Object.assign(mirrored, { body: data.body ?? '', editor: hands.self })
  return done
}

/** GraphQL only. */
export const readyPull: Planner<'ready-pull'> = (hands, { pull, nodeId }) =>
  oneChange('markPullRequestReadyForReview', { pullRequestId: nodeId }, () => {
    const mirrored = pullIn(hands, pull)
    if (mirrored === undefined) return done
    mirrored.draft = false
    // GitHub's times are in seconds.
    mirrored.draftEvents?.push({ at: Math.floor(hands.now / 1000) * 1000, draft: false, actor: hands.self })
    return done
  })

/** GitHub refuses (422) the author of the pull request and who has no access. */
export const requestReview: Handler<'request-review'> = async (hands, { pull, login }) => {
  const route = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers'
  await hands.octokit.request(route, { ...hands.at, pull_number: pull, reviewers: [login] })
  const mirrored = pullIn(hands, pull)
  if (mirrored !== undefined && !mirrored.requestedReviewers.includes(login)) mirrored.requestedReviewers.push(login)
  return done
}

/** A branch that is deleted closes what has it as its base; a pull request in a stack may refuse to be moved (422). */
export const retargetPull: Handler<'retarget-pull'> = async (hands, { pull, base }) => {
  const wish = { ...hands.at, pull_number: pull, base }
  await hands.octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', wish)
  const known = pullIn(hands, pull)
  if (known !== undefined) known.baseRef = base
  return done
}
