/** Installs, changes, suspends and removes Apps, with the webhooks that GitHub sends. */
import type { Forge, RepoContext } from '../forge.ts'
import type { App, Installation, Repo, User } from '../model.ts'

/** Installs an App on these repositories of one account. */
export function installApp(forge: Forge, actor: User, app: App, repos: Repo[]): Installation {
  const [first] = repos
  if (!first) throw new Error('an App is installed on one repository at least')
  const installation: Installation = {
    id: forge.newId(),
    appId: app.id,
    accountId: first.ownerId,
    repoIds: repos.map(({ id }) => id),
    permissions: { ...app.permissions },
    createdAt: forge.clock.now(),
    suspendedAt: null,
  }
  forge.world.installations.push(installation)
  forge.touch()
  forge.emit({ kind: 'app-installed', installation, actor, repos })
  return installation
}

export function uninstallApp(forge: Forge, actor: User, installation: Installation): void {
  const { world } = forge
  const repos = world.repos.filter(({ id }) => installation.repoIds.includes(id))
  world.installations = world.installations.filter(({ id }) => id !== installation.id)
  world.tokens = world.tokens.filter(({ installationId }) => installationId !== installation.id)
  forge.touch()
  forge.emit({ kind: 'app-uninstalled', installation, actor, repos })
}

export function suspend(forge: Forge, actor: User, installation: Installation, on: boolean): void {
  if ((installation.suspendedAt !== null) === on) return
  installation.suspendedAt = on ? forge.clock.now() : null
  forge.touch()
  forge.emit({ kind: on ? 'app-suspended' : 'app-unsuspended', installation, actor })
}

/** Grants the permissions that the App asks for now. */
export function acceptPermissions(forge: Forge, actor: User, installation: Installation): void {
  const app = forge.world.apps.find(({ id }) => id === installation.appId)
  installation.permissions = { ...app?.permissions }
  forge.touch()
  forge.emit({ kind: 'app-permissions-accepted', installation, actor })
}

/** Adds a repository to an installation or removes it. */
export function chooseRepository(
  { forge, actor, repo }: RepoContext,
  installation: Installation,
  is: 'added' | 'removed',
): void {
  if (installation.repoIds.includes(repo.id) === (is === 'added')) return
  installation.repoIds =
    is === 'added' ? [...installation.repoIds, repo.id] : installation.repoIds.filter((id) => id !== repo.id)
  forge.touch()
  const kind = is === 'added' ? 'installation-repository-added' : 'installation-repository-removed'
  forge.emit({ kind, installation, actor, chosen: repo })
}

export function renameRepository({ forge, actor, repo }: RepoContext, name: string): void {
  const from = repo.name
  if (from === name) return
  repo.name = name
  forge.touch()
  forge.emit({ kind: 'repository-renamed', repo, actor, from })
}

/** To another account: who installed the App there has it from then on, and nobody else. */
export function transferRepository({ forge, actor, repo }: RepoContext, owner: User): void {
  const { world } = forge
  const from = world.users.find(({ id }) => id === repo.ownerId)
  const here = world.installations.filter(({ repoIds }) => repoIds.includes(repo.id))
  const there = world.installations.filter(
    ({ accountId, appId }) => accountId === owner.id && here.some((one) => one.appId === appId),
  )
  repo.ownerId = owner.id
  for (const one of here) chooseRepository({ forge, actor, repo }, one, 'removed')
  for (const one of there) chooseRepository({ forge, actor, repo }, one, 'added')
  forge.touch()
  forge.emit({ kind: 'repository-transferred', repo, actor, from: from ?? null })
}
