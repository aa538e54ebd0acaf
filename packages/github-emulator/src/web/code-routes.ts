/** Commits, branches, folders and files. */
import type { Context, Hono } from 'hono'
import { diffBetween, diffOfCommit } from './diff.ts'
import { commits, fileAt, isSha, resolve, treeAt } from './git.ts'
import { type PageSetup, withRepo } from './request.ts'
import type { PageEnv } from './security.ts'
import type { View } from './view.ts'
import {
  blobPage,
  branchesPage,
  branchRows,
  commitPage,
  commitsPage,
  comparePage,
  type Place,
  treePage,
} from './views/code.ts'

export function codeRoutes(app: Hono<PageEnv>, setup: PageSetup): void {
  const base = '/:owner/:repo'
  const git = (view: View) => setup.forge.bareDir(view.repo)
  app.get(`${base}/branches`, (c) => withRepo(c, setup, (view) => c.html(branchesPage(view, branchRows(view)))))
  app.get(`${base}/commits/:ref{.+}?`, (c) =>
    withRepo(c, setup, async (view) => {
      const ref = c.req.param('ref') ?? c.req.query('branch') ?? view.repo.defaultBranch
      const sha = await resolve(git(view), ref)
      return sha === null ? c.notFound() : c.html(commitsPage(view, ref, await commits(git(view), null, sha)))
    }),
  )
  app.get(`${base}/commit/:sha`, (c) =>
    withRepo(c, setup, async (view) => {
      const sha = isSha(c.req.param('sha')) ? await resolve(git(view), c.req.param('sha')) : null
      const commit = sha === null ? undefined : (await commits(git(view), null, sha, 1))[0]
      return commit ? c.html(commitPage(view, commit, await diffOfCommit(git(view), commit.sha))) : c.notFound()
    }),
  )
  app.get(`${base}/compare/:range{.+}`, (c) =>
    withRepo(c, setup, (view) => showComparison(c, view, git(view), c.req.param('range'))),
  )
  app.get(`${base}/:kind{tree|blob}/:rest{.+}`, (c) => withRepo(c, setup, (view) => showPlace(c, view, git(view))))
}

/** Shows `BASE...HEAD`: what HEAD changed since the merge base. */
async function showComparison(c: Context<PageEnv>, view: View, dir: string, range: string): Promise<Response> {
  const [base, head] = await Promise.all(range.split('...', 2).map((name) => resolve(dir, name)))
  if (!base || !head) return c.notFound()
  const [list, files] = await Promise.all([commits(dir, base, head), diffBetween(dir, base, head, true)])
  return c.html(comparePage(view, { range, head, commits: list, files }))
}

async function showPlace(c: Context<PageEnv>, view: View, dir: string): Promise<Response> {
  const place = await placeOf(dir, c.req.param('rest') ?? '')
  if (place === null) return c.notFound()
  if (c.req.param('kind') === 'blob') {
    const text = await fileAt(dir, place.sha, place.path)
    return text === null ? c.notFound() : c.html(blobPage(view, place, text))
  }
  const entries = await treeAt(dir, place.sha, place.path)
  if (entries === null) return c.notFound()
  const readme = entries.find((entry) => /^readme\.md$/i.test(entry.name))?.name
  const path = place.path === '' ? readme : `${place.path}/${readme}`
  return c.html(treePage(view, place, entries, readme && path ? await fileAt(dir, place.sha, path) : null))
}

/** Branch names hold slashes: the longest beginning that names a commit is the branch, the rest is the path. */
async function placeOf(dir: string, rest: string): Promise<(Place & { sha: string }) | null> {
  const parts = rest.split('/').filter(Boolean)
  for (let n = Math.min(parts.length, 12); n > 0; n--) {
    const ref = parts.slice(0, n).join('/')
    const sha = await resolve(dir, ref)
    if (sha !== null) return { ref, sha, path: parts.slice(n).join('/') }
  }
  return null
}
