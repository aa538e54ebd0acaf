import { ForgeError, notFound } from '../domain/errors.ts'
import type { WorkflowRun } from '../domain/model-checks.ts'
import { rerunWorkflow } from '../domain/verbs/workflows.ts'
import { repoHtml } from '../views/repo.ts'
import { jobView, workflowRunView } from '../views/workflow.ts'
import { paged } from './pages.ts'
import { created, type RepoAsk, type Router, repoRoute } from './router.ts'

/** Runs of workflows, their jobs, and the jobs' logs, which lie at another address as on GitHub. */
export function workflowRunRoutes(router: Router): void {
  repoRoute(router, 'GET', '/actions/runs', (ask) => runsAsked(ask, () => true))
  repoRoute(router, 'GET', '/actions/runs/:id/artifacts', (ask) => {
    runAsked(ask)
    return { total_count: 0, artifacts: [] }
  })
  const again: Record<string, (check: { conclusion: string | null }) => boolean> = {
    rerun: () => true,
    'rerun-failed-jobs': ({ conclusion }) => conclusion !== 'success',
  }
  for (const [name, isWanted] of Object.entries(again))
    repoRoute(router, 'POST', `/actions/runs/:id/${name}`, async (ask) => {
      const run = runAsked(ask)
      ask.need('actions', 'write')
      await rerunWorkflow(ask.context(), run, isWanted)
      return created({})
    })
  repoRoute(router, 'POST', '/actions/jobs/:id/rerun', async (ask) => {
    const { run, job } = jobAsked(ask)
    ask.need('actions', 'write')
    await rerunWorkflow(ask.context(), run, ({ id }) => id === job.id)
    return created({})
  })
  repoRoute(router, 'GET', '/actions/runs/:id', (ask) => workflowRunView(ask.forge, ask.repo, runAsked(ask)))
  repoRoute(router, 'GET', '/actions/runs/:id/jobs', (ask) => {
    const run = runAsked(ask)
    const jobs = paged(ask, run.jobs).map((job) => jobView(ask.forge, ask.repo, run, job))
    return { total_count: run.jobs.length, jobs }
  })
  repoRoute(router, 'GET', '/actions/jobs/:id', (ask) => {
    const { run, job } = jobAsked(ask)
    return jobView(ask.forge, ask.repo, run, job)
  })
  repoRoute(router, 'GET', '/actions/jobs/:id/logs', (ask) => {
    const { job } = jobAsked(ask)
    if (ask.repo.checkRuns.find(({ id }) => id === job.id)?.status !== 'completed') throw notFound()
    const location = `${repoHtml(ask.forge, ask.repo)}/runs/${job.id}/log`
    return new Response(null, { status: 302, headers: { location } })
  })
}

/** A page of the runs that fit the request, newest first. */
export function runsAsked(ask: RepoAsk, fits: (run: WorkflowRun) => boolean) {
  ask.need('actions', 'read')
  const found = (ask.repo.workflowRuns ?? []).filter((run) => fits(run) && isAsked(ask, run)).toReversed()
  const workflow_runs = paged(ask, found).map((run) => workflowRunView(ask.forge, ask.repo, run))
  return { total_count: found.length, workflow_runs }
}

function isAsked(ask: RepoAsk, run: WorkflowRun): boolean {
  const says = (name: string, ...values: (string | null)[]) => {
    const wanted = ask.query(name)
    return wanted === undefined || values.includes(wanted)
  }
  return (
    says('event', run.event) &&
    says('branch', run.headBranch) &&
    says('head_sha', run.headSha) &&
    says('status', run.status, run.conclusion)
  )
}

function runAsked(ask: RepoAsk): WorkflowRun {
  ask.need('actions', 'read')
  const found = ask.repo.workflowRuns?.find(({ id }) => id === ask.number('id'))
  if (!found) throw notFound()
  return found
}

function jobAsked(ask: RepoAsk): { run: WorkflowRun; job: WorkflowRun['jobs'][number] } {
  if (ask.viewer.kind === 'anonymous') throw new ForgeError(403, 'Must have admin rights to Repository.')
  ask.need('actions', 'read')
  for (const run of ask.repo.workflowRuns ?? []) {
    const job = run.jobs.find(({ id }) => id === ask.number('id'))
    if (job) return { run, job }
  }
  throw notFound()
}
