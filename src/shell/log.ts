/** The log interface of the shell, and the removal of secrets from log lines. */

/** The part of pino's logger that the shell uses, so that tests need none. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  child(fields: Record<string, unknown>): Log
}

const nothing = () => {}

/** A log that discards everything. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silentLog }

/** GitHub's tokens (`ghs_…`, `ghp_…`, `github_pat_…` and the like) and JWTs. */
const token = /\b(?:gh[a-z]_\w+|github_pat_\w+|eyJ[\w-]+\.[\w-]+\.[\w-]+)/g
/** A private key, even if its newlines are written as `\n` or its end is cut off. */
const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
/** The value of an `Authorization` header. */
const credentials = /\b(authorization["']?\s*[:=]\s*["']?(?:basic|bearer|token)\s+)[^\s"',}]+/gi

/** Returns `text` with anything that looks like a secret hidden. Messages of a network library may contain some. */
export function withoutTokens(text: string): string {
  return text.replace(key, '[hidden]').replace(credentials, '$1[hidden]').replace(token, '[hidden]')
}

/**
 * Returns a function that hides tokens, as `withoutTokens` does, and these secrets, plain or JSON-escaped. Secrets shorter
 * than 8 characters are ignored, because they would hide common words.
 */
export function hiderOf(secrets: readonly string[]): (text: string) => string {
  const long = secrets.filter((secret) => secret.length >= 8)
  const lines = long.flatMap((secret) => secret.split('\n').filter((line) => line.length >= 40))
  const known = new Set([...long, ...long.map((secret) => JSON.stringify(secret).slice(1, -1)), ...lines])
  return (text) => withoutTokens([...known].reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text))
}
