import type { Milestone, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { countsOf } from '../views/milestone.ts'
import { repoHtml } from '../views/repo.ts'
import { actorById } from './actors.ts'
import { connection, type PageArgs } from './connection.ts'
import type { Context, Node } from './context.ts'

export function milestoneNode(context: Context, repo: Repo, milestone: Milestone): Node {
  const url = `${repoHtml(context.forge, repo)}/milestone/${milestone.number}`
  const { open, closed } = countsOf(repo, milestone)
  return {
    __typename: 'Milestone',
    id: nodeId('Milestone', milestone.id),
    number: milestone.number,
    title: milestone.title,
    description: milestone.description,
    state: milestone.state.toUpperCase(),
    closed: milestone.state === 'closed',
    dueOn: isoOrNull(milestone.dueOn),
    createdAt: iso(milestone.createdAt),
    updatedAt: iso(milestone.updatedAt),
    closedAt: isoOrNull(milestone.closedAt),
    creator: () => actorById(context, milestone.creatorId),
    progressPercentage: open + closed === 0 ? 0 : (100 * closed) / (open + closed),
    repository: () => context.nodes.repository(context, repo),
    url,
    resourcePath: new URL(url).pathname,
  }
}

interface MilestonesArgs extends PageArgs {
  states?: string[] | null
  query?: string | null
}

export function milestonesConnection(context: Context, repo: Repo, args: MilestonesArgs): Node {
  const { states, query } = args
  const fits = ({ state, title }: Milestone) =>
    (!states || states.includes(state.toUpperCase())) && (!query || title.toLowerCase().includes(query.toLowerCase()))
  return connection({
    field: 'milestones',
    items: (repo.milestones ?? []).filter(fits),
    args,
    keyOf: ({ number }) => [number],
    toNode: (milestone) => milestoneNode(context, repo, milestone),
  })
}

export function milestoneByNumber(context: Context, repo: Repo, number: number | null | undefined): Node | null {
  const found = repo.milestones?.find((one) => one.number === number)
  return found ? milestoneNode(context, repo, found) : null
}
