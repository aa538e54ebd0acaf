/** What the readers and executors of one repository share. */

import type { Actor } from '../../core/snapshot/snapshot.ts'
import type { Log } from '../log.ts'
import type { RepoRef } from '../reconcile/github.ts'
import type { Limits } from './budget/budget.ts'
import { failureOf, type GraphqlError, isGraphqlError, isTooHeavy } from './errors.ts'
import type { Octokit } from './octokit.ts'
import { fitted } from './read/fit.ts'
import type { Lacks } from './read/lacks.ts'
import type { QuerySize, Size } from './read/query-size.ts'

export interface Context {
  /** Acts as the installation. */
  octokit: Octokit
  /** Returns the App's number, which its check runs carry. */
  appId(): Promise<number>
  apiUrl: string
  /** Origin of the web pages and of git. */
  webUrl: string
  ref: RepoRef
  /** `owner` and `repo`, the parameters of REST routes. */
  at: { owner: string; repo: string }
  self(): Promise<Actor>
  /** Returns when the App was installed, in milliseconds. */
  installedAt(): Promise<number>
  now(): number
  /** Returns the time of GitHub's clock, estimated from its answers. Missing: use `now`. */
  githubNow?(): number
  /** Returns the version of a GitHub Enterprise Server; '' or missing: another GitHub, or not known. */
  serverVersion?(): string
  /** Heads whose check runs by the App are all in the mirror. */
  checked: Set<string>
  /** What is known of merges in the background. */
  background: BackgroundMerges
  /** Check suites that were put back to queued: when, in GitHub's words, and whether the App has reported since. By head. */
  suites: Map<string, { at: string; answered: boolean }>
  /** How much one query of this repository asks for. */
  size: QuerySize
  /** What the server's GraphQL does not have; shared by an installation. */
  lacks: Lacks
  /** Downloads the end of a text on another host, without a token. Missing: such texts are not read. */
  download?(address: string): Promise<string>
  log: Log
}

/** Requests to merge in the background. GitHub has them too: after a restart it answers with the one that is pending. */
export interface BackgroundMerges {
  /** Until when the server is known to offer none for pull requests alone, in milliseconds. */
  absentUntil: number
  /** By pull request. `polls`: how often it was pending. */
  pending: Map<number, { uuid: string; head: string; polls: number }>
}

export const noBackgroundMerges = (): BackgroundMerges => ({ absentUntil: 0, pending: new Map() })

export interface LimitedContext extends Context {
  /** The budget of the installation, shared by all its repositories. */
  budget: Limits
}

/** Refusals in a row after which a reading rests: GitHub is rather out of order than asked for too much. */
const MOST_REFUSALS = 8

/**
 * Sends a GraphQL query. A missing object (the repository, or a deleted issue) and a requested team are null in the
 * answer; so is a field that the server does not have or does not show to the App. Any other error is thrown. A query that
 * is too heavy for GitHub is never repeated as it was: it is sent with shorter pages, until it cannot get shorter.
 *
 * @param size of the lists in it, by default the repository's
 */
export async function query<T>(
  context: Context,
  document: string,
  variables: Record<string, unknown> = {},
  size: Size = context.size.lists,
): Promise<T> {
  for (let refusals = 0; ; ) {
    const text = fitted(document, { divisor: size.value, lacks: context.lacks })
    try {
      const answer = await send<T>(context, text, variables)
      size.succeeded()
      return answer
    } catch (error) {
      if (learnt(context, error)) continue
      if (!isTooHeavy(error)) throw error
      refusals++
      const shorter = shorterThan(text, context, document, size)
      const { message } = failureOf(error)
      context.log.info({ divisor: size.value }, `GitHub found a query too heavy, and a lighter one is sent: ${message}`)
      if (!shorter || refusals >= MOST_REFUSALS) throw error
    }
  }
}

/** Makes the size smaller until the document changes. */
function shorterThan(text: string, context: Context, document: string, size: Size): boolean {
  while (size.shrink(context.now()))
    if (fitted(document, { divisor: size.value, lacks: context.lacks }) !== text) return true
  return false
}

async function send<T>(context: Context, text: string, variables: Record<string, unknown>): Promise<T> {
  const { owner, name } = context.ref
  try {
    return await context.octokit.graphql<T>(text, { owner, name, ...variables })
  } catch (error) {
    if (!isGraphqlError(error) || error.data === null || error.data === undefined) throw error
    const { data, errors = [] } = error
    if (!errors.every((each) => isMissing(each) || isHidden(context, each, data))) throw error
    return data as T
  }
}

/** GitHub: a query with an unknown field is refused as a whole, before anything is read. */
function learnt({ lacks, log }: Context, error: unknown): boolean {
  if (!isGraphqlError(error) || !lacks.learn(error.errors ?? [])) return false
  log.warn({ missing: lacks.names() }, 'This GitHub does not have everything that is asked for')
  return true
}

const HIDDEN = new Set(['FORBIDDEN', 'INSUFFICIENT_SCOPES', 'UNPROCESSABLE'])

/** A field alone that the App may not read, and that nothing depends on. */
function isHidden({ lacks }: Context, { type, message, path }: ErrorItem, data: unknown): boolean {
  const refused = HIDDEN.has(String(type)) || /not accessible by integration/i.test(message)
  // A queue that cannot be seen is not an empty one: the reader of the queue decides.
  if (path === undefined || !refused || path.at(-1) === 'mergeQueue') return false
  let at: unknown = data
  for (const part of path.slice(0, -1)) at = typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined
  // Where the field may not be null, GitHub leaves out what it belongs to: then more is missing than the field.
  return typeof at === 'object' && at !== null && lacks.forbid(path)
}

type ErrorItem = NonNullable<GraphqlError['errors']>[number]

/** GitHub: a requested team is hidden from an App without the permission to read members. */
function isMissing({ type, path }: ErrorItem): boolean {
  // A review that was deleted before its edits were read.
  if (path?.[0] === 'nodes') return type === 'NOT_FOUND'
  if (path?.[0] !== 'repository') return false
  return type === 'NOT_FOUND' || (type === 'FORBIDDEN' && path.at(-1) === 'requestedReviewer')
}
