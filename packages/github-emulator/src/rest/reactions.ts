import { z } from 'zod'
import type { Comment, Issue } from '../domain/model.ts'
import { addReaction, removeReaction } from '../domain/verbs/reactions.ts'
import { reactionView } from '../views/reaction.ts'
import { commentAsked } from './comments.ts'
import { issueAsked, topicOf } from './issues.ts'
import { lineCommentAsked } from './line-comments.ts'
import { paged } from './pages.ts'
import { Answer, noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

const body = z.looseObject({ content: z.string().optional() })

/** Reactions on issues and on comments: 201 for a new one, 200 for one that was there. */
export function reactionRoutes(router: Router): void {
  const subjects: [string, (ask: RepoAsk) => Issue | Comment][] = [
    ['/issues/comments/:id/reactions', commentAsked],
    ['/pulls/comments/:id/reactions', (ask) => lineCommentAsked(ask)],
    ['/issues/:number/reactions', issueAsked],
  ]
  for (const [path, subjectOf] of subjects) {
    repoRoute(router, 'GET', path, (ask) => {
      const content = ask.query('content')
      const found = subjectOf(ask).reactions.filter((r) => content === undefined || r.content === content)
      return paged(ask, found).map((r) => reactionView(ask.forge, r))
    })
    repoRoute(router, 'POST', path, async (ask) => {
      const subject = subjectOf(ask)
      ask.needPart(topicOf(ask, 'number' in subject ? subject.number : subject.issue))
      const { content = '' } = await ask.body(body)
      const done = addReaction(ask.context(), subject, content)
      return new Answer(done.created ? 201 : 200, reactionView(ask.forge, done.reaction))
    })
    repoRoute(router, 'DELETE', `${path}/:reaction`, (ask) => {
      removeReaction(ask.context(), subjectOf(ask), ask.number('reaction'))
      return noContent()
    })
  }
}
