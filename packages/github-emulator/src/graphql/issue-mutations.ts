/** Mutations of issues besides their text, state and labels. */
import { can, canTakePart, hasRole } from '../domain/access.ts'
import type { LockReason } from '../domain/model.ts'
import * as verbs from '../domain/verbs/index.ts'
import { actorNode } from './actors.ts'
import {
  type Call,
  discussed,
  issueFor,
  labelFor,
  loginsOf,
  type Mutation,
  milestoneNumber,
  repositoryFor,
  unresolved,
} from './asked.ts'
import { forbidden, type Node, need } from './context.ts'
import { linkedBranch } from './linked-branches.ts'
import { lookup } from './lookup.ts'

export const issueMutations: Record<string, Mutation> = {
  createIssue: ({ context, actor, input }) => {
    const repo = repositoryFor(context, input.repositoryId)
    const access = { ...context, repo }
    if (!canTakePart(access, 'issues')) throw forbidden(context.viewer, 'CreateIssue')
    // GitHub: labels, assignees and milestones from accounts that may not set them are silently dropped.
    const isTrusted = can(access, 'issues', 'write')
    const more = {
      labels: (input.labelIds ?? []).map((id) => labelFor(context, id).name),
      assignees: loginsOf(context, input.assigneeIds),
      milestone: milestoneNumber(context, input.milestoneId ?? null),
    }
    const text = { title: input.title ?? '', body: input.body ?? null }
    const issue = verbs.createIssue({ forge: context.forge, actor, repo }, { ...text, ...(isTrusted && more) })
    return { issue: context.nodes.subject(context, repo, issue.number) }
  },
  deleteIssue: ({ context, actor, input }) => {
    const { repo, issue } = issueFor(context, input.issueId, 'DeleteIssue')
    if (!hasRole(repo, context.viewer, 'admin')) throw forbidden(context.viewer, 'DeleteIssue')
    verbs.deleteIssue({ forge: context.forge, actor, repo }, issue)
    return { repository: context.nodes.repository(context, repo) }
  },
  transferIssue: ({ context, actor, input }) => {
    const { repo, issue } = issueFor(context, input.issueId, 'TransferIssue')
    const to = repositoryFor(context, input.repositoryId)
    for (const one of [repo, to])
      if (!hasRole(one, context.viewer, 'write')) throw forbidden(context.viewer, 'TransferIssue')
    const moved = verbs.transferIssue({ forge: context.forge, actor, repo }, issue, to)
    return { issue: context.nodes.subject(context, to, moved.number) }
  },
  lockLockable: (call) => lock(call, true),
  unlockLockable: (call) => lock(call, false),
  addAssigneesToAssignable: (call) => assign(call, verbs.addAssignees),
  removeAssigneesFromAssignable: (call) => assign(call, verbs.removeAssignees),
  createLinkedBranch: async ({ context, actor, input }) => {
    const { repo, issue } = issueFor(context, input.issueId, 'CreateLinkedBranch')
    need({ ...context, repo }, 'contents', 'write', 'CreateLinkedBranch')
    const name = input.name ?? `${issue.number}-${slug(issue.title)}`
    await verbs.createRef({ ...context, actor, repo }, `refs/heads/${name}`, input.oid ?? '')
    issue.linkedBranches = [...(issue.linkedBranches ?? []), name]
    context.forge.touch()
    const subject = context.nodes.subject(context, repo, issue.number)
    return { issue: subject, linkedBranch: linkedBranch(context, repo, issue.id, name) }
  },
}

const slug = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')

/** `OFF_TOPIC` → `off-topic`, as REST writes it. */
const reasonOf = (reason: string | null | undefined): LockReason | null => {
  if (!reason) return null
  return reason === 'TOO_HEATED' ? 'too heated' : (reason.toLowerCase().replace('_', '-') as LockReason)
}

function lock({ context, actor, input }: Call, locked: boolean): Node {
  const verb = locked ? 'LockLockable' : 'UnlockLockable'
  const found = lookup(context, input.lockableId ?? '')
  const on = discussed(found)
  if (!on) throw unresolved('Lockable', input.lockableId)
  need({ ...context, repo: on.repo }, found.kind === 'PullRequest' ? 'pull_requests' : 'issues', 'write', verb)
  verbs.lockIssue({ forge: context.forge, actor, repo: on.repo }, on.issue, locked, reasonOf(input.lockReason))
  const record = context.nodes.subject(context, on.repo, on.issue.number)
  return { actor: actorNode(context, actor), ...(locked ? { lockedRecord: record } : { unlockedRecord: record }) }
}

function assign({ context, actor, input }: Call, verb: typeof verbs.addAssignees): Node {
  const found = lookup(context, input.assignableId ?? '')
  const on = discussed(found)
  if (!on) throw unresolved('Assignable', input.assignableId)
  const permission = found.kind === 'PullRequest' ? 'pull_requests' : 'issues'
  need({ ...context, repo: on.repo }, permission, 'write', 'AddAssigneesToAssignable')
  verb({ forge: context.forge, actor, repo: on.repo }, on.issue, loginsOf(context, input.assigneeIds))
  return { assignable: context.nodes.subject(context, on.repo, on.issue.number) }
}
