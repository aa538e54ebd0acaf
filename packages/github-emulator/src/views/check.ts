import type { Forge } from '../domain/forge.ts'
import type { Repo } from '../domain/model.ts'
import {
  type Annotation,
  type CheckRun,
  type CheckSuite,
  type CommitStatus,
  suiteState,
} from '../domain/model-checks.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { appView } from './app.ts'
import { pullStubs } from './pull.ts'
import { minimalRepoView, repoApi, repoHtml } from './repo.ts'
import { userViewById } from './user.ts'

function appViewById(forge: Forge, id: number) {
  const app = forge.world.apps.find((a) => a.id === id)
  return app ? appView(forge, app) : null
}

/** GitHub's `check-run`; annotations are counted here and read at their own address. */
export function checkRunView(forge: Forge, repo: Repo, run: CheckRun) {
  const url = `${repoApi(forge, repo)}/check-runs/${run.id}`
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repoHtml(forge, repo)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${repoHtml(forge, repo)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: isoOrNull(run.startedAt),
    completed_at: isoOrNull(run.completedAt),
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suiteId },
    app: appViewById(forge, run.appId),
    pull_requests: pullStubs(forge, repo, run.headSha),
  }
}

export function checkSuiteView(forge: Forge, repo: Repo, suite: CheckSuite) {
  const url = `${repoApi(forge, repo)}/check-suites/${suite.id}`
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteState(repo, suite),
    url,
    head_commit: suite.headCommit ?? null,
    before: null,
    after: suite.headSha,
    pull_requests: pullStubs(forge, repo, suite.headSha),
    app: appViewById(forge, suite.appId),
    repository: minimalRepoView(forge, repo),
    created_at: iso(suite.createdAt),
    updated_at: iso(suite.updatedAt),
    latest_check_runs_count: repo.checkRuns.filter((r) => r.suiteId === suite.id).length,
    check_runs_url: `${url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  }
}

export function annotationView(forge: Forge, repo: Repo, run: CheckRun, a: Annotation) {
  return {
    path: a.path,
    blob_href: `${repoHtml(forge, repo)}/blob/${run.headSha}/${a.path}`,
    start_line: a.start_line,
    end_line: a.end_line,
    start_column: null,
    end_column: null,
    annotation_level: a.annotation_level,
    title: a.title,
    message: a.message,
    raw_details: null,
  }
}

export function statusView(forge: Forge, repo: Repo, status: CommitStatus) {
  return {
    url: `${repoApi(forge, repo)}/statuses/${status.sha}`,
    avatar_url: null,
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
    creator: userViewById(forge, status.userId),
  }
}
