/** What the parts of one repository's room share. */

import type { Actor } from '../../core/facts.ts'
import type { Budget } from '../budget/budget.ts'
import type { Log } from '../log.ts'
import type { RepoRef } from '../ports.ts'
import { isGraphqlError } from './errors.ts'
import type { Octokit } from './octokit.ts'

export interface Context {
  /** Acts as the installation. */
  octokit: Octokit
  appId: number
  apiUrl: string
  ref: RepoRef
  /** `owner` and `repo`, as REST routes want them. */
  at: { owner: string; repo: string }
  self(): Promise<Actor>
  /** Milliseconds: when the App was installed. */
  installedAt(): Promise<number>
  now(): number
  /** Heads of which the mirror holds all check runs by the App. */
  checked: Set<string>
  /** The end of a text that GitHub's API points to on another host; no token goes there. Missing: none is read. */
  download?(address: string): Promise<string>
  log: Log
}

export interface LimitedContext extends Context {
  /** The installation's, shared by all its repositories. */
  budget: Budget
}

/**
 * Asks GraphQL. What is missing in the repository, or the repository itself, comes back as null (a deleted issue among
 * those that were asked for); any other error is thrown.
 */
export async function query<T>(
  context: Context,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const { owner, name } = context.ref
  try {
    return await context.octokit.graphql<T>(document, { owner, name, ...variables })
  } catch (error) {
    if (!isGraphqlError(error) || error.data === null || error.data === undefined) throw error
    const onlyMissing = error.errors?.every((each) => each.type === 'NOT_FOUND' && each.path?.[0] === 'repository')
    if (onlyMissing !== true) throw error
    return error.data as T
  }
}
