import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Returns whether `header` (`X-Hub-Signature-256`) signs exactly these bytes with one of the secrets. There are two while
 * one is being replaced. Every secret is compared in constant time. The raw bytes are hashed: decoding them first would
 * keep several copies of a large unverified body in memory.
 */
export function isSigned(body: Uint8Array, header: string, secrets: readonly string[]): boolean {
  const matches = secrets.map((secret) => isSame(signatureOf(body, secret), header))
  return matches.includes(true) && isText(body)
}

const signatureOf = (body: Uint8Array, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.byteLength === b.byteLength && timingSafeEqual(a, b)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** GitHub: the body is JSON, which is UTF-8 and never empty. */
function isText(body: Uint8Array): boolean {
  try {
    return utf8.decode(body) !== ''
  } catch {
    return false
  }
}
