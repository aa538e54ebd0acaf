/** Conditional reads: what has not changed costs nothing of the hourly budget. */

import { isHttpErrorStatus } from './errors.ts'
import type { Octokit } from './octokit.ts'
import { pageSizes } from './read/page-sizes.ts'

interface Answer {
  data: unknown
  headers: { etag?: string; link?: string }
}

export type ConditionalGet = (route: string, parameters: Record<string, unknown>) => Promise<Answer>

/** Answers that are kept; the one that was used longest ago is forgotten first. */
const mostKept = 300

/**
 * A GET that sends the last ETag of the same address. ETags belong to a token, so the first read after an hourly renewal
 * is paid again.
 */
export function conditionalGet(octokit: Octokit): ConditionalGet {
  const known = new Map<string, Answer>()
  const keep = (key: string, answer: Answer) => {
    known.delete(key)
    known.set(key, answer)
    const [oldest] = known.keys()
    if (known.size > mostKept && oldest !== undefined) known.delete(oldest)
  }
  return async (route, parameters) => {
    const key = `${route} ${JSON.stringify(parameters)}`
    const last = known.get(key)
    const headers = last?.headers.etag === undefined ? {} : { 'if-none-match': last.headers.etag }
    try {
      const answer = await octokit.request(`GET ${route}`, { ...parameters, headers })
      keep(key, answer)
      return answer
    } catch (error) {
      if (last === undefined || !isHttpErrorStatus(error, 304)) throw error
      keep(key, last)
      return last
    }
  }
}

export type ConditionalList = <T>(route: string, parameters: Record<string, unknown>, key?: string) => Promise<T[]>

/** An end for a list that never ends. */
const mostRows = 10_000

/** A GET of a list with all its pages, each of them conditional. `key`: where an answer has its rows, if not at its top. */
export function conditionalList(get: ConditionalGet): ConditionalList {
  return async <T>(route: string, parameters: Record<string, unknown>, key?: string) => {
    const rows: T[] = []
    const perPage = pageSizes.rest
    for (let page = 1; rows.length < mostRows; page += 1) {
      const { data, headers } = await get(route, { ...parameters, per_page: perPage, ...(page > 1 && { page }) })
      const found = (key === undefined ? data : (data as Record<string, unknown>)[key]) as T[]
      rows.push(...found)
      // A full first page that has not changed tells nothing of a second one that came since.
      if (found.length < perPage && nextPage(headers.link) === null) break
    }
    return rows
  }
}

/** The address of the next page from a `Link` header, or null. */
export function nextPage(link: string | undefined): string | null {
  return /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1] ?? null
}
