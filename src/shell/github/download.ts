/** Downloads files that GitHub's API redirects to another host, such as logs, without a token. */

/** Bytes that are read; the rest of a longer file is ignored. */
const MOST = 8 * 1024 * 1024
/** Bytes that are returned, from the end of what was read. */
const KEPT = 512 * 1024
const TIMEOUT_MS = 20_000

/**
 * Returns a function that downloads the end of the text at an address.
 *
 * It throws for an address that is neither https nor on one of `homes`, for an error status, and after a timeout.
 */
export function downloader(options: { homes: string[]; fetch: typeof fetch }): (address: string) => Promise<string> {
  const homes = options.homes.map((home) => new URL(home).origin)
  return async (address) => {
    const url = new URL(address)
    if (url.protocol !== 'https:' && !homes.includes(url.origin))
      throw new TypeError(`refused to read from ${url.origin}`)
    const answer = await options.fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!answer.ok || answer.body === null) throw new Error(`the file could not be read (${answer.status})`)
    return endOf(answer.body)
  }
}

async function endOf(body: ReadableStream<Uint8Array>): Promise<string> {
  let size = 0
  let kept: Uint8Array[] = []
  for await (const chunk of body) {
    size += chunk.length
    kept.push(chunk)
    if (size > MOST) break
    while (kept[1] && total(kept.slice(1)) >= KEPT) kept = kept.slice(1)
  }
  return Buffer.concat(kept).toString('utf8').toWellFormed()
}

const total = (chunks: Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0)
