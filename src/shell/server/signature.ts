import { Webhooks } from '@octokit/webhooks'

/**
 * Whether `header` (`X-Hub-Signature-256`) signs exactly these bytes with one of the secrets. Two secrets may hold
 * while one is being replaced, of which Probot's own check knows one. Every secret is tried, compared in constant time.
 */
export async function isSigned(body: Uint8Array, header: string, secrets: readonly string[]): Promise<boolean> {
  const text = exactText(body)
  if (!text || !header) return false
  const answers = await Promise.all(secrets.map((secret) => new Webhooks({ secret }).verify(text, header)))
  return answers.includes(true)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The text that is these bytes and no others, or null: `verify` takes a string, and one in which odd bytes were replaced
 * would have the signature of another body. GitHub sends JSON, which is UTF-8.
 */
function exactText(body: Uint8Array): string | null {
  try {
    return utf8.decode(body)
  } catch {
    return null
  }
}
