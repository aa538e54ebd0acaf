/** A `fetch` that calls the host of the configured API only, with a timeout. */

const redirects = new Set([301, 302, 307, 308])
const maxRedirects = 3

export interface GuardOptions {
  apiUrl: string
  fetch: typeof fetch
  /** Milliseconds until a request is aborted. */
  timeoutMs: number
}

/**
 * Returns a `fetch` that refuses every host but the API's, so that no installation token leaks. It follows redirects on
 * that host only (GitHub redirects a renamed repository), and none when the caller sets `redirect: 'manual'`.
 *
 * It throws a TypeError for another host.
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
      const isManual = init?.redirect === 'manual'
      if (isManual || !redirects.has(answer.status) || next === null || hop === maxRedirects) return answer
      url = new URL(next, url)
    }
  }
}
