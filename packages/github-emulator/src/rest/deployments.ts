/** Deployments and their statuses. What is deployed stays with whoever says so. */
import { z } from 'zod'
import { notFound, unprocessable } from '../domain/errors.ts'
import { userById } from '../domain/find.ts'
import type { Deployment } from '../domain/model.ts'
import { resolveCommit } from '../domain/objects.ts'
import { iso } from '../domain/time.ts'
import { repoApi } from '../views/repo.ts'
import { userView } from '../views/user.ts'
import { paged } from './pages.ts'
import { created, type RepoAsk, type Router, repoRoute } from './router.ts'

const wish = z.looseObject({ ref: z.string(), environment: z.string().default('production') })
const status = z.looseObject({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
  description: z.string().default(''),
})

export function deploymentRoutes(router: Router): void {
  repoRoute(router, 'GET', '/deployments', (ask) => {
    ask.need('deployments', 'read')
    const [sha, environment] = [ask.query('sha'), ask.query('environment')]
    const found = (ask.repo.deployments ?? []).filter(
      (one) => one.sha === (sha ?? one.sha) && one.environment === (environment ?? one.environment),
    )
    return paged(ask, found.toReversed()).map((one) => view(ask, one))
  })
  repoRoute(router, 'GET', '/deployments/:id', (ask) => {
    ask.need('deployments', 'read')
    return view(ask, asked(ask))
  })
  repoRoute(router, 'POST', '/deployments', async (ask) => {
    ask.need('deployments', 'write')
    const { ref, environment } = await ask.body(wish)
    const sha = await resolveCommit(ask.forge, ask.repo, ref)
    if (sha === null) throw unprocessable(`No ref found for: ${ref}`)
    const now = ask.forge.clock.now()
    const times = { createdAt: now, updatedAt: now }
    const made = { id: ask.forge.newId(), sha, ref, environment, creatorId: ask.actor().id, state: null, ...times }
    ask.repo.deployments = [...(ask.repo.deployments ?? []), made]
    ask.forge.touch()
    return created(view(ask, made))
  })
  repoRoute(router, 'POST', '/deployments/:id/statuses', async (ask) => {
    ask.need('deployments', 'write')
    const { state, description } = await ask.body(status)
    const one = asked(ask)
    one.state = state
    one.updatedAt = ask.forge.clock.now()
    ask.forge.touch()
    return created(statusView(ask, one, state, description))
  })
}

function asked(ask: RepoAsk): Deployment {
  const found = ask.repo.deployments?.find(({ id }) => id === ask.number('id'))
  if (!found) throw notFound()
  return found
}

const addressOf = ({ forge, repo }: RepoAsk, { id }: Deployment) => `${repoApi(forge, repo)}/deployments/${id}`

function view(ask: RepoAsk, one: Deployment) {
  const url = addressOf(ask, one)
  return {
    url,
    id: one.id,
    node_id: `DE_${one.id}`,
    sha: one.sha,
    ref: one.ref,
    task: 'deploy',
    payload: {},
    original_environment: one.environment,
    environment: one.environment,
    description: null,
    creator: userView(ask.forge, userById(ask.forge, one.creatorId)),
    created_at: iso(one.createdAt),
    updated_at: iso(one.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: repoApi(ask.forge, ask.repo),
    transient_environment: false,
    production_environment: one.environment === 'production',
  }
}

function statusView(ask: RepoAsk, one: Deployment, state: string, description: string) {
  const url = addressOf(ask, one)
  return {
    url: `${url}/statuses/${one.id}`,
    id: one.id,
    node_id: `DES_${one.id}`,
    state,
    creator: userView(ask.forge, ask.actor()),
    description,
    environment: one.environment,
    target_url: ask.forge.baseUrl,
    created_at: iso(one.updatedAt),
    updated_at: iso(one.updatedAt),
    deployment_url: url,
    repository_url: repoApi(ask.forge, ask.repo),
    environment_url: ask.forge.baseUrl,
    log_url: ask.forge.baseUrl,
  }
}
