/** Conditional reads: what has not changed costs nothing of the hourly budget. */

import { isHttpErrorStatus } from './errors.ts'
import type { Octokit } from './octokit.ts'

interface Answer {
  data: unknown
  headers: { etag?: string; link?: string }
}

export type ConditionalGet = (route: string, parameters: Record<string, unknown>) => Promise<Answer>

/**
 * A GET that sends the last ETag of the same address. ETags belong to a token, so the first read after an hourly renewal
 * is paid again. Use it for a few fixed addresses only: the last answer of each is kept.
 */
export function conditionalGet(octokit: Octokit): ConditionalGet {
  const known = new Map<string, Answer>()
  return async (route, parameters) => {
    const key = `${route} ${JSON.stringify(parameters)}`
    const last = known.get(key)
    const headers = last?.headers.etag === undefined ? {} : { 'if-none-match': last.headers.etag }
    try {
      const answer = await octokit.request(`GET ${route}`, { ...parameters, headers })
      known.set(key, answer)
      return answer
    } catch (error) {
      if (last !== undefined && isHttpErrorStatus(error, 304)) return last
      throw error
    }
  }
}

/** The address of the next page from a `Link` header, or null. */
export function nextPage(link: string | undefined): string | null {
  return /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1] ?? null
}
