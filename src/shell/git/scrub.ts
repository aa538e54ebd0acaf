import { withoutTokens } from '../log.ts'

interface Secrets {
  authorization?: string
}

/** `https://USER:PASSWORD@host`. */
const credentials = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi

/** `text` without the header that was used, what its base64 hides, and anything else that looks like a secret. */
export function scrub(text: string, { authorization = '' }: Secrets): string {
  let clean = text
  for (const secret of secretsOf(authorization)) clean = clean.replaceAll(secret, '[hidden]')
  return withoutTokens(clean.replace(credentials, '$1[hidden]@'))
}

function secretsOf(authorization: string): string[] {
  const value = authorization.split(' ').at(-1) ?? ''
  const decoded = /^basic /i.test(authorization) ? Buffer.from(value, 'base64').toString('utf8') : ''
  const password = decoded.slice(decoded.indexOf(':') + 1)
  return [authorization, value, decoded, password].filter((secret) => secret.length >= 4)
}
