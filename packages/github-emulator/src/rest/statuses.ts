import { z } from 'zod'
import { given } from '../domain/given.ts'
import type { CommitStatus } from '../domain/model-checks.ts'
import { createStatus } from '../domain/verbs/statuses.ts'
import { statusView } from '../views/check.ts'
import { minimalRepoView, repoApi } from '../views/repo.ts'
import { shaAsked } from './checks.ts'
import { paged } from './pages.ts'
import { created, type RepoAsk, type Router, repoRoute } from './router.ts'

const body = z.looseObject({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().optional(),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
})

const newestFirst = (ask: RepoAsk, sha: string) =>
  ask.repo.statuses.filter((s) => s.sha === sha).toSorted((a, b) => b.id - a.id)

export function statusRoutes(router: Router): void {
  repoRoute(router, 'POST', '/statuses/:sha', async (ask) => {
    ask.need('statuses', 'write')
    const { state, context, description, target_url: targetUrl } = await ask.body(body)
    const input = given({ state, context, description, targetUrl })
    const status = await createStatus(ask.context(), ask.param('sha'), input)
    return created(statusView(ask.forge, ask.repo, status))
  })
  repoRoute(router, 'GET', '/commits/:ref{.+}/statuses', async (ask) => {
    ask.need('statuses', 'read')
    const all = newestFirst(ask, await shaAsked(ask))
    return paged(ask, all).map((s) => statusView(ask.forge, ask.repo, s))
  })
  repoRoute(router, 'GET', '/commits/:ref{.+}/status', async (ask) => {
    ask.need('statuses', 'read')
    return combined(ask, await shaAsked(ask))
  })
}

const simpleStatus = (ask: RepoAsk, status: CommitStatus) => {
  const { creator: _, ...simple } = statusView(ask.forge, ask.repo, status)
  return simple
}

/** The newest of each context together: one failure fails, one pending (or none at all) is pending. */
function combined(ask: RepoAsk, sha: string) {
  const latest = new Map<string, CommitStatus>()
  for (const s of newestFirst(ask, sha)) if (!latest.has(s.context)) latest.set(s.context, s)
  const states = [...latest.values()].map((s) => s.state)
  const failed = states.some((s) => s === 'failure' || s === 'error')
  const pending = states.length === 0 || states.includes('pending')
  return {
    state: failed ? 'failure' : pending ? 'pending' : 'success',
    statuses: paged(ask, [...latest.values()]).map((s) => simpleStatus(ask, s)),
    sha,
    total_count: latest.size,
    repository: minimalRepoView(ask.forge, ask.repo),
    commit_url: `${repoApi(ask.forge, ask.repo)}/commits/${sha}`,
    url: `${repoApi(ask.forge, ask.repo)}/commits/${sha}/status`,
  }
}
