/** Required checks and deployments of a commit. Messages are GitHub's. */
import type { Repo, Rule } from './model.ts'

/** Returns GitHub's message about required checks that did not pass on a commit; null when all passed. */
export function missingChecks(repo: Repo, sha: string, { parameters }: Rule): string | null {
  const list = parameters?.required_status_checks
  const required = (Array.isArray(list) ? list : []) as { context: string; integration_id?: number | null }[]
  const missing = required.filter(({ context, integration_id: app }) => !hasPassed(repo, sha, context, app ?? null))
  const [first] = missing
  if (first === undefined) return null
  if (missing.length === 1) return `Required status check "${first.context}" is expected.`
  return `${missing.length} of ${required.length} required status checks are expected.`
}

function hasPassed(repo: Repo, sha: string, context: string, app: number | null): boolean {
  const run = repo.checkRuns.findLast(
    (one) => one.headSha === sha && one.name === context && (app === null || one.appId === app),
  )
  if (run) return ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '')
  // A status has no App, so it only counts when the rule names none.
  const status = repo.statuses.findLast((one) => one.sha === sha && one.context === context)
  return app === null && status?.state === 'success'
}

/** Returns GitHub's message about environments that a commit must have been deployed to; null when it was. */
export function missingDeployments(repo: Repo, sha: string, { parameters }: Rule): string | null {
  const wanted = parameters?.required_deployment_environments
  const missing = (Array.isArray(wanted) ? wanted.map(String) : []).filter((name) => !isDeployed(repo, sha, name))
  if (missing.length === 0) return null
  const names = missing.length === 1 ? missing[0] : `${missing.slice(0, -1).join(', ')} and ${missing.at(-1)}`
  return `Missing successful active ${names} ${missing.length === 1 ? 'deployment' : 'deployments'}.`
}

/** The last deployment of an environment is the active one. */
function isDeployed(repo: Repo, sha: string, environment: string): boolean {
  const last = repo.deployments?.findLast((one) => one.environment === environment && one.state === 'success')
  return last?.sha === sha
}

/** Returns GitHub's message about required workflows or code scanning that gave no result for a commit. */
export function missingScans(repo: Repo, sha: string, { type, parameters }: Rule): string | null {
  if (type === 'code_scanning') {
    const [tool] = (parameters?.code_scanning_tools ?? []) as { tool: string }[]
    return tool ? `Code scanning is waiting for results from ${tool.tool} for the commit ${sha.slice(0, 7)}.` : null
  }
  const required = (parameters?.workflows ?? []) as { path: string }[]
  const hasPassed = (path: string) =>
    repo.workflowRuns?.some((run) => run.path === path && run.headSha === sha && run.conclusion === 'success')
  const missing = required.find(({ path }) => !hasPassed(path))
  return missing ? `Required workflow "${missing.path}" is expected.` : null
}
