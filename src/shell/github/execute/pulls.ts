/** Executes actions on pull requests of packets. */
import type { Outcome } from '../../reconcile/github.ts'
import type { RawPull } from '../../reconcile/mirror.ts'
import { type RestUser, restActor } from '../actors.ts'
import { failureOf } from '../errors.ts'
import { type ActionContext, done, type Handler, oneChange, type Planner, pullIn } from './context.ts'

/** GitHub's API may see a push a few seconds later than git does. */
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

export const openPull: Handler<'open-pull'> = async (actionContext, { branch, base, title, body, draft }) => {
  if (actionContext.mirror.pulls.some((each) => each.state === 'open' && each.sameRepo && each.headRef === branch))
    return done
  try {
    const request = { ...actionContext.at, head: branch, base, title, body, draft }
    const { data } = await actionContext.octokit.rest.pulls.create(request)
    put(actionContext, data)
    return done
  } catch (error) {
    const { status, message } = failureOf(error)
    if (status !== 422) throw error
    if (/pull request already exists/i.test(message)) return findPull(actionContext, branch)
    if (/no commits between/i.test(message)) return { kind: 'later', afterMs: pushWaitMs, message }
    if (/\b(head|base) invalid\b/i.test(message)) return { kind: 'outdated', reread: { refs: true } }
    throw error
  }
}

async function findPull(actionContext: ActionContext, branch: string): Promise<Outcome> {
  const head = `${actionContext.at.owner}:${branch}`
  const { data } = await actionContext.octokit.rest.pulls.list({
    ...actionContext.at,
    head,
    state: 'open',
  })
  const [found] = data
  if (found === undefined) return { kind: 'outdated', reread: { all: true } }
  put(actionContext, found)
  return { kind: 'done', reread: { issues: [found.number] } }
}

export function put(actionContext: ActionContext, answer: PullAnswer): void {
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
  actionContext.mirror.pulls = [...actionContext.mirror.pulls.filter((each) => each.number !== pull.number), pull]
}

export const editPull: Handler<'edit-pull'> = async (actionContext, { pull, body }) => {
  const { data } = await actionContext.octokit.rest.pulls.update({ ...actionContext.at, pull_number: pull, body })
  const mirrored = pullIn(actionContext, pull)
  if (mirrored === undefined) return { kind: 'done', reread: { issues: [pull] } }
  Object.assign(mirrored, { body: data.body ?? '', editor: actionContext.self })
  return done
}

/** GraphQL only. */
export const readyPull: Planner<'ready-pull'> = (actionContext, { pull, nodeId }) =>
  oneChange('markPullRequestReadyForReview', { pullRequestId: nodeId }, () => {
    const mirrored = pullIn(actionContext, pull)
    if (mirrored === undefined) return done
    mirrored.draft = false
    // GitHub's times are in seconds.
    mirrored.draftEvents?.push({
      at: Math.floor(actionContext.now / 1000) * 1000,
      draft: false,
      actor: actionContext.self,
    })
    return done
  })

/** GitHub: refuses (422) the author of the pull request and accounts without access. */
export const requestReview: Handler<'request-review'> = async (actionContext, { pull, login }) => {
  await actionContext.octokit.rest.pulls.requestReviewers({
    ...actionContext.at,
    pull_number: pull,
    reviewers: [login],
  })
  const mirrored = pullIn(actionContext, pull)
  if (mirrored !== undefined && !mirrored.requestedReviewers.includes(login)) mirrored.requestedReviewers.push(login)
  return done
}

/** GitHub: deleting a branch closes the pull requests based on it; a pull request in a stack may refuse a new base (422). */
export const retargetPull: Handler<'retarget-pull'> = async (actionContext, { pull, base }) => {
  const request = { ...actionContext.at, pull_number: pull, base }
  await actionContext.octokit.rest.pulls.update(request)
  const known = pullIn(actionContext, pull)
  if (known !== undefined) known.baseRef = base
  return done
}
