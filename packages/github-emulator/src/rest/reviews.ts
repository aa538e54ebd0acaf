import { z } from 'zod'
import { notFound } from '../domain/errors.ts'
import { issueOf } from '../domain/find.ts'
import { given } from '../domain/given.ts'
import type { Review } from '../domain/model.ts'
import { mayDismiss } from '../domain/rules.ts'
import { removeReviewers, requestReviewers } from '../domain/verbs/pulls.ts'
import { dismissReview, editReview, submitPendingReview, submitReview } from '../domain/verbs/reviews.ts'
import { pullView, reviewView } from '../views/pull.ts'
import { userViewById } from '../views/user.ts'
import { lineInput, newLine } from './line-comments.ts'
import { paged } from './pages.ts'
import { pullAsked } from './pulls.ts'
import { Answer, type RepoAsk, type Router, refusal, repoRoute } from './router.ts'

const review = z.looseObject({
  body: z.string().optional(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional(),
  commit_id: z.string().optional(),
  comments: z.array(newLine).optional(),
})

/** GitHub: only its author sees a pending review. */
function seen(ask: RepoAsk, r: Review): boolean {
  const { viewer } = ask
  if (r.state !== 'PENDING') return true
  return (viewer.kind === 'user' || viewer.kind === 'installation') && viewer.user.id === r.userId
}

function reviewAsked(ask: RepoAsk): Review {
  const pull = pullAsked(ask)
  const found = ask.repo.reviews.find((r) => r.id === ask.number('id') && r.pull === pull.number)
  if (!found || !seen(ask, found)) throw notFound()
  return found
}

export function reviewRoutes(router: Router): void {
  const path = '/pulls/:number/reviews'
  const show = (ask: RepoAsk, r: Review) => reviewView(ask.forge, ask.repo, r)
  repoRoute(router, 'GET', path, (ask) => {
    const pull = pullAsked(ask)
    const found = ask.repo.reviews.filter((r) => r.pull === pull.number && seen(ask, r))
    return paged(ask, found).map((r) => show(ask, r))
  })
  repoRoute(router, 'POST', path, async (ask) => {
    const pull = pullAsked(ask)
    ask.needPart('pull_requests')
    const body = await ask.body(review)
    const input = given({
      event: body.event,
      body: body.body,
      commitId: body.commit_id,
      comments: body.comments?.map(lineInput),
    })
    return show(ask, submitReview(ask.context(), pull, input))
  })
  repoRoute(router, 'GET', `${path}/:id`, (ask) => show(ask, reviewAsked(ask)))
  repoRoute(router, 'PUT', `${path}/:id`, async (ask) => {
    const found = reviewAsked(ask)
    if (found.userId !== ask.actor().id) throw refusal(ask.viewer, 'pull_requests=write')
    return show(ask, editReview(ask.context(), found, (await ask.body(review)).body ?? ''))
  })
  repoRoute(router, 'POST', `${path}/:id/events`, async (ask) => {
    const found = reviewAsked(ask)
    const body = await ask.body(review)
    const owner = ask.actor().id
    if (found.userId !== owner) throw refusal(ask.viewer, 'pull_requests=write')
    const input = given({ event: body.event, body: body.body })
    return show(ask, submitPendingReview(ask.context(), found, input))
  })
  repoRoute(router, 'PUT', `${path}/:id/dismissals`, async (ask) => {
    const found = reviewAsked(ask)
    ask.need('contents', 'write')
    if (!mayDismiss(ask.context(), pullAsked(ask))) throw refusal(ask.viewer, 'administration=write')
    const body = await ask.body(z.looseObject({ message: z.string().optional() }))
    return show(ask, dismissReview(ask.context(), found, body.message ?? ''))
  })
  requestRoutes(router)
}

function requestRoutes(router: Router): void {
  const path = '/pulls/:number/requested_reviewers'
  const logins = z.looseObject({ reviewers: z.array(z.string()).optional() })
  repoRoute(router, 'GET', path, (ask) => {
    const users = pullAsked(ask).requestedReviewerIds.map((id) => userViewById(ask.forge, id))
    return { users, teams: [] }
  })
  for (const [method, verb, status] of [
    ['POST', requestReviewers, 201] as const,
    ['DELETE', removeReviewers, 200] as const,
  ]) {
    repoRoute(router, method, path, async (ask) => {
      const pull = pullAsked(ask)
      const author = ask.viewer.kind === 'user' && issueOf(ask.repo, pull.number).userId === ask.viewer.user.id
      if (!author) ask.need('pull_requests', 'write')
      const { reviewers = [] } = await ask.body(logins)
      verb(ask.context(), pull, reviewers)
      return new Answer(status, pullView(ask.forge, ask.repo, pull))
    })
  }
}
