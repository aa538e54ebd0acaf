import { type Permission, roleOf } from '../domain/access.ts'
import { ForgeError, notFound } from '../domain/errors.ts'
import { findUser, ownerOf } from '../domain/find.ts'
import type { Repo, Role, User } from '../domain/model.ts'
import { repoView } from '../views/repo.ts'
import { userView } from '../views/user.ts'
import { paged } from './pages.ts'
import { noContent, type RepoAsk, type Router, repoRoute } from './router.ts'

const flags = (role: Role | null) => ({
  admin: role === 'admin',
  maintain: role === 'admin' || role === 'maintain',
  push: role === 'admin' || role === 'maintain' || role === 'write',
  triage: role !== null && role !== 'read',
  pull: true,
})

/** `permission` folds maintain into write and triage into read; `role_name` is exact. */
function folded(role: Role | null): 'admin' | 'write' | 'read' | 'none' {
  if (role === null) return 'none'
  if (role === 'maintain') return 'write'
  return role === 'triage' ? 'read' : role
}

/** GitHub: everybody has the read permission on a public repository. */
function effective(repo: Repo, user: User): Role | null {
  return roleOf(repo, user.id) ?? (repo.private ? null : 'read')
}

function collaborator(ask: RepoAsk, user: User) {
  const role = effective(ask.repo, user)
  return { ...userView(ask.forge, user), permissions: flags(role), role_name: role ?? 'none' }
}

export function collaboratorRoutes(router: Router): void {
  repoRoute(router, 'GET', '', shownRepository)
  repoRoute(router, 'GET', '/collaborators', (ask) => {
    ask.need('metadata', 'read')
    const ids = new Set(Object.keys(ask.repo.collaborators))
    const users = ask.forge.world.users.filter((u) => ids.has(String(u.id)))
    return paged(ask, users).map((u) => collaborator(ask, u))
  })
  repoRoute(router, 'GET', '/collaborators/:login', (ask) => {
    ask.need('metadata', 'read')
    const user = findUser(ask.forge, ask.param('login'))
    if (!user || roleOf(ask.repo, user.id) === null) throw notFound()
    return noContent()
  })
  repoRoute(router, 'GET', '/collaborators/:login/permission', (ask) => {
    ask.need('metadata', 'read')
    if (ask.viewer.kind === 'anonymous') throw new ForgeError(401, 'Requires authentication')
    const user = findUser(ask.forge, ask.param('login'))
    if (!user) throw notFound()
    if (user.type !== 'User') throw new ForgeError(404, `${user.login} is not a user`)
    const role = effective(ask.repo, user)
    return { permission: folded(role), role_name: role ?? 'none', user: collaborator(ask, user) }
  })
}

/** The repository with what the viewer may do in it. */
export function shownRepository(ask: RepoAsk) {
  const { repo, viewer } = ask
  const installed = ask.forge.world.installations.find(
    (i) => viewer.kind === 'installation' && i.id === viewer.installationId && i.repoIds.includes(repo.id),
  )
  const holds = (p: Permission) => installed?.permissions[p] === 'write'
  const role = viewer.kind === 'user' ? roleOf(repo, viewer.user.id) : null
  const permissions = installed
    ? { admin: false, maintain: false, push: holds('contents'), triage: holds('issues'), pull: true }
    : flags(role)
  const owner = ownerOf(ask.forge, repo)
  return {
    ...repoView(ask.forge, repo),
    permissions,
    ...(owner.type === 'Organization' && { organization: userView(ask.forge, owner), custom_properties: {} }),
    network_count: 0,
    subscribers_count: 0,
    template_repository: null,
    temp_clone_token: null,
    has_pull_requests: true,
    pull_request_creation_policy: 'all',
    use_squash_pr_title_as_default: false,
    squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
    squash_merge_commit_message: 'COMMIT_MESSAGES',
    merge_commit_title: 'MERGE_MESSAGE',
    merge_commit_message: 'PR_TITLE',
  }
}
