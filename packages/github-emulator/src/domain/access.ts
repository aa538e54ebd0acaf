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
export type Level = 'read' | 'write'

const RANK: Record<Role, number> = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 }

/** The role a person has by being listed; null for nobody in particular. */
export function roleOf(repo: Repo, userId: number): Role | null {
  return repo.collaborators[String(userId)] ?? (repo.ownerId === userId ? 'admin' : null)
}

export function hasRole(repo: Repo, viewer: Viewer, least: Role): boolean {
  if (viewer.kind !== 'user') return false
  const role = roleOf(repo, viewer.user.id)
  return role !== null && RANK[role] >= RANK[least]
}

/** Whether the viewer may know that the repository exists; if not, everything of it is 404. */
export function canSee(forge: Forge, repo: Repo, viewer: Viewer): boolean {
  if (viewer.kind === 'installation') return !repo.private || installationHas(forge, repo, viewer.installationId)
  if (!repo.private) return true
  return viewer.kind === 'user' && roleOf(repo, viewer.user.id) !== null
}

function installationHas(forge: Forge, repo: Repo, id: number): boolean {
  return forge.world.installations.some((i) => i.id === id && i.suspendedAt === null && i.repoIds.includes(repo.id))
}

/**
 * Whether the viewer holds a permission on the repository. For people, `write` of issues and pull_requests means the
 * triage role (labels, assignees, closing); everything else means the write role, administration means admin. Opening
 * issues, commenting and reacting ask `canTakePart`.
 */
export function can(forge: Forge, repo: Repo, viewer: Viewer, permission: Permission, level: Level): boolean {
  if (viewer.kind === 'installation') return installationCan(forge, repo, viewer.installationId, permission, level)
  if (level === 'read' && permission !== 'administration') return canSee(forge, repo, viewer)
  if (permission === 'administration') return hasRole(repo, viewer, 'admin')
  if (permission === 'issues' || permission === 'pull_requests') return hasRole(repo, viewer, 'triage')
  // On GitHub only Apps make check runs.
  if (permission === 'checks') return false
  return hasRole(repo, viewer, 'write')
}

function installationCan(forge: Forge, repo: Repo, id: number, permission: Permission, level: Level): boolean {
  if (!installationHas(forge, repo, id)) return level === 'read' && !repo.private
  const held = forge.world.installations.find((i) => i.id === id)?.permissions[permission]
  if (level === 'read') return held !== undefined || permission === 'metadata'
  return held === 'write'
}

/** Opening issues, commenting, reacting: everybody with an account who sees the repository; Apps by permission. */
export function canTakePart(forge: Forge, repo: Repo, viewer: Viewer, on: 'issues' | 'pull_requests'): boolean {
  if (viewer.kind === 'user') return canSee(forge, repo, viewer)
  return can(forge, repo, viewer, on, 'write')
}

/** Title, body and state of an issue: its author, and people with the triage role (body: the write role). */
export function canEditIssue(forge: Forge, repo: Repo, viewer: Viewer, issue: Issue): boolean {
  if (viewer.kind === 'user' && issue.userId === viewer.user.id) return true
  const isPull = repo.pulls.some((p) => p.number === issue.number)
  if (viewer.kind === 'user') return hasRole(repo, viewer, 'write')
  return can(forge, repo, viewer, isPull ? 'pull_requests' : 'issues', 'write')
}

/** A comment is edited and deleted by its author and by people with the write role. */
export function canEditComment(forge: Forge, repo: Repo, viewer: Viewer, comment: Comment): boolean {
  if (viewer.kind === 'user') return comment.userId === viewer.user.id || hasRole(repo, viewer, 'write')
  const isPull = repo.pulls.some((p) => p.number === comment.issue)
  return can(forge, repo, viewer, isPull ? 'pull_requests' : 'issues', 'write')
}
