/** What the parts of one repository's room share. */

import type { Actor } from '../../core/snapshot/snapshot.ts'
import type { Log } from '../log.ts'
import type { RepoRef } from '../reconcile/github.ts'
import type { Limits } from './budget/budget.ts'
import { type GraphqlError, isGraphqlError } from './errors.ts'
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
  /** By GitHub's clock, as far as its answers tell; missing: by this machine's. */
  githubNow?(): number
  /** Heads of which the mirror holds all check runs by the App. */
  checked: Set<string>
  /** The end of a text that GitHub's API points to on another host; no token goes there. Missing: none is read. */
  download?(address: string): Promise<string>
  log: Log
}

export interface LimitedContext extends Context {
  /** The installation's, shared by all its repositories. */
  budget: Limits
}

/**
 * Asks GraphQL. What is missing in the repository, or the repository itself, comes back as null (a deleted issue among
 * those that were asked for), as does a team among the reviewers; any other error is thrown.
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
    if (error.errors?.every(isMissing) !== true) throw error
    return error.data as T
  }
}

/** A team that was asked for a review is not shown to an App without the right to read members. */
function isMissing({ type, path }: NonNullable<GraphqlError['errors']>[number]): boolean {
  // A review that was deleted since its edits were asked for.
  if (path?.[0] === 'nodes') return type === 'NOT_FOUND'
  if (path?.[0] !== 'repository') return false
  return type === 'NOT_FOUND' || (type === 'FORBIDDEN' && path.at(-1) === 'requestedReviewer')
}
