import { z } from 'zod'
import { notFound } from '../domain/errors.ts'
import type { Issue } from '../domain/model.ts'
import { addBlockedBy, addSubIssue, removeBlockedBy, removeSubIssue } from '../domain/verbs/links.ts'
import { issueView } from '../views/issue.ts'
import { issueAsked } from './issues.ts'
import { paged } from './pages.ts'
import { created, type RepoAsk, type Router, repoRoute } from './router.ts'

/** The bodies take an issue's **id**, not its number. */
const byId = (ask: RepoAsk, id: number): Issue => {
  const issue = ask.repo.issues.find((i) => i.id === id)
  if (!issue) throw notFound()
  return issue
}

const show = (ask: RepoAsk, issue: Issue) => issueView(ask.forge, ask.repo, issue)
const list = (ask: RepoAsk, ids: number[]) => paged(ask, ids).map((id) => show(ask, byId(ask, id)))

export function linkRoutes(router: Router): void {
  subIssueRoutes(router)
  dependencyRoutes(router)
}

const subIssue = z.looseObject({ sub_issue_id: z.number(), replace_parent: z.boolean().optional() })

function subIssueRoutes(router: Router): void {
  repoRoute(router, 'GET', '/issues/:number/sub_issues', (ask) => {
    const parent = issueAsked(ask)
    const children = ask.repo.subIssues.filter((l) => l.parent === parent.id)
    return list(
      ask,
      children.map((l) => l.child),
    )
  })
  repoRoute(router, 'GET', '/issues/:number/parent', (ask) => {
    const child = issueAsked(ask)
    const link = ask.repo.subIssues.find((l) => l.child === child.id)
    if (!link) throw notFound()
    return show(ask, byId(ask, link.parent))
  })
  repoRoute(router, 'POST', '/issues/:number/sub_issues', async (ask) => {
    const parent = issueAsked(ask)
    ask.need('issues', 'write')
    const body = await ask.body(subIssue)
    const child = byId(ask, body.sub_issue_id)
    const held = ask.repo.subIssues.find((l) => l.child === child.id)
    if (held && body.replace_parent && held.parent !== parent.id)
      removeSubIssue(ask.context(), byId(ask, held.parent), child)
    addSubIssue(ask.context(), parent, child)
    return created(show(ask, parent))
  })
  repoRoute(router, 'DELETE', '/issues/:number/sub_issue', async (ask) => {
    const parent = issueAsked(ask)
    ask.need('issues', 'write')
    const body = await ask.body(subIssue)
    removeSubIssue(ask.context(), parent, byId(ask, body.sub_issue_id))
    return show(ask, parent)
  })
}

function dependencyRoutes(router: Router): void {
  const path = '/issues/:number/dependencies'
  repoRoute(router, 'GET', `${path}/blocked_by`, (ask) => {
    const issue = issueAsked(ask)
    const links = ask.repo.blockedBy.filter((l) => l.issue === issue.id)
    return list(
      ask,
      links.map((l) => l.by),
    )
  })
  repoRoute(router, 'GET', `${path}/blocking`, (ask) => {
    const issue = issueAsked(ask)
    const links = ask.repo.blockedBy.filter((l) => l.by === issue.id)
    return list(
      ask,
      links.map((l) => l.issue),
    )
  })
  repoRoute(router, 'POST', `${path}/blocked_by`, async (ask) => {
    const issue = issueAsked(ask)
    ask.need('issues', 'write')
    const { issue_id: id } = await ask.body(z.looseObject({ issue_id: z.number() }))
    addBlockedBy(ask.context(), issue, byId(ask, id))
    return created(show(ask, issue))
  })
  repoRoute(router, 'DELETE', `${path}/blocked_by/:by`, (ask) => {
    const issue = issueAsked(ask)
    ask.need('issues', 'write')
    removeBlockedBy(ask.context(), issue, byId(ask, ask.number('by')))
    return show(ask, issue)
  })
}
