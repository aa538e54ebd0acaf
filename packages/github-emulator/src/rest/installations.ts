import { z } from 'zod'
import { hasRole } from '../domain/access.ts'
import { ForgeError, notFound, unprocessable } from '../domain/errors.ts'
import { findRepo, findUser } from '../domain/find.ts'
import type { Installation } from '../domain/model.ts'
import { chooseRepository, renameRepository, suspend, transferRepository, uninstallApp } from '../domain/verbs/index.ts'
import { minimalRepoView } from '../views/repo.ts'
import { type Ask, accepted, noContent, type RepoAsk, type Router, repoRoute, route } from './router.ts'

/** Routes that change installations and their repositories. */
export function installationLifeRoutes(router: Router): void {
  const own = (ask: Ask) => installationFor(ask, ({ appId }) => ask.viewer.kind === 'app' && ask.viewer.appId === appId)
  for (const [method, on] of [['PUT', true] as const, ['DELETE', false] as const])
    route(router, method, '/app/installations/:id/suspended', (ask) => {
      suspend(ask.forge, ask.actor(), own(ask), on)
      return noContent()
    })
  route(router, 'DELETE', '/app/installations/:id', (ask) => {
    uninstallApp(ask.forge, ask.actor(), own(ask))
    return noContent()
  })
  for (const [method, is] of [['PUT', 'added'] as const, ['DELETE', 'removed'] as const])
    route(router, method, '/user/installations/:id/repositories/:repository', (ask) => choose(ask, is))
  repoRoute(router, 'POST', '/transfer', transfer)
}

function installationFor(ask: Ask, isTheirs: (installation: Installation) => boolean): Installation {
  const found = ask.forge.world.installations.find(({ id }) => id === ask.number('id'))
  if (ask.viewer.kind === 'anonymous') throw new ForgeError(401, 'Requires authentication')
  if (!found || !isTheirs(found)) throw notFound()
  return found
}

/** Who administers the repository says which Apps have it. */
function choose(ask: Ask, is: 'added' | 'removed') {
  const repo = ask.forge.world.repos.find(({ id }) => id === ask.number('repository'))
  const installation = installationFor(ask, ({ accountId }) => accountId === repo?.ownerId)
  if (!repo || !hasRole(repo, ask.viewer, 'admin')) throw notFound()
  chooseRepository({ forge: ask.forge, actor: ask.actor(), repo }, installation, is)
  return noContent()
}

/** `PATCH R`: its name, where one is given. */
export async function rename(ask: RepoAsk): Promise<void> {
  const { name } = await ask.body(z.looseObject({ name: z.string().optional() }))
  const { forge, repo } = ask
  if (name !== undefined) {
    if (!/^[\w.-]{1,100}$/.test(name)) throw unprocessable('Repository creation failed.')
    const other = findRepo(forge, ask.param('owner'), name)
    if (other && other !== repo) throw unprocessable('name already exists on this account')
    renameRepository({ forge, actor: ask.actor(), repo }, name)
  }
}

async function transfer(ask: RepoAsk) {
  ask.need('administration', 'write')
  const { new_owner } = await ask.body(z.looseObject({ new_owner: z.string() }))
  const owner = findUser(ask.forge, new_owner)
  if (!owner || owner.type === 'Bot') throw unprocessable('Invalid new owner')
  transferRepository(ask.context(), owner)
  return accepted(minimalRepoView(ask.forge, ask.repo))
}
