/** The only way out: requests to the configured API's host, each with an end. */

const redirects = new Set([301, 302, 307, 308])
const maxRedirects = 3

export interface GuardOptions {
  apiUrl: string
  fetch: typeof fetch
  /** Milliseconds after which a request is given up. */
  timeoutMs: number
}

/**
 * A `fetch` that refuses every host but the API's, also through redirects (GitHub redirects a renamed repository),
 * because an installation token sent elsewhere is a token given away. Who asks for redirects as they are (`manual`) gets
 * them unfollowed. Throws a TypeError for a foreign host.
 */
export function guardedFetch(options: GuardOptions): typeof fetch {
  const home = new URL(options.apiUrl).origin
  return async (input, init) => {
    const signal = AbortSignal.timeout(options.timeoutMs)
    let url = new URL(input instanceof Request ? input.url : String(input))
    for (let hop = 0; ; hop += 1) {
      if (url.origin !== home) throw new TypeError(`refused to call ${url.origin}: the configured API is ${home}`)
      const answer = await options.fetch(url, { ...init, signal, redirect: 'manual' })
      const next = answer.headers.get('location')
      const isAsked = init?.redirect === 'manual'
      if (isAsked || !redirects.has(answer.status) || next === null || hop === maxRedirects) return answer
      url = new URL(next, url)
    }
  }
}
