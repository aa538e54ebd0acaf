import { roleOf } from '../domain/access.ts'
import { fullName } from '../domain/find.ts'
import type { Issue, Label, MergeMethod, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { actorById } from './actors.ts'
import { objectNode } from './commits.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, graphqlError, type Node, need, viewerUser } from './context.ts'
import { labelNode, labelsConnection } from './labels.ts'
import { type IssuesArgs, issuesConnection, type PullsArgs, pullsConnection } from './lists.ts'
import { milestoneByNumber, milestonesConnection } from './milestones.ts'
import { queueNode } from './queue.ts'
import { refByName, refNode, refsConnection } from './refs.ts'
import { settingsFields } from './settings.ts'

export function repositoryNode(context: Context, repo: Repo): Node {
  const { forge } = context
  const name = fullName(forge, repo)
  return {
    __typename: 'Repository',
    id: nodeId('Repository', repo.id),
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: name,
    owner: () => actorById(context, repo.ownerId),
    url: `${forge.baseUrl}/${name}`,
    resourcePath: `/${name}`,
    isPrivate: repo.private,
    visibility: repo.private ? 'PRIVATE' : 'PUBLIC',
    isFork: false,
    isArchived: false,
    isDisabled: false,
    isEmpty: Object.keys(repo.refs).length === 0,
    createdAt: iso(repo.createdAt),
    pushedAt: iso(repo.pushedAt),
    updatedAt: iso(Math.max(repo.createdAt, repo.pushedAt)),
    mergeCommitAllowed: allows(repo, 'merge'),
    squashMergeAllowed: allows(repo, 'squash'),
    rebaseMergeAllowed: allows(repo, 'rebase'),
    viewerPermission: () => viewerPermission(context, repo),
    ...settingsFields(context, repo),
    ...gitFields(context, repo),
    ...discussions(context, repo),
  }
}

const allows = (repo: Repo, method: MergeMethod) => repo.mergeMethods?.includes(method) ?? true

function viewerPermission({ viewer }: Context, repo: Repo): string | null {
  const user = viewerUser(viewer)
  if (viewer.kind !== 'user' || !user) return null
  return (roleOf(repo, user.id) ?? (repo.private ? null : 'read'))?.toUpperCase() ?? null
}

function gitFields(context: Context, repo: Repo): Node {
  const contents = () => need({ ...context, repo }, 'contents', 'read')
  return {
    defaultBranchRef: () => {
      contents()
      return refNode(context, repo, `refs/heads/${repo.defaultBranch}`)
    },
    ref: ({ qualifiedName }: { qualifiedName: string }) => {
      contents()
      return refByName(context, repo, qualifiedName)
    },
    refs: (args: PageArgs & { refPrefix: string }) => {
      contents()
      return refsConnection(context, repo, args)
    },
    object: ({ expression, oid }: { expression?: string | null; oid?: string | null }) => {
      contents()
      const wanted = expression ?? oid
      return wanted ? objectNode(context, repo, wanted) : null
    },
  }
}

function discussions(context: Context, repo: Repo): Node {
  return {
    labels: (args: PageArgs) => labelsConnection(context, repo, repo.labels, args),
    label: ({ name }: { name: string }) => {
      const label = repo.labels.find((known: Label) => known.name.toLowerCase() === name.toLowerCase())
      return label ? labelNode(context, repo, label) : null
    },
    milestone: ({ number }: { number: number }) => milestoneByNumber(context, repo, number),
    milestones: (args: PageArgs) => milestonesConnection(context, repo, args),
    issue: ({ number }: { number: number }) => numbered(context, repo, number, 'Issue'),
    pullRequest: ({ number }: { number: number }) => numbered(context, repo, number, 'PullRequest'),
    issueOrPullRequest: ({ number }: { number: number }) => numbered(context, repo, number, 'IssueOrPullRequest'),
    issues: (args: IssuesArgs) => issuesConnection(context, repo, args),
    pullRequests: (args: PullsArgs) => pullsConnection(context, repo, args),
    mergeQueue: ({ branch }: { branch?: string | null }) => queueNode(context, repo, branch ?? repo.defaultBranch),
    pinnedIssues: (args: PageArgs) => pinnedIssues(context, repo, args),
  }
}

const described = { Issue: 'an Issue', PullRequest: 'a PullRequest', IssueOrPullRequest: 'an issue or pull request' }

function numbered(context: Context, repo: Repo, number: number, kind: keyof typeof described): Node | null {
  const isPull = repo.pulls.some((pull) => pull.number === number)
  need({ ...context, repo }, isPull ? 'pull_requests' : 'issues', 'read')
  const node = context.nodes.subject(context, repo, number)
  if (node && (kind === 'IssueOrPullRequest' || kind === node.__typename)) return node
  throw graphqlError('NOT_FOUND', `Could not resolve to ${described[kind]} with the number of ${number}.`)
}

function pinnedIssues(context: Context, repo: Repo, args: PageArgs): Node {
  need({ ...context, repo }, 'issues', 'read')
  return connection({
    field: 'pinnedIssues',
    items: repo.issues.filter((issue) => issue.pinnedAt !== null),
    args,
    keyOf: (issue) => [issue.pinnedAt ?? 0, issue.id],
    toNode: (issue) => ({
      __typename: 'PinnedIssue',
      id: nodeId('TimelineEvent', `pin:${issue.id}`),
      databaseId: issue.id,
      fullDatabaseId: String(issue.id),
      issue: () => context.nodes.subject(context, repo, issue.number),
      repository: () => context.nodes.repository(context, repo),
      pinnedBy: () => actorById(context, pinner(repo, issue)),
    }),
  })
}

const pinner = (repo: Repo, issue: Issue): number =>
  repo.events.findLast((event) => event.issue === issue.number && event.kind === 'pinned')?.actorId ?? repo.ownerId
