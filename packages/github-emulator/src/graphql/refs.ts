import { roleOf } from '../domain/access.ts'
import type { Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { protectionOf } from '../domain/protection.ts'
import { bindingRules } from '../domain/rules.ts'
import { commitNode } from './commits.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, type Node, viewerUser } from './context.ts'

interface RefsArgs extends PageArgs {
  refPrefix: string
  query?: string | null
  direction?: 'ASC' | 'DESC' | null
}

/** The refs under a prefix such as `refs/heads/`, by name. */
export function refsConnection(context: Context, repo: Repo, args: RefsArgs): Node {
  const { refPrefix, query } = args
  const names = Object.keys(repo.refs).filter((name) => name.startsWith(refPrefix) && (!query || name.includes(query)))
  return connection({
    field: 'refs',
    items: names,
    args,
    keyOf: (name) => [name],
    descending: args.direction === 'DESC',
    toNode: (name) => refNode(context, repo, name, refPrefix),
  })
}

/** A ref by its full or short name (`refs/heads/main`, `heads/main`, `main`); null when there is none. */
export function refByName(context: Context, repo: Repo, name: string): Node | null {
  const full = [name, `refs/${name}`, `refs/heads/${name}`, `refs/tags/${name}`].find(
    (candidate) => candidate in repo.refs,
  )
  return full === undefined ? null : refNode(context, repo, full)
}

export function refNode(context: Context, repo: Repo, name: string, prefix = prefixOf(name)): Node | null {
  const sha = repo.refs[name]
  if (sha === undefined) return null
  const branch = name.replace(/^refs\/heads\//, '')
  const isProtected = name.startsWith('refs/heads/') && protectionOf(repo, branch) !== undefined
  return {
    __typename: 'Ref',
    id: nodeId('Ref', `${repo.id}:${name}`),
    name: name.slice(prefix.length),
    prefix,
    repository: () => context.nodes.repository(context, repo),
    target: () => commitNode(context, repo, sha),
    branchProtectionRule: () => protectionNode(context, repo, branch),
    refUpdateRule: isProtected ? updateRule(context, repo, branch) : null,
  }
}

/** The whole protection of a branch; GitHub shows it to people and not to Apps without the right to administer. */
function protectionNode(context: Context, repo: Repo, branch: string): Node | null {
  const one = protectionOf(repo, branch)
  if (one === undefined || context.viewer.kind === 'installation') return null
  return {
    id: nodeId('Ref', `${repo.id}:refs/heads/${branch}:rule`),
    databaseId: one.id,
    pattern: one.pattern,
    repository: () => context.nodes.repository(context, repo),
    allowsDeletions: one.deletions,
    allowsForcePushes: one.forcePushes,
    blocksCreations: one.blockCreations,
    dismissesStaleReviews: one.reviews?.dismissStale ?? false,
    isAdminEnforced: one.enforceAdmins,
    lockBranch: one.lock,
    requireLastPushApproval: one.reviews?.lastPush ?? false,
    requiredApprovingReviewCount: one.reviews?.count ?? null,
    requiredStatusCheckContexts: one.checks?.list.map(({ context: name }) => name) ?? null,
    requiresApprovingReviews: one.reviews !== null,
    requiresCodeOwnerReviews: one.reviews?.codeOwners ?? false,
    requiresCommitSignatures: one.signatures,
    requiresConversationResolution: one.conversations,
    requiresDeployments: false,
    requiresLinearHistory: one.linearHistory,
    requiresStatusChecks: one.checks !== null,
    requiresStrictStatusChecks: one.checks?.strict ?? false,
    restrictsPushes: one.restrictions !== null,
    restrictsReviewDismissals: (one.reviews?.dismissers ?? null) !== null,
  }
}

/** What people who may not administer the repository see of a branch's protection. Apps see nothing of it. */
function updateRule({ forge, viewer }: Context, repo: Repo, branch: string): Node | null {
  const one = protectionOf(repo, branch)
  if (one === undefined || viewer.kind === 'installation') return null
  const user = viewerUser(viewer)
  return {
    pattern: one.pattern,
    allowsDeletions: one.deletions,
    allowsForcePushes: one.forcePushes,
    blocksCreations: one.blockCreations,
    requiredApprovingReviewCount: one.reviews?.count ?? null,
    requiredStatusCheckContexts: one.checks?.list.map(({ context }) => context) ?? null,
    requiresCodeOwnerReviews: one.reviews?.codeOwners ?? false,
    requiresConversationResolution: one.conversations,
    requiresLinearHistory: one.linearHistory,
    requiresSignatures: one.signatures,
    viewerAllowedToDismissReviews: user !== null && roleOf(repo, user.id) === 'admin',
    viewerCanPush: user !== null && bindingRules({ forge, actor: user, repo }, branch).length === 0,
  }
}

const prefixOf = (name: string): string => /^refs\/(?:heads|tags)\//.exec(name)?.[0] ?? 'refs/'
