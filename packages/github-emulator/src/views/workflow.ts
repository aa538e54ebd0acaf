import type { Forge } from '../domain/forge.ts'
import type { Repo } from '../domain/model.ts'
import type { WorkflowRun } from '../domain/model-checks.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { minimalRepoView, repoApi, repoHtml } from './repo.ts'
import { userViewById } from './user.ts'

/** GitHub's `workflow-run`. */
export function workflowRunView(forge: Forge, repo: Repo, run: WorkflowRun) {
  const url = `${repoApi(forge, repo)}/actions/runs/${run.id}`
  const suite = repo.checkSuites.find(({ id }) => id === run.suiteId)
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('WorkflowRun', run.id),
    check_suite_id: run.suiteId,
    check_suite_node_id: nodeId('CheckSuite', run.suiteId),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt ?? 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    url,
    html_url: `${repoHtml(forge, repo)}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: iso(run.createdAt),
    updated_at: iso(run.updatedAt),
    run_started_at: iso(run.createdAt),
    actor: userViewById(forge, run.actorId),
    triggering_actor: userViewById(forge, run.actorId),
    referenced_workflows: [],
    previous_attempt_url: null,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    check_suite_url: `${repoApi(forge, repo)}/check-suites/${run.suiteId}`,
    workflow_url: `${repoApi(forge, repo)}/actions/workflows/${run.workflowId}`,
    head_commit: suite?.headCommit ?? null,
    repository: minimalRepoView(forge, repo),
    head_repository: minimalRepoView(forge, repo),
    head_repository_id: repo.id,
  }
}

/** GitHub's `job`; its id is that of its check run. */
export function jobView(forge: Forge, repo: Repo, run: WorkflowRun, job: WorkflowRun['jobs'][number]) {
  const check = repo.checkRuns.find(({ id }) => id === job.id)
  const api = repoApi(forge, repo)
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.name,
    head_branch: run.headBranch,
    run_url: `${api}/actions/runs/${run.id}`,
    run_attempt: run.attempt ?? 1,
    node_id: nodeId('CheckRun', job.id),
    head_sha: run.headSha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${repoHtml(forge, repo)}/actions/runs/${run.id}/job/${job.id}`,
    status: check?.status ?? 'queued',
    conclusion: check?.conclusion ?? null,
    created_at: iso(run.createdAt),
    started_at: isoOrNull(check?.startedAt ?? run.createdAt),
    completed_at: isoOrNull(check?.completedAt ?? null),
    name: job.name,
    steps: [],
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: ['ubuntu-latest'],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
  }
}

/** GitHub's `workflow`, as webhooks carry it. */
export function workflowView(forge: Forge, repo: Repo, run: WorkflowRun) {
  const first = repo.workflowRuns?.find((one) => one.workflowId === run.workflowId) ?? run
  return workflowFileView(forge, repo, { id: run.workflowId, name: run.name, path: run.path, at: first.createdAt })
}

interface WorkflowFile {
  id: number
  name: string
  path: string
  at: number
}

/** GitHub's `workflow`. */
export function workflowFileView(forge: Forge, repo: Repo, { id, name, path, at }: WorkflowFile) {
  const html = repoHtml(forge, repo)
  return {
    id,
    node_id: nodeId('Workflow', id),
    name,
    path,
    state: 'active',
    created_at: iso(at),
    updated_at: iso(at),
    url: `${repoApi(forge, repo)}/actions/workflows/${id}`,
    html_url: `${html}/blob/${repo.defaultBranch}/${path}`,
    badge_url: `${html}/workflows/${encodeURIComponent(name)}/badge.svg`,
  }
}
