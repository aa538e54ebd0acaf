/** Where git reaches a repository. */
import type { GitRemote } from '../reconcile/github.ts'
import type { Context } from './context.ts'

/** A token lives an hour; one with less than this left is renewed, so that it outlives one git command. */
const leastLeftMs = 10 * 60_000

interface Token {
  token: string
  expiresAt: string
}

/** @param url clone URL, as GitHub gave it */
export async function remoteAt(context: Context, url: string): Promise<GitRemote> {
  const secret = Buffer.from(`x-access-token:${await freshToken(context)}`).toString('base64')
  return { url, authorization: `Basic ${secret}` }
}

async function freshToken({ octokit, now }: Context): Promise<string> {
  const kept = (await octokit.auth({ type: 'installation' })) as Token
  if (Date.parse(kept.expiresAt) - now() > leastLeftMs) return kept.token
  const fresh = (await octokit.auth({ type: 'installation', refresh: true })) as Token
  return fresh.token
}

/** From the repository's own page. Throws when that lies on another host than the API: a token would leave the house. */
export async function cloneUrl({ octokit, at, apiUrl }: Context): Promise<string> {
  const { data } = await octokit.rest.repos.get(at)
  const url = `${data.html_url}.git`
  const api = new URL(apiUrl)
  const home = api.host === 'api.github.com' ? 'https://github.com' : api.origin
  if (new URL(url).origin !== home) throw new Error(`the repository's address is not at ${home}`)
  return url
}
