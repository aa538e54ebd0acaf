import { z } from 'zod'
import { canEditComment } from '../domain/access.ts'
import { invalid, notFound } from '../domain/errors.ts'
import type { LineComment } from '../domain/model.ts'
import { deleteLineComment, editLineComment, type NewLineComment } from '../domain/verbs/line-comments.ts'
import { submitReview } from '../domain/verbs/reviews.ts'
import { lineCommentView } from '../views/line-comment.ts'
import { sinceOf } from './issues.ts'
import { paged } from './pages.ts'
import { pullAsked } from './pulls.ts'
import { created, noContent, type RepoAsk, type Router, refusal, repoRoute } from './router.ts'

export const newLine = z.looseObject({
  body: z.string().optional(),
  path: z.string().optional(),
  line: z.number().optional(),
  commit_id: z.string().optional(),
  in_reply_to: z.number().optional(),
})

export const lineInput = (body: z.infer<typeof newLine>): NewLineComment => ({
  body: body.body ?? '',
  path: body.path ?? '',
  ...(body.line !== undefined && { line: body.line }),
  ...(body.commit_id !== undefined && { commitId: body.commit_id }),
})

export function lineCommentAsked(ask: RepoAsk, id = ask.number('id')): LineComment {
  const comment = ask.repo.lineComments?.find((known) => known.id === id)
  if (!comment) throw notFound()
  ask.need('pull_requests', 'read')
  return comment
}

function editable(ask: RepoAsk): LineComment {
  const comment = lineCommentAsked(ask)
  if (canEditComment(ask, comment)) return comment
  throw refusal(ask.viewer, 'pull_requests=write')
}

/** Each is a review of its own, as on GitHub. */
function add(ask: RepoAsk, input: NewLineComment) {
  const pull = pullAsked(ask)
  ask.needPart('pull_requests')
  const review = submitReview(ask.context(), pull, {
    event: 'COMMENT',
    comments: [input],
  })
  const made = ask.repo.lineComments?.find((known) => known.review === review.id)
  return made && created(lineCommentView(ask.forge, ask.repo, made))
}

/** Comments on lines of what a pull request changes. */
export function lineCommentRoutes(router: Router): void {
  const show = (ask: RepoAsk) => (comment: LineComment) => lineCommentView(ask.forge, ask.repo, comment)
  const path = '/pulls/:number/comments'
  repoRoute(router, 'GET', path, (ask) => {
    const { number } = pullAsked(ask)
    return paged(
      ask,
      (ask.repo.lineComments ?? []).filter((known) => known.issue === number),
    ).map(show(ask))
  })
  repoRoute(router, 'POST', path, async (ask) => {
    const body = await ask.body(newLine)
    if (body.in_reply_to !== undefined)
      return add(ask, { ...lineInput(body), path: '-', replyTo: lineCommentAsked(ask, body.in_reply_to) })
    if (body.commit_id === undefined)
      throw invalid({ resource: 'PullRequestReviewComment', code: 'missing_field', field: 'commit_id' })
    return add(ask, lineInput(body))
  })
  repoRoute(router, 'POST', `${path}/:id/replies`, async (ask) => {
    const { body = '' } = await ask.body(newLine)
    return add(ask, { body, path: '-', replyTo: lineCommentAsked(ask) })
  })
  repoRoute(router, 'GET', '/pulls/comments', (ask) => {
    ask.need('pull_requests', 'read')
    const [since, sign] = [sinceOf(ask), ask.query('direction') === 'asc' ? 1 : -1]
    const key = ask.query('sort') === 'updated' ? (c: LineComment) => c.updatedAt : (c: LineComment) => c.createdAt
    const all = (ask.repo.lineComments ?? []).filter((c) => Math.floor(c.updatedAt / 1000) * 1000 >= since)
    return paged(
      ask,
      all.toSorted((a, b) => sign * (key(a) - key(b) || a.id - b.id)),
    ).map(show(ask))
  })
  repoRoute(router, 'GET', '/pulls/comments/:id', (ask) => show(ask)(lineCommentAsked(ask)))
  repoRoute(router, 'PATCH', '/pulls/comments/:id', async (ask) => {
    const comment = editable(ask)
    const { body = '' } = await ask.body(newLine)
    editLineComment(ask.context(), comment, body)
    return show(ask)(comment)
  })
  repoRoute(router, 'DELETE', '/pulls/comments/:id', (ask) => {
    deleteLineComment(ask.context(), editable(ask))
    return noContent()
  })
}
