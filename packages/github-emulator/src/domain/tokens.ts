import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import type { Forge, TokenScope, Viewer } from './forge.ts'
import type { App, Installation, Token, User } from './model.ts'

const hour = 3_600_000
/** GitHub: an App's JWT is valid for at most 10 minutes, and clocks may differ by a minute. */
const longestJwt = 10 * 60
const clockDrift = 60

/** Creates an installation token that expires after an hour, and drops expired ones. */
export function mintInstallationToken(forge: Forge, installation: Installation, scope: TokenScope = {}): Token {
  const now = forge.clock.now()
  const token: Token = {
    token: `ghs_${secret()}`,
    userId: null,
    installationId: installation.id,
    expiresAt: now + hour,
    ...scope,
  }
  const { world } = forge
  world.tokens = world.tokens.filter((known) => known.expiresAt === null || known.expiresAt > now - hour)
  world.tokens.push(token)
  forge.touch()
  return token
}

/** Creates a token of a person or machine user. It never expires. */
export function mintUserToken(forge: Forge, user: User): Token {
  const token: Token = { token: `ghp_${secret()}`, userId: user.id, installationId: null, expiresAt: null }
  forge.world.tokens.push(token)
  forge.touch()
  return token
}

/** The App's `client_id`; a JWT may have it as issuer instead of the App's id. */
export function clientIdOf(app: App): string {
  const digest = createHash('sha256').update(`client ${app.id}`).digest('hex')
  return `Iv23li${digest.slice(0, 14)}`
}

/**
 * Who makes this request. Takes `token X`, `bearer X` (a token or an App's JWT) and Basic, where the password is the
 * token. Gives the viewer, anonymous without a header, or GitHub's 401 answer.
 */
export function authenticate(forge: Forge, request: Request): Viewer | Response {
  const header = request.headers.get('authorization')
  if (header === null || header.trim() === '') return { kind: 'anonymous' }
  const credential = credentialOf(header)
  if (credential === null) return unauthorized('Bad credentials')
  if (credential.split('.').length === 3) return viewerOfJwt(forge, credential)
  return viewerOfToken(forge, credential) ?? unauthorized('Bad credentials')
}

/** Checks an App's JWT (RS256). Returns the App, or GitHub's message about what is wrong. */
function verifyAppJwt(forge: Forge, jwt: string): App | string {
  const [head = '', body = '', signature = ''] = jwt.split('.')
  const header = decodePart(head)
  const claims = decodePart(body)
  if (header === null || claims === null || header.alg !== 'RS256') return 'A JSON web token could not be decoded'
  const app = forge.world.apps.find(
    (known) => String(claims.iss) === String(known.id) || claims.iss === clientIdOf(known),
  )
  if (!app) return 'Integration not found'
  const signed = Buffer.from(`${head}.${body}`)
  if (!verify('RSA-SHA256', signed, createPublicKey(app.publicKey), Buffer.from(signature, 'base64url')))
    return 'A JSON web token could not be decoded'
  return timesProblem(claims, forge.clock.now() / 1000) ?? app
}

function timesProblem(claims: Record<string, unknown>, now: number): string | null {
  const { exp, iat } = claims
  if (typeof exp !== 'number') return "Missing 'expiration time' claim ('exp') in assertion"
  if (exp <= now - clockDrift)
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
  if (exp > now + longestJwt + clockDrift) return "'Expiration time' claim ('exp') is too far in the future"
  if (typeof iat === 'number' && iat > now + clockDrift)
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
  return null
}

function viewerOfJwt(forge: Forge, jwt: string): Viewer | Response {
  const app = verifyAppJwt(forge, jwt)
  return typeof app === 'string' ? unauthorized(app) : { kind: 'app', appId: app.id }
}

function viewerOfToken(forge: Forge, credential: string): Viewer | null {
  const { world, clock } = forge
  const token = world.tokens.find((known) => known.token === credential)
  if (!token || (token.expiresAt !== null && token.expiresAt <= clock.now())) return null
  if (token.installationId === null) {
    const user = world.users.find((known) => known.id === token.userId)
    return user ? { kind: 'user', user } : null
  }
  const installation = world.installations.find((known) => known.id === token.installationId)
  const app = world.apps.find((known) => known.id === installation?.appId)
  const bot = world.users.find((known) => known.id === app?.botUserId)
  if (!installation || installation.suspendedAt !== null || !app || !bot) return null
  const { repoIds, permissions } = token
  const scope = { ...(repoIds && { repoIds }), ...(permissions && { permissions }) }
  const viewer = { kind: 'installation', installationId: installation.id, appId: app.id, user: bot } as const
  return Object.keys(scope).length === 0 ? viewer : { ...viewer, scope }
}

function credentialOf(header: string): string | null {
  const [scheme = '', value = ''] = header.trim().split(/\s+/, 2)
  if (/^(token|bearer)$/i.test(scheme)) return value === '' ? null : value
  if (!/^basic$/i.test(scheme)) return null
  const pair = Buffer.from(value, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 0) return null
  // GitHub also accepts a token as the user name, with `x-oauth-basic` or nothing as the password.
  const password = pair.slice(colon + 1)
  return password === '' || password === 'x-oauth-basic' ? pair.slice(0, colon) || null : password
}

function decodePart(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

function unauthorized(message: string): Response {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: '401' }
  return Response.json(body, { status: 401 })
}

function secret(): string {
  return randomBytes(27).toString('base64url').replaceAll('-', 'A').replaceAll('_', 'B')
}
