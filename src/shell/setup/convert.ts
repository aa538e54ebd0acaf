/** The code that GitHub hands out after the App was registered becomes the App's id, key and secret: once, within an hour. */
import { z } from 'zod'
import { guardedFetch } from '../github/guarded-fetch.ts'

const answerShape = z.object({
  id: z.int().positive(),
  slug: z.string().min(1),
  html_url: z.url({ protocol: /^https?$/ }),
  pem: z.string().includes('-----BEGIN'),
  webhook_secret: z.string().min(1),
})

export interface Registered {
  appId: number
  slug: string
  /** The App's page on GitHub. */
  url: string
  privateKey: string
  webhookSecret: string
}

/** @param apiUrl `https://api.github.com`, or `URL/api/v3`; @throws Error in words for people, with no secret in it */
export async function convertCode(apiUrl: string, code: string, fetch = globalThis.fetch): Promise<Registered> {
  const ask = guardedFetch({ apiUrl, fetch, timeoutMs: 30_000 })
  const url = `${apiUrl.replace(/\/$/, '')}/app-manifests/${encodeURIComponent(code)}/conversions`
  const headers = { accept: 'application/vnd.github+json', 'user-agent': 'switchyard' }
  const answer = await ask(url, { method: 'POST', headers }).catch((cause) => {
    throw new Error(`GitHub did not answer at ${new URL(apiUrl).host}. Check the network and begin again.`, { cause })
  })
  if (answer.status === 404) {
    throw new Error('GitHub does not know this code: it holds for one hour and for one use. Begin again.')
  }
  if (answer.status !== 201) throw new Error(`GitHub answered ${answer.status} instead of the App’s key. Begin again.`)
  const parsed = answerShape.safeParse(await answer.json().catch(() => null))
  if (!parsed.success) throw new Error('GitHub’s answer lacks the App’s id, key or secret. Register the App by hand.')
  const { id, slug, html_url, pem, webhook_secret } = parsed.data
  return { appId: id, slug, url: html_url, privateKey: pem, webhookSecret: webhook_secret }
}
