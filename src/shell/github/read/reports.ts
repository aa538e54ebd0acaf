/** Reads what workflows and other services report on the bot's own commit at the tip of its scratch branch. REST only. */

import { type Reported, stateOfConclusion } from '../../../core/checks/reported.ts'
import { groupPrefix } from '../../../core/merging/queue.ts'
import type { Reports } from '../../reconcile/github.ts'
import { type ConditionalList, conditionalGet, conditionalList } from '../conditional.ts'
import type { Context } from '../context.ts'
import { failureText } from './failure-text.ts'

/** The App whose check runs are those of workflows: read as workflow runs and jobs, which no token can forge. */
const ACTIONS = 'github-actions'

interface RunNode {
  id: number
  name: string | null
  workflow_id: number
  event: string
  head_branch: string | null
  head_sha: string
  status: string | null
  conclusion: string | null
  html_url: string
  created_at: string
  run_started_at?: string
  updated_at: string
}

interface JobNode {
  id: number
  name: string
  status: string
  conclusion: string | null
  html_url: string | null
  started_at: string | null
  completed_at: string | null
}

interface CheckNode extends Omit<JobNode, 'html_url'> {
  html_url: string | null
  details_url: string | null
  app: { id: number; slug?: string } | null
}

interface StatusNode {
  context: string
  state: string
  target_url: string | null
  created_at: string
  creator: { login: string } | null
}

interface Commit {
  context: Context
  list: ConditionalList
  branch: string
  sha: string
}

/** Creates a reader for one trial. It caches the last answers, so that unchanged reports cost nothing. */
export function makeReports(context: Context, branch: string, sha: string): Reports {
  const commit = { context, list: conditionalList(conditionalGet(context.octokit)), branch, sha }
  let failures: { id: number; isRun: boolean; url: string }[] = []
  return {
    pushedAt: () => pushedAt(commit),
    async read(withJobs) {
      const runs = await workflowRuns(commit)
      const jobs = withJobs ? (await Promise.all(runs.map((run) => jobsOf(commit, run.id)))).flat() : []
      const [checks, statuses] = await Promise.all([otherChecks(commit), statusesOf(commit)])
      failures = [
        ...runs.filter(isFailed).map(({ id, html_url }) => ({ id, isRun: true, url: html_url })),
        ...jobs.filter(isFailed).map(({ id, html_url }) => ({ id, isRun: false, url: html_url ?? '' })),
      ]
      return [
        ...runs.map((run) => reportOf('workflow', timed(run), run.name ?? 'workflow')),
        ...jobs.map((job) => reportOf('job', job, job.name)),
        ...checks.map((check) => reportOf('check', check, check.name)),
        ...statuses,
      ]
    },
    async failureText(url) {
      const found = failures.find((one) => one.url === url)
      if (!found) return ''
      const jobs = found.isRun ? (await jobsOf(commit, found.id)).filter(isFailed).map(({ id }) => id) : [found.id]
      return failureText(context, jobs)
    },
  }
}

/** The runs that the push, or GitHub's merge queue, started; of a workflow that ran more than once the newest. */
async function workflowRuns({ context, list, branch, sha }: Commit): Promise<RunNode[]> {
  const event = branch.startsWith(groupPrefix) ? 'merge_group' : 'push'
  const wanted = { ...context.at, event, branch, head_sha: sha }
  const all = await list<RunNode>('/repos/{owner}/{repo}/actions/runs', wanted, 'workflow_runs')
  const runs = all.filter((run) => run.event === event && run.head_branch === branch && run.head_sha === sha)
  return runs.filter((run) => !runs.some((other) => other.workflow_id === run.workflow_id && other.id > run.id))
}

function jobsOf({ context, list }: Commit, run_id: number): Promise<JobNode[]> {
  return list<JobNode>('/repos/{owner}/{repo}/actions/runs/{run_id}/jobs', { ...context.at, run_id }, 'jobs')
}

async function otherChecks({ context, list, sha }: Commit): Promise<CheckNode[]> {
  const wanted = { ...context.at, ref: sha, filter: 'latest' }
  const runs = await list<CheckNode>('/repos/{owner}/{repo}/commits/{ref}/check-runs', wanted, 'check_runs')
  const own = await context.appId()
  return runs.filter(({ app }) => app !== null && app.slug !== ACTIONS && Number(app.id) !== own)
}

/** GitHub gives the newest first; the newest of a context counts. */
async function statusesOf({ context, list, sha }: Commit): Promise<Reported[]> {
  const all = await list<StatusNode>('/repos/{owner}/{repo}/commits/{ref}/statuses', { ...context.at, ref: sha })
  const newest = new Map(all.toReversed().map((status) => [status.context, status]))
  return [...newest.values()].map((status) => ({
    source: 'status',
    name: status.context,
    state: status.state === 'pending' ? 'pending' : status.state === 'success' ? 'passed' : 'failed',
    word: status.state,
    url: status.target_url ?? '',
    by: status.creator?.login ?? null,
    startedAt: Date.parse(status.created_at),
    endedAt: status.state === 'pending' ? null : Date.parse(status.created_at),
  }))
}

interface ActivityNode {
  after: string
  timestamp: string
}

/** Null when GitHub does not list it yet. */
async function pushedAt({ context, branch, sha }: Commit): Promise<number | null> {
  const { data } = await context.octokit.rest.repos.listActivities({
    ...context.at,
    ref: `refs/heads/${branch}`,
    per_page: 10,
  })
  const found = (data as ActivityNode[]).find(({ after }) => after === sha)
  return found ? Date.parse(found.timestamp) : null
}

type Timed = Pick<JobNode, 'status' | 'conclusion' | 'html_url' | 'started_at' | 'completed_at'>

const timed = (run: RunNode): Timed => ({
  status: run.status ?? 'queued',
  conclusion: run.conclusion,
  html_url: run.html_url,
  started_at: run.run_started_at ?? run.created_at,
  completed_at: run.status === 'completed' ? run.updated_at : null,
})

const isFailed = (one: { status: string | null; conclusion: string | null }): boolean =>
  stateOfConclusion(one.status, one.conclusion) === 'failed'

const reportOf = (source: Reported['source'], one: Timed, name: string): Reported => ({
  source,
  name,
  state: stateOfConclusion(one.status, one.conclusion),
  word: one.conclusion ?? one.status,
  url: one.html_url ?? '',
  by: null,
  startedAt: one.started_at === null ? null : Date.parse(one.started_at),
  endedAt: one.completed_at === null ? null : Date.parse(one.completed_at),
})
