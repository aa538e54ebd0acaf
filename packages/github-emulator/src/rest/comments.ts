import { z } from 'zod'
import { canEditComment, hasRole } from '../domain/access.ts'
import { ForgeError, notFound } from '../domain/errors.ts'
import type { Comment } from '../domain/model.ts'
import { createComment, deleteComment, editComment } from '../domain/verbs/comments.ts'
import { commentView } from '../views/issue.ts'
import { issueAsked, sinceOf, topicOf } from './issues.ts'
import { paged } from './pages.ts'
import { created, noContent, type RepoAsk, type Router, refusal, repoRoute } from './router.ts'

const text = z.looseObject({ body: z.string().optional() })

export function commentAsked(ask: RepoAsk): Comment {
  const comment = ask.repo.comments.find((c) => c.id === ask.number('id'))
  if (!comment) throw notFound()
  ask.need(topicOf(ask, comment.issue), 'read')
  return comment
}

function editable(ask: RepoAsk): Comment {
  const comment = commentAsked(ask)
  if (canEditComment(ask, comment)) return comment
  throw refusal(ask.viewer, 'issues=write; pull_requests=write')
}

export function commentRoutes(router: Router): void {
  const show = (ask: RepoAsk, comment: Comment) => commentView(ask.forge, ask.repo, comment)
  repoRoute(router, 'GET', '/issues/comments', (ask) => {
    ask.need('issues', 'read')
    return paged(ask, everywhere(ask)).map((c) => show(ask, c))
  })
  repoRoute(router, 'GET', '/issues/:number/comments', (ask) => {
    const issue = issueAsked(ask)
    const since = sinceOf(ask)
    const all = ask.repo.comments.filter(
      (c) => c.issue === issue.number && Math.floor(c.updatedAt / 1000) * 1000 >= since,
    )
    return paged(ask, all).map((c) => show(ask, c))
  })
  repoRoute(router, 'POST', '/issues/:number/comments', async (ask) => {
    const issue = issueAsked(ask)
    ask.needPart(topicOf(ask, issue.number))
    if (issue.locked && ask.viewer.kind === 'user' && !hasRole(ask.repo, ask.viewer, 'write'))
      throw new ForgeError(403, 'Unable to create comment because issue is locked.')
    const { body } = await ask.body(text)
    return created(show(ask, createComment(ask.context(), issue, body ?? '')))
  })
  repoRoute(router, 'GET', '/issues/comments/:id', (ask) => show(ask, commentAsked(ask)))
  repoRoute(router, 'PATCH', '/issues/comments/:id', async (ask) => {
    const comment = editable(ask)
    const { body } = await ask.body(text)
    return show(ask, editComment(ask.context(), comment, body ?? ''))
  })
  repoRoute(router, 'DELETE', '/issues/comments/:id', (ask) => {
    deleteComment(ask.context(), editable(ask))
    return noContent()
  })
}

/** Lists all comments of the repository, by id unless the request sorts them. */
function everywhere(ask: RepoAsk): Comment[] {
  const since = sinceOf(ask)
  const key = ask.query('sort') === 'updated' ? (c: Comment) => c.updatedAt : (c: Comment) => c.createdAt
  const sign = ask.query('sort') !== undefined && ask.query('direction') !== 'asc' ? -1 : 1
  return ask.repo.comments
    .filter((c) => Math.floor(c.updatedAt / 1000) * 1000 >= since)
    .toSorted((a, b) => sign * (key(a) - key(b) || a.id - b.id))
}
