/** Who takes part, by role. */

import type { Permission } from '../../../src/core/snapshot/queries.ts'
import type { Actor } from '../../../src/core/snapshot/snapshot.ts'

export type Who =
  | 'maintainer'
  | 'writer'
  | 'agent'
  | 'agent2'
  | 'triager'
  | 'reader'
  | 'assignee'
  | 'outsider'
  | 'robot'
  | 'stranger'
  | 'ghost'
  | 'switchyard'

const actor = (id: number, login: string, type: Actor['type'] = 'User'): Actor => ({ id, login, type })

export const app = actor(100, 'switchyard[bot]', 'Bot')

/** `ghost` is a deleted account; of `stranger` GitHub does not say what it may do; `robot` is an App nobody listed. */
export const people: Record<Exclude<Who, 'ghost'>, Actor> & { ghost: null } = {
  maintainer: actor(1, 'maintainer'),
  writer: actor(2, 'writer'),
  agent: actor(3, 'agent'),
  agent2: actor(4, 'agent2'),
  reader: actor(5, 'reader'),
  outsider: actor(6, 'outsider'),
  robot: actor(7, 'robot[bot]', 'Bot'),
  triager: actor(8, 'triager'),
  assignee: actor(9, 'assignee'),
  stranger: actor(10, 'stranger'),
  ghost: null,
  switchyard: app,
}

/** What GitHub answers about them. */
export const permissions: Record<Who, Permission> = {
  maintainer: 'maintain',
  writer: 'write',
  agent: 'write',
  agent2: 'write',
  reader: 'read',
  outsider: 'none',
  robot: 'none',
  triager: 'triage',
  assignee: 'read',
  stranger: 'unknown',
  ghost: 'none',
  switchyard: 'none',
}
