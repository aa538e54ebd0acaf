/** Nothing but the page's own script runs, nobody frames the page, and only the page itself can post its forms. */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context, Next } from 'hono'

export interface PageEnv {
  Variables: {
    nonce: string
    /** Another origin that a form of this page ends at. */
    formTo?: string
  }
}

/** One for this process: a form made by another process (or another site) is refused. */
export const newSecret = (): string => randomBytes(24).toString('base64url')

export async function secureHeaders(c: Context<PageEnv>, next: Next): Promise<void> {
  const nonce = randomBytes(16).toString('base64')
  c.set('nonce', nonce)
  await next()
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action 'self' ${c.get('formTo') ?? ''}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  c.header('Content-Security-Policy', policy.join('; '))
  c.header('X-Frame-Options', 'DENY')
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Referrer-Policy', 'same-origin')
  c.header('Cross-Origin-Opener-Policy', 'same-origin')
  c.header('Cross-Origin-Resource-Policy', 'same-origin')
}

/** Browsers say where a request comes from; one that says nothing still needs the token. */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = request.headers.get('origin')
  return origin === null || origin === new URL(request.url).origin
}

export function isSameToken(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
