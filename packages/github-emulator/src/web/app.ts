/** The emulator's web page: a small GitHub look-alike, rendered on the server. */
import type { Context } from 'hono'
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { actionRoutes } from './actions.ts'
import { assetRoutes } from './assets.ts'
import { codeRoutes } from './code-routes.ts'
import { installationRoutes } from './installations.ts'
import { newIssue } from './new-issue.ts'
import { registerRoutes } from './register.ts'
import { conversation, type PageSetup, viewOf, withRepo } from './request.ts'
import { newSecret, type PageEnv, secureHeaders } from './security.ts'
import { worldVersion } from './version.ts'
import type { View } from './view.ts'
import { issuesPage, pullsPage } from './views/lists.ts'
import { newIssuePage } from './views/new.ts'
import { overviewPage } from './views/overview.ts'
import { notFoundPage, refusedPage } from './views/plain.ts'
import { tokensPage } from './views/tokens.ts'

/**
 * The page as an app of its own: everything it does not know answers with its 404 page, so hand it only what neither
 * the API nor git wants. It needs a world with one repository at least.
 */
export function pageApp(
  options: Omit<PageSetup, 'csrf' | 'content'> & Partial<Pick<PageSetup, 'content'>>,
): Hono<PageEnv> {
  const setup: PageSetup = { content: {}, ...options, csrf: newSecret() }
  const app = new Hono<PageEnv>()
  app.use('*', secureHeaders)
  app.use('/assets/*', etag())
  app.route('/assets', assetRoutes(options.forge.world))
  app.get('/api/page/version', (c) => c.json({ version: worldVersion(options.forge.world) }, 200, noStore))
  installationRoutes(app, setup)
  registerRoutes(app, setup)
  readingRoutes(app, setup)
  codeRoutes(app, setup)
  actionRoutes(app, setup)
  app.notFound((c) => c.html(notFoundPage(viewOf(c, setup)), 404))
  app.onError((error, c) => {
    console.error(error)
    return c.html(
      refusedPage(viewOf(c, setup), 'The page could not be made. The terminal of the emulator says why.'),
      500,
    )
  })
  return app
}

const noStore = { 'cache-control': 'no-store' }

function readingRoutes(app: Hono<PageEnv>, setup: PageSetup): void {
  const base = '/:owner/:repo'
  app.get('/', (c) => c.html(overviewPage(viewOf(c, setup)), 200, noStore))
  app.get('/tokens', (c) => c.html(tokensPage(viewOf(c, setup), null)))
  app.get(base, (c) => withRepo(c, setup, (view) => c.html(overviewPage(view), 200, noStore)))
  app.get(`${base}/issues`, (c) => withRepo(c, setup, (view) => c.html(issuesPage(view, filterOf(c)), 200, noStore)))
  app.get(`${base}/pulls`, (c) => withRepo(c, setup, (view) => c.html(pullsPage(view, filterOf(c)), 200, noStore)))
  app.get(`${base}/issues/new`, (c) =>
    withRepo(c, setup, async (view) => {
      const issue = await newIssue(setup, view.repo, c.req.query('template') ?? 'blank')
      return issue === null ? c.notFound() : c.html(newIssuePage(view, issue))
    }),
  )
  app.get(`${base}/runs/:id{[0-9]+}`, (c) =>
    withRepo(c, setup, (view) => {
      const address = runAddress(view, Number(c.req.param('id')))
      return address === null ? c.notFound() : c.redirect(address)
    }),
  )
  app.get(`${base}/actions/runs/:id{[0-9]+}`, (c) =>
    withRepo(c, setup, (view) => {
      const run = view.repo.workflowRuns?.find(({ id }) => id === Number(c.req.param('id')))
      const address = run?.jobs[0] ? runAddress(view, run.jobs[0].id) : null
      return address === null ? c.notFound() : c.redirect(address)
    }),
  )
  app.get(`${base}/runs/:id{[0-9]+}/log`, (c) =>
    withRepo(c, setup, (view) => {
      const jobs = (view.repo.workflowRuns ?? []).flatMap((run) => run.jobs)
      const job = jobs.find(({ id }) => id === Number(c.req.param('id')))
      return job ? c.text(job.log) : c.notFound()
    }),
  )
  app.get(`${base}/issues/:number{[0-9]+}`, (c) => show(c, setup, 'issues'))
  app.get(`${base}/pull/:number{[0-9]+}`, (c) => show(c, setup, 'pull'))
  app.get(`${base}/pull/:number{[0-9]+}/:part{files|commits|checks}`, (c) => {
    const { owner, repo, number, part } = c.req.param()
    return c.redirect(`/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/pull/${number}#${part}`)
  })
}

/** Where a check run is shown: on its pull request, else on its commit. */
function runAddress(view: View, id: number): string | null {
  const run = view.repo.checkRuns.find((one) => one.id === id)
  if (!run) return null
  const pull = view.repo.pulls.findLast((one) => one.headSha === run.headSha)
  return `${view.base}/${pull ? `pull/${pull.number}` : `commit/${run.headSha}`}#check-${id}`
}

async function show(c: Context<PageEnv>, setup: PageSetup, path: 'issues' | 'pull'): Promise<Response> {
  return withRepo(c, setup, async (view) => {
    const number = Number(c.req.param('number'))
    const found = await conversation(view, number)
    if (found === null) return c.notFound()
    // An issue's address and a pull request's lead to each other, as on GitHub.
    if (found.kind !== path) return c.redirect(`${view.base}/${found.kind}/${number}`)
    return c.html(found.html, 200, noStore)
  })
}

function filterOf(c: Context<PageEnv>) {
  const state = c.req.query('state') === 'closed' ? ('closed' as const) : ('open' as const)
  return { state, label: c.req.query('label') || null }
}
