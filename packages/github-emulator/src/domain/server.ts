/** Which GitHub the emulator plays, and what that one lacks. */
import type { Forge } from './forge.ts'

export const GHES_VERSIONS = ['3.17', '3.18', '3.19'] as const
export type GhesVersion = (typeof GHES_VERSIONS)[number]

/**
 * - missing: GitHub with every feature, with the API at `/api/v3`
 * - a version: that GitHub Enterprise Server, without the features that it lacks
 * - `ghe.com`: GitHub with data residency, with the API on a host of its own
 */
export type ServerKind = GhesVersion | 'ghe.com'

/** What a version of GitHub Enterprise Server does not have. Source: @octokit/openapi 23.0.2 and openapi-webhooks 12.1.0. */
interface Lack {
  events: readonly string[]
  /** Below `/repos/{owner}/{repo}`. */
  routes: readonly RegExp[]
  /** `Type.field` in GraphQL. */
  fields: readonly string[]
  /** Fields of an issue in REST and webhooks. */
  issueFields: readonly string[]
  /** Types of rules in rulesets. */
  rules: readonly string[]
}

const EVERY: Lack = {
  events: ['sub_issues', 'merge_group'],
  routes: [/^\/issues\/\d+\/(sub_issues?|parent)(\/|$)/, /^\/pulls\/\d+\/merge-async$/, /^\/stacks(\/|$)/],
  fields: [
    ...['Issue.parent', 'Issue.subIssues', 'Issue.subIssuesSummary'],
    ...['Mutation.addSubIssue', 'Mutation.removeSubIssue', 'Mutation.reprioritizeSubIssue'],
    ...['Repository.mergeQueue', 'Mutation.enqueuePullRequest', 'Mutation.dequeuePullRequest'],
    ...['mergeQueue', 'mergeQueueEntry', 'isInMergeQueue', 'isMergeQueueEnabled'].map((name) => `PullRequest.${name}`),
  ],
  issueFields: ['sub_issues_summary', 'parent_issue_url'],
  rules: ['merge_queue'],
}

const WITHOUT_DEPENDENCIES: Lack = {
  ...EVERY,
  events: [...EVERY.events, 'issue_dependencies'],
  routes: [...EVERY.routes, /^\/issues\/\d+\/dependencies\//],
  issueFields: [...EVERY.issueFields, 'issue_dependencies_summary'],
}

const LACKS: Record<GhesVersion, Lack> = { '3.17': WITHOUT_DEPENDENCIES, '3.18': WITHOUT_DEPENDENCIES, '3.19': EVERY }

const NOTHING: Lack = { events: [], routes: [], fields: [], issueFields: [], rules: [] }

export const ghesVersionOf = ({ kind }: Pick<Forge, 'kind'>): GhesVersion | null =>
  kind === undefined || kind === 'ghe.com' ? null : kind

export function lackOf(forge: Pick<Forge, 'kind'>): Lack {
  const version = ghesVersionOf(forge)
  return version === null ? NOTHING : LACKS[version]
}

/** What a server says of itself. gh wants a version of every server but github.com. */
export const installedVersion = (forge: Pick<Forge, 'kind'>): string => `${ghesVersionOf(forge) ?? '3.99'}.0`

/** Address of the REST API, without a slash at the end. */
export function apiUrlOf({ kind, baseUrl }: Pick<Forge, 'kind' | 'baseUrl'>): string {
  return kind === 'ghe.com' ? apiOriginOf(baseUrl) : `${baseUrl}/api/v3`
}

/** Address of the GraphQL API. */
export const graphqlUrlOf = ({ kind, baseUrl }: Pick<Forge, 'kind' | 'baseUrl'>): string =>
  kind === 'ghe.com' ? `${apiOriginOf(baseUrl)}/graphql` : `${baseUrl}/api/graphql`

/** GitHub: `api.SUB.ghe.com` is the API of `SUB.ghe.com`. `localhost` has no such name, but a second one. */
export const apiHostOf = (host: string): string => (host === 'localhost' ? '127.0.0.1' : `api.${host}`)

function apiOriginOf(baseUrl: string): string {
  const url = new URL(baseUrl)
  url.hostname = apiHostOf(url.hostname)
  return url.origin
}

/**
 * Leads requests for the API's own host to where the API is, and keeps the API from the web pages' host. Other kinds
 * of servers have both on one host.
 */
export function routedTo({ kind, baseUrl }: Pick<Forge, 'kind' | 'baseUrl'>, request: Request): Request | null {
  if (kind !== 'ghe.com') return request
  const url = new URL(request.url)
  const isApi = url.host === new URL(apiOriginOf(baseUrl)).host
  if (!isApi) return /^\/api\/(v3|graphql)(\/|$)/.test(url.pathname) ? null : request
  url.pathname = url.pathname === '/graphql' ? '/api/graphql' : `/api/v3${url.pathname}`
  return new Request(url, request)
}
