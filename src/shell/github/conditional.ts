/** Conditional requests. GitHub: an unchanged answer (304) does not count against the hourly limit. */

import { isHttpErrorStatus } from './errors.ts'
import type { Octokit } from './octokit.ts'
import { pageSizes } from './read/page-sizes.ts'

interface Answer {
  data: unknown
  headers: { etag?: string; link?: string }
}

export type ConditionalGet = (route: string, parameters: Record<string, unknown>) => Promise<Answer>

/** How many answers are cached; the least recently used one is dropped first. */
const mostCached = 300

/**
 * Returns a GET that sends the last ETag of the same address. ETags belong to a token, so the first read after its hourly
 * renewal counts again.
 */
export function conditionalGet(octokit: Octokit): ConditionalGet {
  const cache = new Map<string, Answer>()
  const store = (key: string, answer: Answer) => {
    cache.delete(key)
    cache.set(key, answer)
    const [oldest] = cache.keys()
    if (cache.size > mostCached && oldest !== undefined) cache.delete(oldest)
  }
  return async (route, parameters) => {
    const key = `${route} ${JSON.stringify(parameters)}`
    const last = cache.get(key)
    const headers = last?.headers.etag === undefined ? {} : { 'if-none-match': last.headers.etag }
    try {
      const answer = await octokit.request(`GET ${route}`, { ...parameters, headers })
      store(key, answer)
      return answer
    } catch (error) {
      if (last === undefined || !isHttpErrorStatus(error, 304)) throw error
      store(key, last)
      return last
    }
  }
}

export type ConditionalList = <T>(route: string, parameters: Record<string, unknown>, key?: string) => Promise<T[]>

/** A limit in case a list never ends. */
const mostRows = 10_000

/** Returns a GET of all pages of a list, each conditional. The `key` of the returned function names the field with the rows. */
export function conditionalList(get: ConditionalGet): ConditionalList {
  return async <T>(route: string, parameters: Record<string, unknown>, key?: string) => {
    const rows: T[] = []
    const perPage = pageSizes.rest
    for (let page = 1; rows.length < mostRows; page += 1) {
      const { data, headers } = await get(route, { ...parameters, per_page: perPage, ...(page > 1 && { page }) })
      const found = (key === undefined ? data : (data as Record<string, unknown>)[key]) as T[]
      rows.push(...found)
      // An unchanged full page has an old `Link` header: there may be a further page by now.
      if (found.length < perPage && nextPage(headers.link) === null) break
    }
    return rows
  }
}

/** Returns the address of the next page from a `Link` header, or null. */
export function nextPage(link: string | undefined): string | null {
  return /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1] ?? null
}
