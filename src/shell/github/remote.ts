/** The address of a repository for git. */
import type { GitRemote } from '../reconcile/github.ts'
import type { Context } from './context.ts'
import { tokenFor } from './tokens.ts'

/** Returns the address with a token that can do this in this repository, and nothing else. @param url the clone URL from GitHub */
export async function remoteAt(context: Context, url: string, to: 'fetch' | 'push'): Promise<GitRemote> {
  const secret = Buffer.from(`x-access-token:${await tokenFor(context, to)}`).toString('base64')
  return { url, authorization: `Basic ${secret}` }
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
