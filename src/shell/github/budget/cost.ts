/** What requests cost, in GitHub's terms. */

export interface Cost {
  /** Of REST; a point each. */
  reads: number
  /** Of REST; five points each. */
  writes: number
  /** Of GraphQL: documents that ask, and changes in those that change something. */
  queries: number
  mutations: number
  /** Things made that people are notified of, in REST or GraphQL. */
  creations: number
}

export const FREE: Cost = { reads: 0, writes: 0, queries: 0, mutations: 0, creations: 0 }

/** As octokit puts a request together. */
export interface Asked {
  method: string
  url: string
  /** GraphQL's document. */
  query?: unknown
}

const READS = new Set(['GET', 'HEAD'])
const CREATES = /\/(issues|pulls)$|\/(comments|reviews|reactions)$/
const CREATING_FIELDS = /\b(createIssue|createPullRequest|addComment|addReaction|addPullRequestReview)\s*\(/g

const FIELDS = /\(\s*input:/g

/** Both together. */
export const addCosts = (one: Cost, other: Cost): Cost => ({
  reads: one.reads + other.reads,
  writes: one.writes + other.writes,
  queries: one.queries + other.queries,
  mutations: one.mutations + other.mutations,
  creations: one.creations + other.creations,
})

export const isGraphql = ({ url }: Asked): boolean => url.endsWith('/graphql')

/** The App's own business (tokens, installations) is no installation's. */
export const isOfApp = ({ url }: Asked): boolean => /^(https?:\/\/[^/]+(\/api\/v3)?)?\/app(\/|$)/.test(url)

/** GitHub does not say whether a document that changes five things counts as five: the careful reading is that it does. */
export function costOf(asked: Asked): Cost {
  if (isGraphql(asked)) {
    const text = typeof asked.query === 'string' ? asked.query : ''
    const isMutation = /^\s*mutation\b/.test(text)
    if (!isMutation) return { ...FREE, queries: 1 }
    const mutations = Math.max(1, (text.match(FIELDS) ?? []).length)
    return { ...FREE, mutations, creations: (text.match(CREATING_FIELDS) ?? []).length }
  }
  if (READS.has(asked.method)) return { ...FREE, reads: 1 }
  const path = asked.url.split('?')[0] ?? ''
  return { ...FREE, writes: 1, creations: asked.method === 'POST' && CREATES.test(path) ? 1 : 0 }
}
