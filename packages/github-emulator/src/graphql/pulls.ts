import { can } from '../domain/access.ts'
import { mergeStateOf } from '../domain/merge-state.ts'
import type { Issue, Pull, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { changedFiles, mergeBase, readCommits } from '../domain/objects.ts'
import { settingsOf } from '../domain/settings.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { mergeableOf } from '../domain/verbs/index.ts'
import { actorById } from './actors.ts'
import { closedByPull } from './closing.ts'
import { commitList, commitNode } from './commits.ts'
import { connection, type PageArgs } from './connection.ts'
import type { Context, Node } from './context.ts'
import { discussionFields } from './issues.ts'
import { threadsConnection } from './line-comments.ts'
import { queueFields } from './queue.ts'
import { refNode } from './refs.ts'
import { reviewFields } from './reviews.ts'

export function pullNode(context: Context, repo: Repo, issue: Issue, pull: Pull): Node {
  const { mergeCommitSha } = pull
  return {
    __typename: 'PullRequest',
    id: nodeId('PullRequest', pull.id),
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    ...discussionFields(context, repo, issue, () => pullNode(context, repo, issue, pull)),
    state: pull.merged ? 'MERGED' : issue.state.toUpperCase(),
    isDraft: pull.draft,
    merged: pull.merged,
    mergedAt: isoOrNull(pull.mergedAt),
    mergedBy: () => actorById(context, pull.mergedById),
    mergeCommit: () => (pull.merged && mergeCommitSha ? commitNode(context, repo, mergeCommitSha) : null),
    ...sides(context, repo, pull),
    ...reviewFields(context, repo, pull),
    reviewThreads: (args: PageArgs) => threadsConnection(context, repo, pull, args),
    ...queueFields(context, repo, pull),
    commits: (args: PageArgs) => commits(context, repo, pull, args),
    changedFiles: async () => (await filesOf(context, repo, pull)).length,
    additions: async () => (await filesOf(context, repo, pull)).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await filesOf(context, repo, pull)).reduce((sum, file) => sum + file.deletions, 0),
    mergeable: () => mergeable(context, repo, issue, pull),
    mergeStateStatus: () => mergeStateOf(context.forge, repo, pull),
    canBeRebased: async () => (await mergeable(context, repo, issue, pull)) === 'MERGEABLE',
    potentialMergeCommit: null,
    autoMergeRequest: () => autoMerge(context, repo, pull),
    viewerCanEnableAutoMerge: () => settingsOf(repo).allowAutoMerge && !pull.autoMerge,
    viewerCanDisableAutoMerge: () => Boolean(pull.autoMerge),
    viewerCanUpdateBranch: () => can({ ...context, repo }, 'contents', 'write'),
    totalCommentsCount: repo.comments.filter((comment) => comment.issue === pull.number).length,
    files: (args: PageArgs) => files(context, repo, pull, args),
    statusCheckRollup: () => commitNode(context, repo, pull.headSha).statusCheckRollup,
    suggestedReviewers: [],
    closingIssuesReferences: (args: PageArgs) =>
      connection({
        field: 'closingIssuesReferences',
        items: closedByPull(context.forge, repo, issue, pull),
        args,
        keyOf: (closed) => [closed.number],
        toNode: (closed) => context.nodes.subject(context, repo, closed.number),
      }),
  }
}

function autoMerge(context: Context, repo: Repo, pull: Pull): Node | null {
  if (!pull.autoMerge) return null
  const { method, title, message, userId, at } = pull.autoMerge
  return {
    authorEmail: null,
    commitHeadline: title ?? null,
    commitBody: message ?? null,
    enabledAt: iso(at),
    enabledBy: () => actorById(context, userId),
    mergeMethod: method.toUpperCase(),
    pullRequest: () => context.nodes.subject(context, repo, pull.number),
  }
}

const CHANGES = { added: 'ADDED', removed: 'DELETED', modified: 'MODIFIED', renamed: 'RENAMED' } as const

async function files(context: Context, repo: Repo, pull: Pull, args: PageArgs): Promise<Node> {
  return connection({
    field: 'files',
    items: await filesOf(context, repo, pull),
    args,
    keyOf: ({ path }) => [path],
    toNode: ({ path, additions, deletions, status }) => ({
      path,
      additions,
      deletions,
      changeType: CHANGES[status],
      viewerViewedState: 'UNVIEWED',
    }),
  })
}

function sides(context: Context, repo: Repo, pull: Pull): Node {
  return {
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    headRef: () => refNode(context, repo, `refs/heads/${pull.headRef}`),
    headRepository: () => context.nodes.repository(context, repo),
    headRepositoryOwner: () => actorById(context, repo.ownerId),
    isCrossRepository: false,
    baseRefName: pull.baseRef,
    baseRefOid: repo.refs[`refs/heads/${pull.baseRef}`] ?? pull.baseSha,
    baseRef: () => refNode(context, repo, `refs/heads/${pull.baseRef}`),
    baseRepository: () => context.nodes.repository(context, repo),
    maintainerCanModify: false,
  }
}

async function commits(context: Context, repo: Repo, pull: Pull, args: PageArgs): Promise<Node> {
  const own = await readCommits(context.forge, repo, ['--reverse', `${pull.baseSha}..${pull.headSha}`])
  const wrap = (commit: Node): Node => ({
    __typename: 'PullRequestCommit',
    id: nodeId('Commit', `${pull.id}:${commit.oid}`),
    commit,
    pullRequest: () => context.nodes.subject(context, repo, pull.number),
  })
  return commitList(context, repo, own, { field: 'commits', args, wrap })
}

async function filesOf({ forge }: Context, repo: Repo, pull: Pull) {
  const base = await mergeBase(forge, repo, pull.baseSha, pull.headSha)
  return base === null ? [] : changedFiles(forge, repo, base, pull.headSha)
}

async function mergeable({ forge }: Context, repo: Repo, issue: Issue, pull: Pull): Promise<string> {
  if (issue.state === 'closed') return 'UNKNOWN'
  const answer = await mergeableOf(forge, repo, pull)
  if (answer === null) return 'UNKNOWN'
  return answer ? 'MERGEABLE' : 'CONFLICTING'
}
