/** The version of the server that an App is registered on. */
import { z } from 'zod'
import { guardedFetch } from '../github/guarded-fetch.ts'

const shape = z.object({ installed_version: z.string().max(40).optional() })

/**
 * Asks for the server's version without a token: `3.17.2`, or '' for github.com and ghe.com, which have none.
 *
 * @returns null when the server does not say, as one that shows nothing without signing in
 */
export async function serverVersion(apiUrl: string, fetch = globalThis.fetch): Promise<string | null> {
  const ask = guardedFetch({ apiUrl, fetch, timeoutMs: 10_000 })
  const headers = { accept: 'application/vnd.github+json', 'user-agent': 'switchyard' }
  try {
    const answer = await ask(`${apiUrl.replace(/\/$/, '')}/meta`, { headers })
    // GitHub: every answer of an Enterprise Server has its version, also a refusal.
    const inHeader = answer.headers.get('x-github-enterprise-version')
    if (inHeader !== null) return inHeader
    const body = shape.safeParse(await answer.json())
    return answer.ok && body.success ? (body.data.installed_version ?? '') : null
  } catch {
    return null
  }
}
