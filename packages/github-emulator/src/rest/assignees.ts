import { z } from 'zod'
import { notFound } from '../domain/errors.ts'
import { findUser } from '../domain/find.ts'
import { addAssignees, isAssignable, removeAssignees } from '../domain/verbs/assignees.ts'
import { issueView } from '../views/issue.ts'
import { userView } from '../views/user.ts'
import { issueAsked, topicOf } from './issues.ts'
import { paged } from './pages.ts'
import { Answer, noContent, type Router, repoRoute } from './router.ts'

const body = z.looseObject({ assignees: z.union([z.string(), z.array(z.string())]).optional() })

export function assigneeRoutes(router: Router): void {
  repoRoute(router, 'GET', '/assignees', (ask) => {
    const users = ask.forge.world.users.filter((u) => isAssignable(ask.repo, u))
    return paged(ask, users).map((u) => userView(ask.forge, u))
  })
  repoRoute(router, 'GET', '/assignees/:login', (ask) => {
    const user = findUser(ask.forge, ask.param('login'))
    if (!user || !isAssignable(ask.repo, user)) throw notFound()
    return noContent()
  })
  const verbs = [['POST', addAssignees, 201] as const, ['DELETE', removeAssignees, 200] as const]
  for (const [method, verb, status] of verbs) {
    repoRoute(router, method, '/issues/:number/assignees', async (ask) => {
      const issue = issueAsked(ask)
      ask.need(topicOf(ask, issue.number), 'write')
      const { assignees = [] } = await ask.body(body)
      verb(ask.context(), issue, [assignees].flat())
      return new Answer(status, issueView(ask.forge, ask.repo, issue))
    })
  }
}
