/** The address of a repository for git. */
import type { GitRemote } from '../reconcile/github.ts'
import type { Context } from './context.ts'

/** A token is valid for an hour. With less than this left it is renewed, so that it lasts for one git command. */
const leastLeftMs = 10 * 60_000

interface Token {
  token: string
  expiresAt: string
}

/** Returns the address with a fresh token. @param url the clone URL from GitHub */
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

/** Returns the clone URL. Throws when it is on another host than the web pages, because the token would leak. */
export async function cloneUrl({ octokit, at, webUrl }: Context): Promise<string> {
  const { data } = await octokit.rest.repos.get(at)
  const url = `${data.html_url}.git`
  const home = new URL(webUrl).origin
  if (new URL(url).origin !== home)
    throw new Error(
      `the repository's address is on ${new URL(url).origin}, not on ${home}. Set GHE_HOST to the server's own name.`,
    )
  return url
}
