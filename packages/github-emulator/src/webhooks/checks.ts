import type { EventKind, EventOf } from '../domain/events.ts'
import { fullName } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { Repo } from '../domain/model.ts'
import type { CheckRun } from '../domain/model-checks.ts'
import { iso } from '../domain/time.ts'
import { checkRunView, checkSuiteView } from '../views/check.ts'
import { commitView } from '../views/commit.ts'
import { liteRepoView, repoApi } from '../views/repo.ts'
import { workflowRunView, workflowView } from '../views/workflow.ts'
import { one, type Renderers, type Webhook } from './renderer.ts'

const checkRun = (action: string) => (forge: Forge, event: EventOf<'check-run-created'>) =>
  one(event, `check_run.${action}`, { check_run: withSuite(forge, event.repo, event.run) })

/** In webhooks the run carries its whole suite. */
function withSuite(forge: Forge, repo: Repo, run: CheckRun) {
  const view = checkRunView(forge, repo, run)
  const suite = repo.checkSuites.find((each) => each.id === run.suiteId)
  if (!suite) return view
  const { head_commit, latest_check_runs_count, check_runs_url, ...simple } = checkSuiteView(forge, repo, suite)
  return { ...view, check_suite: simple }
}

const checkSuite = (action: string) => (forge: Forge, event: EventOf<'check-suite-completed'>) => {
  const { repository: _, ...view } = checkSuiteView(forge, event.repo, event.suite)
  return one(event, `check_suite.${action}`, { check_suite: view })
}

/** GitHub: only the App that made the checks hears that they are to run again. */
const only = (appId: number, webhooks: Webhook[]): Webhook[] => webhooks.map((each) => ({ ...each, appId }))

function status(forge: Forge, event: EventOf<'status-created'>): Webhook[] {
  const { repo, status, commit } = event
  return one(event, 'status', {
    id: status.id,
    sha: status.sha,
    name: fullName(forge, repo),
    avatar_url: null,
    target_url: status.targetUrl,
    context: status.context,
    description: status.description,
    state: status.state,
    commit: commit ? commitView(forge, repo, commit) : null,
    branches: branchesAt(forge, repo, status.sha),
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
  })
}

function branchesAt(forge: Forge, repo: Repo, sha: string) {
  const commit = { sha, url: `${repoApi(forge, repo)}/commits/${sha}` }
  return Object.entries(repo.refs)
    .filter(([ref, at]) => at === sha && ref.startsWith('refs/heads/'))
    .map(([ref]) => ({ name: ref.slice('refs/heads/'.length), commit, protected: false }))
}

const workflowRun = (action: string) => (forge: Forge, event: EventOf<'workflow-run-requested'>) => {
  const { repo, run } = event
  const lite = liteRepoView(forge, repo)
  const view = { ...workflowRunView(forge, repo, run), repository: lite, head_repository: lite }
  return one(event, `workflow_run.${action}`, { workflow_run: view, workflow: workflowView(forge, repo, run) })
}

type Kinds = Extract<EventKind, `check-${string}` | `status-${string}` | `workflow-${string}`>

export const checkRenderers: Renderers<Kinds> = {
  'check-run-created': checkRun('created'),
  'check-run-completed': checkRun('completed'),
  'check-suite-completed': checkSuite('completed'),
  'check-run-rerequested': (forge, event) => only(event.run.appId, checkRun('rerequested')(forge, event)),
  'check-suite-rerequested': (forge, event) => only(event.suite.appId, checkSuite('rerequested')(forge, event)),
  'status-created': status,
  'workflow-run-requested': workflowRun('requested'),
  'workflow-run-in-progress': workflowRun('in_progress'),
  'workflow-run-completed': workflowRun('completed'),
  'workflow-dispatched': (_, event) =>
    one(event, 'workflow_dispatch', { inputs: event.inputs, ref: event.ref, workflow: event.path }),
}
