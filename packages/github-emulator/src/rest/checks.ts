import { z } from 'zod'
import { hasRole } from '../domain/access.ts'
import { ForgeError, invalid, notFound } from '../domain/errors.ts'
import { appOfBot } from '../domain/find.ts'
import { given } from '../domain/given.ts'
import type { CheckRun, CheckSuite } from '../domain/model-checks.ts'
import { resolveCommit } from '../domain/objects.ts'
import { type CheckRunInput, createCheckRun, rerequest, updateCheckRun } from '../domain/verbs/checks.ts'
import { annotationView, checkRunView, checkSuiteView } from '../views/check.ts'
import { paged } from './pages.ts'
import { created, type RepoAsk, type Router, repoRoute } from './router.ts'

const annotation = z.looseObject({
  path: z.string(),
  start_line: z.number(),
  end_line: z.number(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().nullish(),
})

const output = z.looseObject({
  title: z.string().nullish(),
  summary: z.string().nullish(),
  text: z.string().nullish(),
  annotations: z.array(annotation).optional(),
})

const run = z.looseObject({
  name: z.string().optional(),
  head_sha: z.string().optional(),
  external_id: z.string().optional(),
  details_url: z.string().nullish(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  conclusion: z.string().nullish(),
  started_at: z.string().optional(),
  completed_at: z.string().optional(),
  output: output.optional(),
  actions: z.array(z.unknown()).max(3, 'has more than 3 items').optional(),
})

const time = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text))

function inputOf(body: z.infer<typeof run>): CheckRunInput {
  const o = body.output
  return given({
    name: body.name,
    externalId: body.external_id,
    detailsUrl: body.details_url,
    status: body.status,
    conclusion: body.conclusion,
    startedAt: time(body.started_at),
    completedAt: time(body.completed_at),
    output: o && outputOf(o),
  })
}

function outputOf(o: z.infer<typeof output>): NonNullable<CheckRunInput['output']> {
  return given({
    title: o.title,
    summary: o.summary,
    text: o.text,
    annotations: o.annotations?.map((a) => ({
      path: a.path,
      start_line: a.start_line,
      end_line: a.end_line,
      annotation_level: a.annotation_level,
      message: a.message,
      title: a.title ?? null,
    })),
  })
}

/** GitHub: only Apps write check runs, and only their own. */
function writerApp(ask: RepoAsk): number {
  if (ask.viewer.kind === 'user') throw new ForgeError(403, 'You must authenticate via a GitHub App.')
  ask.need('checks', 'write')
  const app = appOfBot(ask.forge, ask.actor())
  if (!app) throw notFound()
  return app.id
}

function runAsked(ask: RepoAsk): CheckRun {
  const found = ask.repo.checkRuns.find((r) => r.id === ask.number('id'))
  if (!found) throw notFound()
  ask.need('checks', 'read')
  return found
}

export function checkRoutes(router: Router): void {
  const show = (ask: RepoAsk, r: CheckRun) => checkRunView(ask.forge, ask.repo, r)
  repoRoute(router, 'POST', '/check-runs', async (ask) => {
    const appId = writerApp(ask)
    const body = await ask.body(run)
    if (body.head_sha === undefined) throw invalid({ resource: 'CheckRun', field: 'head_sha', code: 'missing_field' })
    const input = { ...inputOf(body), name: body.name ?? '', headSha: body.head_sha }
    return created(show(ask, await createCheckRun(ask.context(), appId, input)))
  })
  repoRoute(router, 'GET', '/check-runs/:id', (ask) => show(ask, runAsked(ask)))
  repoRoute(router, 'PATCH', '/check-runs/:id', async (ask) => {
    const found = runAsked(ask)
    if (writerApp(ask) !== found.appId)
      throw new ForgeError(
        403,
        `Invalid app_id \`${found.appId}\` - check run can only be modified by the GitHub App that created it.`,
      )
    return show(ask, updateCheckRun(ask.context(), found, inputOf(await ask.body(run))))
  })
  repoRoute(router, 'GET', '/check-runs/:id/annotations', (ask) => {
    const found = runAsked(ask)
    return paged(ask, found.annotations).map((a) => annotationView(ask.forge, ask.repo, found, a))
  })
  repoRoute(router, 'POST', '/check-runs/:id/rerequest', (ask) => {
    const found = runAsked(ask)
    const suite = ask.repo.checkSuites.find(({ id }) => id === found.suiteId)
    if (!suite) throw notFound()
    return rerun(ask, suite, found)
  })
  suiteRoutes(router)
}

