/**
 * Converts webhook deliveries to hints. A delivery is never trusted: only its numbers, times and commit ids are used, to
 * decide what to read from GitHub.
 */
import { z } from 'zod'
import { groupPrefix } from '../../core/merging/queue.ts'
import { scratchPrefix } from '../../core/merging/route.ts'
import { commentId } from '../../core/snapshot/comments.ts'
import type { Hints } from '../reconcile/hints.ts'

const number = z.int().positive()
const sha = z.string().regex(/^[0-9a-f]{40,64}$/)
const updated_at = z.iso.datetime({ offset: true }).optional().catch(undefined)
const numbered = z.object({ number, updated_at }).optional().catch(undefined)
const branch = z.string().nullish().catch(undefined)
const committed = z.object({ head_sha: sha, head_branch: branch }).optional().catch(undefined)
const checkRun = z
  .object({
    id: number.optional().catch(undefined),
    head_sha: sha,
    check_suite: z.object({ head_branch: branch }).optional().catch(undefined),
  })
  .optional()
  .catch(undefined)

/** Every field is optional; an invalid one counts as missing. */
const payloadShape = z.object({
  action: z.string().optional().catch(undefined),
  sender: z.object({ id: z.number() }).optional().catch(undefined),
  ref: z.string().optional().catch(undefined),
  /** In a push: it created or deleted the branch. */
  created: z.boolean().optional().catch(undefined),
  deleted: z.boolean().optional().catch(undefined),
  issue: numbered,
  comment: z.object({ id: number }).optional().catch(undefined),
  sub_issue: numbered,
  parent_issue: numbered,
  blocked_issue: numbered,
  blocking_issue: numbered,
  pull_request: numbered,
  /** In an edited pull request: another base. */
  changes: z.object({ base: z.unknown().optional() }).optional().catch(undefined),
  check_run: checkRun,
  check_suite: committed,
  workflow_run: committed,
  sha: sha.optional().catch(undefined),
  branches: z
    .array(z.object({ name: z.string() }))
    .optional()
    .catch(undefined),
})

type Payload = z.infer<typeof payloadShape>
type Reading = (payload: Payload) => Partial<Hints>

const numbers = (...found: z.infer<typeof numbered>[]): Partial<Hints> => {
  const issues = [...new Set(found.flatMap((each) => each?.number ?? []))]
  return issues.length === 0 ? { all: true } : { issues }
}
/** Adds the time of the change, so that an older answer of the API is read again. */
const changed = (found: z.infer<typeof numbered>): Partial<Hints> => {
  if (found?.updated_at === undefined) return numbers(found)
  return { ...numbers(found), announced: [{ number: found.number, at: Date.parse(found.updated_at) }] }
}
/** Announces new comments only: an edit does not change the issue's time, and a deleted comment is not visible. */
const commented: Reading = ({ action, issue, comment }) => {
  const isNew = action === 'created' && issue !== undefined && comment !== undefined
  return { ...numbers(issue), ...(isNew && { announced: [{ number: issue.number, comment: comment.id }] }) }
}
/** The same for a comment on a line. */
const commentedOnLine: Reading = ({ action, pull_request, comment }) => {
  const isNew = action === 'created' && pull_request !== undefined && comment !== undefined
  const announced = isNew && { announced: [{ number: pull_request.number, comment: commentId('line', comment.id) }] }
  return { ...numbers(pull_request), ...announced }
}
/** On scratch branches and branches of GitHub's merge queue, only the results of trials matter. */
const commit = (id: string | undefined, ...on: (string | null | undefined)[]): Partial<Hints> => {
  if (id === undefined) return {}
  return on.some((name) => name?.startsWith(scratchPrefix) || name?.startsWith(groupPrefix))
    ? { trials: [id] }
    : { checks: [id] }
}
/** "Re-run", on one check run or on all of a commit. Also on a branch of GitHub's merge queue. */
const rerequested = ({ action }: Payload, on: { head_sha: string; id?: number | undefined } | undefined) => {
  if (action !== 'rerequested' || on === undefined) return null
  const { head_sha: head, id: run } = on
  return { checks: [head], rerequested: [{ head, ...(run !== undefined && { run }) }] }
}
const refs: Reading = () => ({ refs: true })
const all: Reading = () => ({ all: true })

const readings: Record<string, Reading> = {
  issues: (p) => changed(p.issue),
  issue_comment: commented,
  sub_issues: (p) => numbers(p.sub_issue, p.parent_issue),
  issue_dependencies: (p) => ({
    ...numbers(p.blocked_issue, p.blocking_issue),
    ...(p.blocked_issue && { links: [p.blocked_issue.number] }),
  }),
  pull_request: (p) => ({ ...changed(p.pull_request), refs: true }),
  pull_request_review: (p) => numbers(p.pull_request),
  pull_request_review_comment: commentedOnLine,
  pull_request_review_thread: (p) => numbers(p.pull_request),
  push: refs,
  create: refs,
  delete: refs,
  merge_group: refs,
  check_run: (p) => rerequested(p, p.check_run) ?? commit(p.check_run?.head_sha, p.check_run?.check_suite?.head_branch),
  check_suite: (p) =>
    rerequested(p, p.check_suite && { head_sha: p.check_suite.head_sha }) ??
    commit(p.check_suite?.head_sha, p.check_suite?.head_branch),
  workflow_run: (p) => commit(p.workflow_run?.head_sha, p.workflow_run?.head_branch),
  status: (p) => commit(p.sha, ...(p.branches ?? []).map(({ name }) => name)),
  label: all,
  branch_protection_rule: all,
  repository: all,
  installation: all,
  installation_repositories: all,
  installation_target: all,
}

/**
 * Returns the hints of a delivery. Consequences of the App's own actions (a push that merges a pull request or closes an
 * issue) have the App as their sender too, and are read.
 *
 * @param appUserId id of `SLUG[bot]`; null while it is unknown
 * @returns null when there is nothing to read: the bot does not use the event, or caused it and has GitHub's answer
 */
export function hintsOf(event: string, payload: unknown, appUserId: number | null): Hints | null {
  const reading = Object.hasOwn(readings, event) ? readings[event] : undefined
  const parsed = payloadShape.safeParse(payload)
  if (reading === undefined || !parsed.success) return null
  const own = appUserId !== null && parsed.data.sender?.id === appUserId
  const hints: Hints = { all: false, issues: [], refs: false, checks: [], ...reading(parsed.data) }
  // Workflows that the App's push starts have the App as their sender.
  if (own && !hints.trials && !hasConsequences(event, parsed.data)) return null
  const isUseful =
    hints.all || hints.refs || [hints.issues, hints.checks, hints.trials ?? []].some((list) => list.length > 0)
  return isUseful ? hints : null
}

/** Returns whether an event that the App caused changes more than what the App knows from GitHub's answer. */
function hasConsequences(event: string, { action = '', ref, created, deleted, changes }: Payload): boolean {
  if (event === 'push') return !created && !deleted && ref?.startsWith(`refs/heads/${scratchPrefix}`) !== true
  // GitHub points what is left of a stack at another base, in the name of whoever merged.
  if (event === 'pull_request' && changes?.base !== undefined) return true
  if (event === 'pull_request') return ['closed', 'reopened', 'synchronize', 'dequeued'].includes(action)
  return event === 'merge_group' || (event === 'issues' && action === 'closed')
}
