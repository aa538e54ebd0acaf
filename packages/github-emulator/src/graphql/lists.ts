import type { Issue, Repo } from '../domain/model.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, type Node, need } from './context.ts'

interface Order {
  field: string
  direction: 'ASC' | 'DESC'
}

interface ListArgs extends PageArgs {
  labels?: string[] | null
  states?: string[] | null
  orderBy?: Order | null
}

export interface IssuesArgs extends ListArgs {
  filterBy?: { since?: string; labels?: string[]; states?: string[]; assignee?: string; createdBy?: string } | null
}

export interface PullsArgs extends ListArgs {
  headRefName?: string | null
  baseRefName?: string | null
}

/** The repository's issues, without pull requests. */
export function issuesConnection(context: Context, repo: Repo, args: IssuesArgs): Node {
  need({ ...context, repo }, 'issues', 'read')
  const pulls = new Set(repo.pulls.map((pull) => pull.number))
  const filter = args.filterBy ?? {}
  const since = filter.since ? Date.parse(filter.since) : Number.NEGATIVE_INFINITY
  const issues = repo.issues.filter(
    (issue) =>
      !pulls.has(issue.number) &&
      issue.updatedAt >= since &&
      isIn(args.states, issue.state.toUpperCase()) &&
      isIn(filter.states, issue.state.toUpperCase()) &&
      hasLabel(repo, issue, args.labels) &&
      hasLabel(repo, issue, filter.labels) &&
      isBy(context, filter.createdBy, [issue.userId]) &&
      isBy(context, filter.assignee, issue.assigneeIds),
  )
  return listed(context, repo, issues, { field: 'issues', args })
}

/** The repository's pull requests. */
export function pullsConnection(context: Context, repo: Repo, args: PullsArgs): Node {
  need({ ...context, repo }, 'pull_requests', 'read')
  const issues = repo.pulls.flatMap((pull) => {
    const issue = repo.issues.find((known) => known.number === pull.number)
    const state = pull.merged ? 'MERGED' : (issue?.state.toUpperCase() ?? '')
    const fits =
      isIn(args.states, state) &&
      (!args.headRefName || args.headRefName === pull.headRef) &&
      (!args.baseRefName || args.baseRefName === pull.baseRef)
    return issue && fits && hasLabel(repo, issue, args.labels) ? [issue] : []
  })
  return listed(context, repo, issues, { field: 'pullRequests', args })
}

function listed(
  context: Context,
  repo: Repo,
  issues: readonly Issue[],
  { field, args }: { field: string; args: ListArgs },
): Node {
  const order = args.orderBy ?? { field: 'CREATED_AT', direction: 'ASC' }
  return connection({
    field,
    items: issues,
    args,
    keyOf: (issue) => [sortValue(repo, issue, order.field), issue.number],
    descending: order.direction === 'DESC',
    toNode: (issue) => context.nodes.subject(context, repo, issue.number),
  })
}

function sortValue(repo: Repo, issue: Issue, field: string): number {
  if (field === 'UPDATED_AT') return issue.updatedAt
  if (field === 'COMMENTS') return repo.comments.filter((comment) => comment.issue === issue.number).length
  return issue.createdAt
}

const isIn = (wanted: readonly string[] | null | undefined, value: string): boolean =>
  !wanted || wanted.length === 0 || wanted.includes(value)

function hasLabel(repo: Repo, issue: Issue, wanted: readonly string[] | null | undefined): boolean {
  if (!wanted || wanted.length === 0) return true
  const names = new Set(wanted.map((name) => name.toLowerCase()))
  return repo.labels.some((label) => issue.labelIds.includes(label.id) && names.has(label.name.toLowerCase()))
}

function isBy({ forge }: Context, login: string | undefined, ids: readonly number[]): boolean {
  if (!login) return true
  return forge.world.users.some((user) => user.login === login && ids.includes(user.id))
}
