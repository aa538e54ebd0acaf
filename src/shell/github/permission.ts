/** Reads the permission of an account. It is read when it is needed, because it may be revoked at any time. */

import type { Permission } from '../../core/snapshot/queries.ts'
import type { Actor } from '../../core/snapshot/snapshot.ts'
import type { ConditionalGet } from './conditional.ts'
import type { Context } from './context.ts'
import { failureOf, outcomeOfFailure } from './errors.ts'

/** GitHub's roles, from weak to strong. */
const roles = new Set<string>(['none', 'read', 'triage', 'write', 'maintain', 'admin'])

interface PermissionAnswer {
  permission: string
  role_name?: string
  user: { id: number | bigint } | null
}

/**
 * Returns the permission of an account; `none` for App bots, for which GitHub answers 404; `unknown` when GitHub does not
 * say or the login belongs to another account now (logins can change owners, ids cannot).
 *
 * @throws on rate limits and outages: a command must not be refused because GitHub was busy
 */
export async function permissionOf(context: Context, get: ConditionalGet, actor: Actor): Promise<Permission> {
  const route = '/repos/{owner}/{repo}/collaborators/{username}/permission'
  try {
    const data = (await get(route, { ...context.at, username: actor.login })).data as PermissionAnswer
    if (Number(data.user?.id) !== actor.id) return 'unknown'
    return exact(data.role_name, data.permission)
  } catch (error) {
    const failure = failureOf(error)
    const { status, message } = failure
    if (outcomeOfFailure(failure, 0, context.now()).kind !== 'refused') throw error
    if (status === 404 && actor.type === 'Bot') return 'none'
    context.log.warn({ user: actor.id, status }, `Could not read the permission of an account: ${message}`)
    return 'unknown'
  }
}

/** GitHub: `permission` reports maintain as write and triage as read. `role_name` is exact, or names a custom role. */
function exact(role: string | undefined, permission: string): Permission {
  if (role !== undefined && roles.has(role)) return role as Permission
  return roles.has(permission) ? (permission as Permission) : 'unknown'
}

/** Returns the id of the account with a login. Throws when GitHub does not say. */
export async function accountOf(context: Context, get: ConditionalGet, login: string): Promise<number | 'nobody'> {
  try {
    return Number(((await get('/users/{username}', { username: login })).data as { id: number | bigint }).id)
  } catch (error) {
    const failure = failureOf(error)
    if (failure.status === 404 && outcomeOfFailure(failure, 0, context.now()).kind === 'refused') return 'nobody'
    throw error
  }
}
