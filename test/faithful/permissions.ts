/**
 * Which permission of an App GitHub asks for each request of the bot. GitHub's description does not say it, so this
 * table copies GitHub's page "Permissions required for GitHub Apps". A request without a row fails a test.
 */
import * as documents from '../../src/shell/github/read/documents.ts'
import { nameOf, routesIn, sourcesOfBot } from './calls.ts'
import { hooks } from './webhooks.ts'

export type Needs = Record<string, 'read' | 'write'>

interface Row {
  needs: Needs
  /** Only where a repository's configuration asks for it. */
  optional?: true
}

const R = '/repos/{owner}/{repo}'
const nothing: Row = { needs: {} }
const metadata: Row = { needs: { metadata: 'read' } }
const reads = (name: string): Row => ({ needs: { [name]: 'read' } })
const writes = (name: string): Row => ({ needs: { [name]: 'write' } })

export const byRoute: Record<string, Row> = {
  // Signed by the App, or open to any token.
  'GET /app': nothing,
  'GET /app/installations': nothing,
  'GET /app/installations/{installation_id}': nothing,
  'GET /users/{username}': nothing,
  'GET /installation/repositories': metadata,
  [`GET ${R}`]: metadata,
  [`GET ${R}/collaborators/{username}/permission`]: metadata,
  [`GET ${R}/rules/branches/{branch}`]: metadata,
  [`GET ${R}/rulesets/{ruleset_id}`]: metadata,
  [`GET ${R}/branches/{branch}`]: reads('contents'),
  [`GET ${R}/branches/{branch}/protection`]: { ...reads('administration'), optional: true },
  [`GET ${R}/activity`]: reads('contents'),
  [`GET ${R}/commits`]: reads('contents'),
  [`GET ${R}/git/ref/{ref}`]: reads('contents'),
  [`GET ${R}/contents/{path}`]: reads('contents'),
  [`GET ${R}/git/commits/{commit_sha}`]: reads('contents'),
  [`POST ${R}/git/trees`]: writes('contents'),
  [`POST ${R}/git/commits`]: writes('contents'),
  [`POST ${R}/git/refs`]: writes('contents'),
  [`PATCH ${R}/git/refs/{ref}`]: writes('contents'),
  [`DELETE ${R}/git/refs/{ref}`]: writes('contents'),
  [`PUT ${R}/pulls/{pull_number}/merge`]: writes('contents'),
  // X-Accepted-GitHub-Permissions of an answer, as quoted in github/gh-stack#497; reading the result is a guess.
  [`PUT ${R}/pulls/{pull_number}/merge-async`]: writes('contents'),
  [`GET ${R}/pulls/{pull_number}/merge-async/{uuid}`]: reads('contents'),
  [`GET ${R}/stacks`]: reads('pull_requests'),
  [`GET ${R}/issues`]: reads('issues'),
  [`GET ${R}/issues/{issue_number}`]: reads('issues'),
  [`POST ${R}/issues`]: writes('issues'),
  [`PATCH ${R}/issues/{issue_number}`]: writes('issues'),
  [`GET ${R}/issues/comments`]: reads('issues'),
  [`POST ${R}/issues/{issue_number}/sub_issues`]: writes('issues'),
  [`DELETE ${R}/issues/{issue_number}/sub_issue`]: writes('issues'),
  [`GET ${R}/issues/{issue_number}/sub_issues`]: reads('issues'),
  [`GET ${R}/issues/{issue_number}/dependencies/blocked_by`]: reads('issues'),
  [`POST ${R}/issues/{issue_number}/dependencies/blocked_by`]: writes('issues'),
  [`DELETE ${R}/issues/{issue_number}/dependencies/blocked_by/{issue_id}`]: writes('issues'),
  [`POST ${R}/labels`]: writes('issues'),
  [`GET ${R}/pulls`]: reads('pull_requests'),
  [`POST ${R}/pulls`]: writes('pull_requests'),
  [`GET ${R}/pulls/{pull_number}/commits`]: reads('pull_requests'),
  [`GET ${R}/pulls/{pull_number}`]: reads('pull_requests'),
  [`PUT ${R}/pulls/{pull_number}/update-branch`]: writes('pull_requests'),
  [`PATCH ${R}/pulls/{pull_number}`]: writes('pull_requests'),
  [`POST ${R}/pulls/{pull_number}/requested_reviewers`]: writes('pull_requests'),
  [`GET ${R}/commits/{ref}/check-runs`]: reads('checks'),
  [`GET ${R}/commits/{ref}/check-suites`]: reads('checks'),
  [`GET ${R}/pulls/{pull_number}/files`]: reads('pull_requests'),
  [`GET ${R}/check-runs/{check_run_id}/annotations`]: reads('checks'),
  [`POST ${R}/check-runs`]: writes('checks'),
  [`PATCH ${R}/check-runs/{check_run_id}`]: writes('checks'),
  [`GET ${R}/commits/{ref}/statuses`]: reads('statuses'),
  [`GET ${R}/commits/{ref}/status`]: reads('statuses'),
  [`GET ${R}/actions/runs`]: reads('actions'),
  [`GET ${R}/actions/runs/{run_id}/jobs`]: reads('actions'),
  [`GET ${R}/actions/jobs/{job_id}/logs`]: reads('actions'),
  [`POST ${R}/actions/workflows/{workflow_id}/dispatches`]: { ...writes('actions'), optional: true },
  // The doctor's.
  'GET /meta': nothing,
  'GET /rate_limit': nothing,
  'GET /app/hook/config': nothing,
  'GET /app/hook/deliveries': nothing,
  [`GET ${R}/installation`]: nothing,
  [`GET ${R}/git/matching-refs/{ref}`]: reads('contents'),
  [`GET ${R}/issues/{issue_number}/comments`]: reads('issues'),
  [`POST ${R}/issues/{issue_number}/comments`]: writes('issues'),
  [`PATCH ${R}/issues/comments/{comment_id}`]: writes('issues'),
  [`DELETE ${R}/issues/comments/{comment_id}`]: writes('issues'),
  [`POST ${R}/issues/comments/{comment_id}/reactions`]: writes('issues'),
}