/** GitHub: people with write access ask for any App's checks, an App for its own. */
function rerun(ask: RepoAsk, suite: CheckSuite, run: CheckRun | null) {
  if (ask.viewer.kind === 'installation') {
    if (writerApp(ask) !== suite.appId) throw new ForgeError(403, 'This check run is not rerequestable.')
  } else if (!hasRole(ask.repo, ask.viewer, 'write')) throw new ForgeError(403, 'Resource not accessible by user')
  rerequest(ask.context(), suite, run)
  return created({})
}

function suiteRoutes(router: Router): void {
  const suiteAsked = (ask: RepoAsk): CheckSuite => {
    ask.need('checks', 'read')
    const found = ask.repo.checkSuites.find((s) => s.id === ask.number('id'))
    if (!found) throw notFound()
    return found
  }
  repoRoute(router, 'GET', '/check-suites/:id', (ask) => checkSuiteView(ask.forge, ask.repo, suiteAsked(ask)))
  repoRoute(router, 'POST', '/check-suites/:id/rerequest', (ask) => rerun(ask, suiteAsked(ask), null))
  repoRoute(router, 'GET', '/check-suites/:id/check-runs', (ask) => {
    const suite = suiteAsked(ask)
    return runList(
      ask,
      ask.repo.checkRuns.filter((r) => r.suiteId === suite.id),
    )
  })
  repoRoute(router, 'GET', '/commits/:ref{.+}/check-runs', async (ask) => {
    ask.need('checks', 'read')
    const sha = await shaAsked(ask)
    return runList(
      ask,
      ask.repo.checkRuns.filter((r) => r.headSha === sha),
    )
  })
  repoRoute(router, 'GET', '/commits/:ref{.+}/check-suites', async (ask) => {
    ask.need('checks', 'read')
    const sha = await shaAsked(ask)
    const app = ask.query('app_id')
    const found = ask.repo.checkSuites.filter(
      (s) => s.headSha === sha && (app === undefined || String(s.appId) === app),
    )
    const check_suites = paged(ask, found).map((s) => checkSuiteView(ask.forge, ask.repo, s))
    return { total_count: found.length, check_suites }
  })
}

/** The commit that the path names by sha, branch or tag; 422 when there is none. */
export async function shaAsked(ask: RepoAsk): Promise<string> {
  const name = ask.param('ref')
  const sha = await resolveCommit(ask.forge, ask.repo, name)
  if (sha === null) throw new ForgeError(422, `No commit found for SHA: ${name}`)
  return sha
}

/** `filter=latest` (the default) shows the newest run of a name and App. */
function runList(ask: RepoAsk, runs: CheckRun[]) {
  const [name, status, app] = [ask.query('check_name'), ask.query('status'), ask.query('app_id')]
  const newest = (r: CheckRun) =>
    !runs.some((o) => o.name === r.name && o.appId === r.appId && o.suiteId === r.suiteId && o.id > r.id)
  const found = runs
    .filter((r) => ask.query('filter') === 'all' || newest(r))
    .filter((r) => (name === undefined || r.name === name) && (status === undefined || r.status === status))
    .filter((r) => app === undefined || String(r.appId) === app)
    .toSorted((a, b) => b.id - a.id)
  return { total_count: found.length, check_runs: paged(ask, found).map((r) => checkRunView(ask.forge, ask.repo, r)) }
}
