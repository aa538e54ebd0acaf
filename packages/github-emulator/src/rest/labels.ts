import { z } from 'zod'
import { notFound } from '../domain/errors.ts'
import { findLabel } from '../domain/find.ts'
import { given } from '../domain/given.ts'
import type { Issue, Label } from '../domain/model.ts'
import { addLabels, createLabel, deleteLabel, editLabel, removeLabel, setLabels } from '../domain/verbs/labels.ts'
import { labelView, labelViewsOf } from '../views/label.ts'
import { issueAsked, topicOf } from './issues.ts'
import { paged } from './pages.ts'
import { created, noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

const fields = z.looseObject({
  name: z.string().optional(),
  new_name: z.string().optional(),
  color: z.string().optional(),
  description: z.string().nullish(),
})

const one = z.union([z.string(), z.looseObject({ name: z.string() })])
/** GitHub takes `{labels: [...]}` and the bare list. */
const several = z.union([z.array(one), z.looseObject({ labels: z.array(one).optional() })])

function namesOf(body: z.infer<typeof several>): string[] {
  const list = Array.isArray(body) ? body : (body.labels ?? [])
  return list.map((l) => (typeof l === 'string' ? l : l.name))
}

function labelAsked(ask: RepoAsk): Label {
  const label = findLabel(ask.repo, ask.param('name'))
  if (!label) throw notFound()
  return label
}

function labelled(ask: RepoAsk): Issue {
  const issue = issueAsked(ask)
  ask.need(topicOf(ask, issue.number), 'write')
  return issue
}

export function labelRoutes(router: Router): void {
  repoRoute(router, 'GET', '/labels', (ask) => {
    ask.need('issues', 'read')
    return paged(ask, ask.repo.labels).map((l) => labelView(ask.forge, ask.repo, l))
  })
  repoRoute(router, 'POST', '/labels', async (ask) => {
    ask.need('issues', 'write')
    const body = await ask.body(fields)
    const label = createLabel(ask.context(), given({ ...plain(body), name: body.name ?? '' }))
    return created(labelView(ask.forge, ask.repo, label))
  })
  repoRoute(router, 'GET', '/labels/:name', (ask) => {
    ask.need('issues', 'read')
    return labelView(ask.forge, ask.repo, labelAsked(ask))
  })
  repoRoute(router, 'PATCH', '/labels/:name', async (ask) => {
    ask.need('issues', 'write')
    const body = await ask.body(fields)
    const change = given({ ...plain(body), name: body.new_name ?? body.name })
    return labelView(ask.forge, ask.repo, editLabel(ask.context(), labelAsked(ask), change))
  })
  repoRoute(router, 'DELETE', '/labels/:name', (ask) => {
    ask.need('issues', 'write')
    deleteLabel(ask.context(), labelAsked(ask))
    return noContent()
  })
  issueLabelRoutes(router)
}

const plain = (body: z.infer<typeof fields>) => ({
  color: body.color?.replace(/^#/, ''),
  description: body.description,
})

function issueLabelRoutes(router: Router): void {
  const path = '/issues/:number/labels'
  const show = (ask: RepoAsk, issue: Issue) => labelViewsOf(ask.forge, ask.repo, issue.labelIds)
  repoRoute(router, 'GET', path, (ask) => paged(ask, show(ask, issueAsked(ask))))
  for (const [method, verb] of [['POST', addLabels] as const, ['PUT', setLabels] as const]) {
    repoRoute(router, method, path, async (ask) => {
      const issue = labelled(ask)
      verb(ask.context(), issue, namesOf(await ask.body(several)))
      return show(ask, issue)
    })
  }
  repoRoute(router, 'DELETE', path, (ask) => {
    setLabels(ask.context(), labelled(ask), [])
    return noContent()
  })
  repoRoute(router, 'DELETE', `${path}/:name`, (ask) => {
    const issue = labelled(ask)
    removeLabel(ask.context(), issue, ask.param('name'))
    return show(ask, issue)
  })
}
