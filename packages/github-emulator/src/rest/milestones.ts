import { z } from 'zod'
import { given } from '../domain/given.ts'
import type { Milestone } from '../domain/model.ts'
import {
  createMilestone,
  deleteMilestone,
  editMilestone,
  type MilestoneChange,
  milestoneOf,
} from '../domain/verbs/milestones.ts'
import { milestoneView } from '../views/milestone.ts'
import { paged } from './pages.ts'
import { created, noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

const fields = z.looseObject({
  title: z.string().optional(),
  description: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  due_on: z.iso.datetime().nullish(),
})

export function milestoneRoutes(router: Router): void {
  const show = (ask: RepoAsk) => (milestone: Milestone) => milestoneView(ask.forge, ask.repo, milestone)
  repoRoute(router, 'GET', '/milestones', (ask) => {
    ask.need('issues', 'read')
    const state = ask.query('state') ?? 'open'
    const all = (ask.repo.milestones ?? []).filter((one) => state === 'all' || one.state === state)
    const sign = ask.query('direction') === 'desc' ? -1 : 1
    const due = ({ dueOn, number }: Milestone) => [dueOn ?? Number.POSITIVE_INFINITY, number] as const
    const order = (a: Milestone, b: Milestone) =>
      due(a)[0] === due(b)[0] ? a.number - b.number : due(a)[0] - due(b)[0]
    return paged(
      ask,
      all.toSorted((a, b) => sign * order(a, b)),
    ).map(show(ask))
  })
  repoRoute(router, 'POST', '/milestones', async (ask) => {
    ask.need('issues', 'write')
    return created(show(ask)(createMilestone(ask.context(), await change(ask))))
  })
  repoRoute(router, 'GET', '/milestones/:number', (ask) => {
    ask.need('issues', 'read')
    return show(ask)(milestoneOf(ask.repo, ask.number('number')))
  })
  repoRoute(router, 'PATCH', '/milestones/:number', async (ask) => {
    ask.need('issues', 'write')
    return show(ask)(editMilestone(ask.context(), milestoneOf(ask.repo, ask.number('number')), await change(ask)))
  })
  repoRoute(router, 'DELETE', '/milestones/:number', (ask) => {
    ask.need('issues', 'write')
    deleteMilestone(ask.context(), milestoneOf(ask.repo, ask.number('number')))
    return noContent()
  })
}

async function change(ask: RepoAsk): Promise<MilestoneChange> {
  const { title, description, state, due_on: due } = await ask.body(fields)
  const dueOn = due == null ? due : Date.parse(due)
  return given({ title, description, state, dueOn })
}
