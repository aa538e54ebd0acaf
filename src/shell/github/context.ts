/** What the readers and executors of one repository share. */

import type { Actor } from '../../core/snapshot/snapshot.ts'
import type { Log } from '../log.ts'
import type { RepoRef } from '../reconcile/github.ts'
import type { Limits } from './budget/budget.ts'
import { type GraphqlError, isGraphqlError } from './errors.ts'
import type { Octokit } from './octokit.ts'

export interface Context {
  /** Acts as the installation. */
  octokit: Octokit
  /** Returns the App's number, which its check runs carry. */
  appId(): Promise<number>
  apiUrl: string
  ref: RepoRef
  /** `owner` and `repo`, the parameters of REST routes. */
  at: { owner: string; repo: string }
  self(): Promise<Actor>
  /** Returns when the App was installed, in milliseconds. */
  installedAt(): Promise<number>
  now(): number
  /** Returns the time of GitHub's clock, estimated from its answers. Missing: use `now`. */
  githubNow?(): number
  /** Heads whose check runs by the App are all in the mirror. */
  checked: Set<string>
  /** Check suites that were put back to queued: when, in GitHub's words, and whether the App has reported since. By head. */
  suites: Map<string, { at: string; answered: boolean }>
  /** Downloads the end of a text on another host, without a token. Missing: such texts are not read. */
  download?(address: string): Promise<string>
  log: Log
}

export interface LimitedContext extends Context {
  /** The budget of the installation, shared by all its repositories. */
  budget: Limits
}

/**
 * Sends a GraphQL query. A missing object (the repository, or a deleted issue) and a requested team are null in the
 * answer; any other error is thrown.
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

/** GitHub: a requested team is hidden from an App without the permission to read members. */
function isMissing({ type, path }: NonNullable<GraphqlError['errors']>[number]): boolean {
  // A review that was deleted before its edits were read.
  if (path?.[0] === 'nodes') return type === 'NOT_FOUND'
  if (path?.[0] !== 'repository') return false
  return type === 'NOT_FOUND' || (type === 'FORBIDDEN' && path.at(-1) === 'requestedReviewer')
}