export const byMutation: Record<string, Row> = {
  addComment: { needs: { issues: 'write', pull_requests: 'write' } },
  addReaction: { needs: { issues: 'write', pull_requests: 'write' } },
  removeReaction: { needs: { issues: 'write', pull_requests: 'write' } },
  addLabelsToLabelable: writes('issues'),
  removeLabelsFromLabelable: writes('issues'),
  updateIssueComment: { needs: { issues: 'write', pull_requests: 'write' } },
  pinIssue: writes('issues'),
  unpinIssue: writes('issues'),
  markPullRequestReadyForReview: writes('pull_requests'),
  // Not documented, so the App asks for the permissions of a merge.
  enqueuePullRequest: { needs: { contents: 'write', pull_requests: 'write' } },
  dequeuePullRequest: { needs: { contents: 'write', pull_requests: 'write' } },
}

/** What the reading documents ask of a repository. */
const queries: Needs = {
  metadata: 'read',
  contents: 'read',
  issues: 'read',
  pull_requests: 'read',
  merge_queues: 'read',
}

/** git fetches, and pushes scratch branches. */
const git: Needs = { contents: 'write' }

/** GitHub's names of the bot's routes; the command line has the permissions of its user, not those of the App. */
export const routesOfBot = (): string[] => [
  ...new Set(
    sourcesOfBot()
      .flatMap(routesIn)
      .flatMap(({ route }) => nameOf(route) ?? []),
  ),
]

export const mutationsOfBot = (): string[] => [...documents.mutationNames]

/** GitHub's webhook descriptions say which permission an event is for. */
function neededFor(event: string): string | null {
  const prefix = event.replaceAll('_', '-')
  const webhooks = Object.values(
    hooks().at('#/webhooks') as Record<
      string,
      { post: { operationId: string; summary: string; description?: string } }
    >,
  )
  const isOf = (id: string) => id === prefix || id.startsWith(`${prefix}/`)
  const found = webhooks.find(({ post }) => isOf(post.operationId))?.post
  const words = /read-level access for the "([^"]+)"/.exec(`${found?.summary}\n${found?.description}`)?.[1]
  if (words === undefined) return null
  return words === 'Commit statuses' ? 'statuses' : words.toLowerCase().replace(' ', '_')
}

/** Returns the least permissions for all requests, git and the given events. */
export function needed(events: readonly string[]): Needs {
  const all: Needs = {}
  const add = (needs: Needs) => {
    for (const [name, level] of Object.entries(needs)) all[name] = all[name] === 'write' ? 'write' : level
  }
  for (const route of routesOfBot()) if (!byRoute[route]?.optional) add(byRoute[route]?.needs ?? {})
  for (const name of mutationsOfBot()) add(byMutation[name]?.needs ?? {})
  for (const event of events) add({ [neededFor(event) ?? `? for ${event}`]: 'read' })
  for (const needs of [queries, git]) add(needs)
  return all
}
