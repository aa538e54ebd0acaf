import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether `header` (`X-Hub-Signature-256`) signs exactly these bytes with one of the secrets. Two secrets may hold
 * while one is being replaced. Every secret is tried and compared in constant time.
 */
export function isSigned(body: Uint8Array, header: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(header)
  let ok = false
  for (const secret of secrets) {
    const wanted = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) ok = true
  }
  return ok
}
