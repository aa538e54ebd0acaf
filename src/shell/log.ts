/** The log as the shell uses it, and what must never get into it. */

/** The part of pino's logger that the shell uses, so that tests need none. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  child(fields: Record<string, unknown>): Log
}

const nothing = () => {}

/** A log that keeps nothing. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silentLog }

/** GitHub's token shapes (`ghs_…`, `ghp_…`, `github_pat_…` and their like) and JWTs. */
const token = /\b(?:gh[a-z]_\w+|github_pat_\w+|eyJ[\w-]+\.[\w-]+\.[\w-]+)/g
/** A private key, also where its newlines are written as `\n` or its end was cut off. */
const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g
/** The credentials of a request, whatever their shape. */
const credentials = /\b(authorization["']?\s*[:=]\s*["']?(?:basic|bearer|token)\s+)[^\s"',}]+/gi

/** `text` without anything that has the shape of a secret: our own messages hold none, those of a network layer might. */
export function withoutTokens(text: string): string {
  return text.replace(key, '[hidden]').replace(credentials, '$1[hidden]').replace(token, '[hidden]')
}

/** As `withoutTokens`, and without these very secrets, whole or as JSON writes them. Short ones would hide common words. */
export function hiderOf(secrets: readonly string[]): (text: string) => string {
  const long = secrets.filter((secret) => secret.length >= 8)
  const lines = long.flatMap((secret) => secret.split('\n').filter((line) => line.length >= 40))
  const known = new Set([...long, ...long.map((secret) => JSON.stringify(secret).slice(1, -1)), ...lines])
  return (text) => withoutTokens([...known].reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text))
}
