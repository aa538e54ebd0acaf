import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether `header` (`X-Hub-Signature-256`) signs exactly these bytes with one of the secrets. Two secrets may hold
 * while one is being replaced. Every secret is tried, compared in constant time. The bytes are hashed as they are: a
 * text made of them first would hold a large body in memory several times over before anybody has shown a secret.
 */
export function isSigned(body: Uint8Array, header: string, secrets: readonly string[]): boolean {
  const answers = secrets.map((secret) => isSame(signatureOf(body, secret), header))
  return answers.includes(true) && isText(body)
}

const signatureOf = (body: Uint8Array, secret: string) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.byteLength === b.byteLength && timingSafeEqual(a, b)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** GitHub sends JSON, which is UTF-8 and never empty. */
function isText(body: Uint8Array): boolean {
  try {
    return utf8.decode(body) !== ''
  } catch {
    return false
  }
}
