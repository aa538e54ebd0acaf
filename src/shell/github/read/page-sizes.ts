/**
 * How many rows each list is asked for at a time. GitHub gives at most 100. No limit of the bot depends on these sizes:
 * every list is read to its end (`docs/reliability.md` has the table), so tests make them small and cross every page.
 */
export interface PageSizes {
  /** Issues or pull requests that are read whole in one GraphQL call. */
  numbers: number
  /** GraphQL lists of a repository: issues, pull requests, labels, branches. */
  lists: number
  /** GraphQL lists of one issue or pull request: comments, events, reviews. */
  parts: number
  /** Edits that come along with an issue. */
  edits: number
  /** Edits that come along with each comment. */
  commentEdits: number
  /** Further pages of edits. */
  moreEdits: number
  /** REST lists: activity, check runs, branches, links. */
  rest: number
  /** Branches whose closed pull requests are asked for in one call. */
  branches: number
  /** The newest issues and comments, which tell what is new. More changes than this lead to a look at everything. */
  news: number
  /** Entries of repository activity that are kept of branches that are no packet's. Those of packets are kept beyond. */
  activity: number
}

const usual: PageSizes = {
  numbers: 20,
  lists: 100,
  parts: 100,
  edits: 10,
  commentEdits: 20,
  moreEdits: 50,
  rest: 100,
  branches: 20,
  news: 50,
  activity: 5000,
}

export const pageSizes: Readonly<PageSizes> = { ...usual }

/** For tests. The usual sizes hold again after `usePageSizes()`. */
export function usePageSizes(sizes: Partial<PageSizes> = {}): void {
  Object.assign(pageSizes, usual, sizes)
}

/** Every list `size` rows at a time. For tests. */
export function useSmallPages(size: number): void {
  usePageSizes({ ...Object.fromEntries(Object.keys(usual).map((name) => [name, size])), activity: usual.activity })
}
