/** What mutations are asked for: their input, and the things it names. */
import { hasRole } from '../domain/access.ts'
import { ForgeError } from '../domain/errors.ts'
import type { Issue, Label, Pull, Repo, User } from '../domain/model.ts'
import { type Context, forbidden, graphqlError, type Node, need, viewerUser } from './context.ts'
import { type Found, lookup } from './lookup.ts'

/** The input of any mutation here; GitHub's schema has checked what is required. */
export interface Input {
  clientMutationId?: string | null
  issueId?: string
  pullRequestId?: string
  subjectId?: string
  id?: string
  labelableId?: string
  labelIds?: string[] | null
  body?: string | null
  title?: string | null
  state?: 'OPEN' | 'CLOSED' | null
  stateReason?: string | null
  content?: string
  pullRequestReviewThreadId?: string
  expectedHeadOid?: string | null
  jump?: boolean | null
  assignableId?: string
  assigneeIds?: string[] | null
  baseRefName?: string
  branchName?: string
  commitBody?: string | null
  commitHeadline?: string | null
  commitOID?: string | null
  comments?: { path: string; body: string; position?: number | null }[] | null
  draft?: boolean | null
  event?: 'APPROVE' | 'COMMENT' | 'DISMISS' | 'REQUEST_CHANGES' | null
  headRefName?: string
  lockReason?: string | null
  lockableId?: string
  mergeMethod?: 'MERGE' | 'SQUASH' | 'REBASE' | null
  milestoneId?: string | null
  name?: string | null
  oid?: string
  pullRequestReviewId?: string
  threadId?: string
  message?: string
  repositoryId?: string
  threads?: { path: string; body: string; line?: number | null }[] | null
  union?: boolean | null
  userIds?: string[] | null
  ownerId?: string | null
  visibility?: string | null
  description?: string | null
  homepageUrl?: string | null
  hasIssuesEnabled?: boolean | null
  hasWikiEnabled?: boolean | null
}

export interface Call {
  context: Context
  actor: User
  input: Input
}

export type Mutation = (call: Call) => Node | Promise<Node>

/** Translates a verb's refusal into a GraphQL error. */
export function asGraphqlError(error: unknown): unknown {
  if (!(error instanceof ForgeError)) return error
  const details = error.errors.map((detail) => (typeof detail === 'string' ? detail : detail.message)).filter(Boolean)
  const kind = error.status === 404 ? 'NOT_FOUND' : error.status === 403 ? 'FORBIDDEN' : 'UNPROCESSABLE'
  return graphqlError(kind, details.join(', ') || error.message)
}

export function issueFor(context: Context, id: string | undefined, verb: string) {
  const found = lookup(context, id ?? '')
  if (found.kind !== 'Issue') throw unresolved('Issue', id)
  need({ ...context, repo: found.repo }, 'issues', 'read', verb)
  return found
}

export function pullFor(
  context: Context,
  id: string | undefined,
  verb: string,
): { repo: Repo; issue: Issue; pull: Pull } {
  const found = lookup(context, id ?? '')
  if (found.kind !== 'PullRequest') throw unresolved('PullRequest', id)
  const isAuthor = viewerUser(context.viewer)?.id === found.issue.userId
  if (context.viewer.kind === 'installation') need({ ...context, repo: found.repo }, 'pull_requests', 'write', verb)
  else if (!isAuthor) needWriter(context, found.repo, verb)
  return found
}

/** Pinning and drafts ask people for the write role, and Apps for the permission on issues. */
export function needWriter(context: Context, repo: Repo, verb: string): void {
  const { viewer } = context
  if (viewer.kind === 'installation') need({ ...context, repo }, 'issues', 'write', verb)
  else if (!hasRole(repo, viewer, 'write')) throw forbidden(viewer, verb)
}

export function discussed(found: Found): { repo: Repo; issue: Issue } | null {
  return found.kind === 'Issue' || found.kind === 'PullRequest' ? found : null
}

export function labelFor(context: Context, id: string): Label {
  const found = lookup(context, id)
  if (found.kind !== 'Label') throw unresolved('Label', id)
  return found.label
}

export const unresolved = (kind: string, id: string | undefined) =>
  graphqlError('NOT_FOUND', `Could not resolve to ${kind} node with the global id of '${id ?? ''}'.`)

/** The logins of accounts by their node ids. */
export const loginsOf = (context: Context, ids: readonly string[] | null | undefined): string[] =>
  (ids ?? []).map((id) => {
    const found = lookup(context, id)
    if (found.kind !== 'User') throw unresolved('User', id)
    return found.user.login
  })

/** The number of a milestone by its node id; null for none. */
export function milestoneNumber(context: Context, id: string | null): number | null {
  if (id === null) return null
  const found = lookup(context, id)
  if (found.kind !== 'Milestone') throw unresolved('Milestone', id)
  return found.milestone.number
}

export function repositoryFor(context: Context, id: string | undefined): Repo {
  const found = lookup(context, id ?? '')
  if (found.kind !== 'Repository') throw unresolved('Repository', id)
  return found.repo
}
