/** The cost of requests, in GitHub's terms. */
import { pointsOf } from './points.ts'

export interface Cost {
  /** REST requests that read; one point each. */
  reads: number
  /** REST requests that write; five points each. */
  writes: number
  /** GraphQL documents that read. */
  queries: number
  /** GraphQL's points of the hour for these documents. */
  points: number
  /** Mutations in GraphQL documents. */
  mutations: number
  /** Created content that notifies people, in REST or GraphQL. */
  creations: number
}

export const FREE: Cost = { reads: 0, writes: 0, queries: 0, points: 0, mutations: 0, creations: 0 }

/** A request as octokit sends it. */
export interface Sent {
  method: string
  url: string
  /** GraphQL's document. */
  query?: unknown
}

const READS = new Set(['GET', 'HEAD'])
const CREATES = /\/(issues|pulls)$|\/(comments|reviews|reactions)$/
const CREATING_FIELDS = /\b(createIssue|createPullRequest|addComment|addReaction|addPullRequestReview)\s*\(/g

const FIELDS = /\(\s*input:/g

export const addCosts = (one: Cost, other: Cost): Cost => ({
  reads: one.reads + other.reads,
  writes: one.writes + other.writes,
  queries: one.queries + other.queries,
  points: one.points + other.points,
  mutations: one.mutations + other.mutations,
  creations: one.creations + other.creations,
})

export const isGraphql = ({ url }: Sent): boolean => url.endsWith('/graphql')

/** Returns whether a request is the App's own (tokens, installations) and not an installation's. */
export const isOfApp = ({ url }: Sent): boolean => /^(https?:\/\/[^/]+(\/api\/v3)?)?\/app(\/|$)/.test(url)

/** GitHub does not document whether a document with five mutations counts as five; it is assumed that it does. */
export function costOf(request: Sent): Cost {
  if (isGraphql(request)) {
    const text = typeof request.query === 'string' ? request.query : ''
    const isMutation = /^\s*mutation\b/.test(text)
    if (!isMutation) return costOfQuery(text)
    const mutations = Math.max(1, (text.match(FIELDS) ?? []).length)
    return { ...FREE, mutations, creations: (text.match(CREATING_FIELDS) ?? []).length }
  }
  if (READS.has(request.method)) return { ...FREE, reads: 1 }
  const path = request.url.split('?')[0] ?? ''
  return { ...FREE, writes: 1, creations: request.method === 'POST' && CREATES.test(path) ? 1 : 0 }
}

/** GitHub refuses what is no GraphQL; that costs a request. */
function costOfQuery(text: string): Cost {
  try {
    return { ...FREE, queries: 1, points: pointsOf(text).points }
  } catch {
    return { ...FREE, queries: 1, points: 1 }
  }
}
