/** The App's own signature by the harness's clock: octokit signs by the machine's, and GitHub refuses what is long past. */
import { createPrivateKey, sign } from 'node:crypto'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Gives a function that puts a fresh JWT in place of the one a request carries; other credentials stay. */
export function createResigner(appId: number, privateKey: string, now: () => number): (headers: Headers) => void {
  const key = createPrivateKey(privateKey)
  let kept: { jwt: string; at: number } | null = null
  const jwt = () => {
    if (kept && now() - kept.at < 60_000) return kept.jwt
    const seconds = Math.floor(now() / 1000)
    const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: seconds, exp: seconds + 540, iss: appId })}`
    kept = { jwt: `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`, at: now() }
    return kept.jwt
  }
  return (headers) => {
    if (/^bearer [^.\s]+\.[^.\s]+\.[^.\s]+$/i.test(headers.get('authorization') ?? '')) {
      headers.set('authorization', `bearer ${jwt()}`)
    }
  }
}
