/** What an account may do here, asked of GitHub at the time of use. */

import type { Permission } from '../../core/snapshot/queries.ts'
import type { Actor } from '../../core/snapshot/snapshot.ts'
import type { ConditionalGet } from './conditional.ts'
import type { Context } from './context.ts'
import { failureOf, outcomeOfFailure } from './errors.ts'

/** From weak to strong; GitHub's `none` too. */
const roles = new Set<string>(['none', 'read', 'triage', 'write', 'maintain', 'admin'])

interface PermissionAnswer {
  permission: string
  role_name?: string
  user: { id: number | bigint } | null
}

/**
 * `unknown` where GitHub does not say, and where the login now belongs to another account: logins can be renamed and
 * taken, ids cannot. GitHub answers 404 for App bots ("is not a user"): `none`. Throws what passes by itself (limits,
 * outages): a command must not be refused for good because GitHub was busy.
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
    context.log.warn({ user: actor.id, status }, `GitHub did not say what this account may do: ${message}`)
    return 'unknown'
  }
}

/** `permission` folds maintain into write and triage into read; `role_name` is exact, or the name of a custom role. */
function exact(role: string | undefined, folded: string): Permission {
  if (role !== undefined && roles.has(role)) return role as Permission
  return roles.has(folded) ? (folded as Permission) : 'unknown'
}

/** Whose login this is. Throws where GitHub does not say. */
export async function accountOf(context: Context, get: ConditionalGet, login: string): Promise<number | 'nobody'> {
  try {
    return Number(((await get('/users/{username}', { username: login })).data as { id: number | bigint }).id)
  } catch (error) {
    const failure = failureOf(error)
    if (failure.status === 404 && outcomeOfFailure(failure, 0, context.now()).kind === 'refused') return 'nobody'
    throw error
  }
}
