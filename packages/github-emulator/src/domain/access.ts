import type { Forge, Viewer } from './forge.ts'
import type { Comment, Issue, Repo, Role } from './model.ts'

export type Permission =
  | 'issues'
  | 'pull_requests'
  | 'contents'
  | 'checks'
  | 'metadata'
  | 'statuses'
  | 'actions'
  | 'administration'
  | 'workflows'
  | 'merge_queues'
  | 'deployments'
export type Level = 'read' | 'write'

/** A viewer and the repository that they want to use. */
export interface Access {
  forge: Forge
  repo: Repo
  viewer: Viewer
}

const RANK: Record<Role, number> = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 }

/** Returns the role of a collaborator or the owner; null for anybody else. */
export function roleOf(repo: Repo, userId: number): Role | null {
  return repo.collaborators[String(userId)] ?? (repo.ownerId === userId ? 'admin' : null)
}

export function hasRole(repo: Repo, viewer: Viewer, least: Role): boolean {
  if (viewer.kind !== 'user') return false
  const role = roleOf(repo, viewer.user.id)
  return role !== null && RANK[role] >= RANK[least]
}

/** Whether the viewer may know that the repository exists. If not, every request for it answers 404. */
export function canSee(forge: Forge, repo: Repo, viewer: Viewer): boolean {
  if (viewer.kind === 'installation') return !repo.private || installationHas(forge, repo, viewer)
  if (!repo.private) return true
  return viewer.kind === 'user' && roleOf(repo, viewer.user.id) !== null
}

type Installed = Extract<Viewer, { kind: 'installation' }>

function installationHas(forge: Forge, repo: Repo, { installationId, scope }: Installed): boolean {
  if (scope?.repoIds?.includes(repo.id) === false) return false
  return forge.world.installations.some(
    (i) => i.id === installationId && i.suspendedAt === null && i.repoIds.includes(repo.id),
  )
}

/**
 * Whether the viewer holds a permission on the repository. For people, `write` of issues and pull_requests means the
 * triage role (labels, assignees, closing); everything else means the write role, administration means admin. For opening
 * issues, commenting and reacting see `canTakePart`.
 */
export function can(access: Access, permission: Permission, level: Level): boolean {
  const { forge, repo, viewer } = access
  if (viewer.kind === 'installation') return installationCan(access, viewer, permission, level)
  if (level === 'read' && permission !== 'administration') return canSee(forge, repo, viewer)
  if (permission === 'administration') return hasRole(repo, viewer, 'admin')
  if (permission === 'issues' || permission === 'pull_requests') return hasRole(repo, viewer, 'triage')
  // On GitHub only Apps make check runs.
  if (permission === 'checks') return false
  return hasRole(repo, viewer, 'write')
}

function installationCan({ forge, repo }: Access, viewer: Installed, permission: Permission, level: Level): boolean {
  if (!installationHas(forge, repo, viewer)) return level === 'read' && !repo.private
  const granted = forge.world.installations.find((i) => i.id === viewer.installationId)?.permissions[permission]
  // GitHub: a token has no more than its installation has now, whatever it was minted with.
  const asked = viewer.scope?.permissions
  const held = asked === undefined || asked[permission] === 'write' ? granted : granted && asked[permission]
  if (level === 'read') return held !== undefined || permission === 'metadata'
  return held === 'write'
}

/**
 * Whether the viewer may open issues, comment and react: people who see the repository, and Apps with the permission.
 */
export function canTakePart(access: Access, on: 'issues' | 'pull_requests'): boolean {
  const { forge, repo, viewer } = access
  if (viewer.kind === 'user') return canSee(forge, repo, viewer)
  return can(access, on, 'write')
}

/** Whether the viewer may edit the title, body and state of an issue: its author, and accounts that may write. */
export function canEditIssue(access: Access, issue: Issue): boolean {
  const { repo, viewer } = access
  if (viewer.kind === 'user' && issue.userId === viewer.user.id) return true
  const isPull = repo.pulls.some((p) => p.number === issue.number)
  if (viewer.kind === 'user') return hasRole(repo, viewer, 'write')
  return can(access, isPull ? 'pull_requests' : 'issues', 'write')
}

/** Whether the viewer may edit and delete a comment: its author, and accounts that may write. */
export function canEditComment(access: Access, comment: Comment): boolean {
  const { repo, viewer } = access
  if (viewer.kind === 'user') return comment.userId === viewer.user.id || hasRole(repo, viewer, 'write')
  const isPull = repo.pulls.some((p) => p.number === comment.issue)
  return can(access, isPull ? 'pull_requests' : 'issues', 'write')
}
