import { createSign, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { authenticate, clientIdOf, mintInstallationToken } from '../../src/domain/tokens.ts'
import type { Emulator } from '../../src/server/emulator.ts'
import { testClock, testSandbox } from './support.ts'

const clock = testClock()
const seconds = clock.now() / 1000

function jwt(
  claims: Record<string, unknown>,
  key: string,
  header: Record<string, unknown> = { alg: 'RS256', typ: 'JWT' },
) {
  const encoded = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${encoded}.${createSign('RSA-SHA256').update(encoded).sign(key).toString('base64url')}`
}

async function viewerOf(sandbox: Emulator, authorization: string) {
  const viewer = authenticate(sandbox.forge, new Request('http://localhost/', { headers: { authorization } }))
  if (!(viewer instanceof Response)) return viewer
  return { status: viewer.status, message: ((await viewer.json()) as { message: string }).message }
}

test('an App is known by its JWT, whether that names its number or its client id', async () => {
  const sandbox = await testSandbox({ clock })
  const [app] = sandbox.forge.world.apps
  if (!app) throw new Error('no App')
  for (const iss of [app.id, String(app.id), clientIdOf(app)]) {
    const token = jwt({ iss, iat: seconds - 30, exp: seconds + 540 }, sandbox.app?.privateKey ?? '')
    expect(await viewerOf(sandbox, `bearer ${token}`)).toEqual({ kind: 'app', appId: app.id })
  }
})

test('a JWT that is forged, late or meant to last too long is refused', async () => {
  const sandbox = await testSandbox({ clock })
  const { id, privateKey } = sandbox.app ?? { id: 0, privateKey: '' }
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs1',
    format: 'pem',
  })
  const good = { iss: id, iat: seconds, exp: seconds + 300 }
  const refused = [
    [jwt(good, stranger.toString()), /could not be decoded/],
    [jwt(good, privateKey, { alg: 'none' }), /could not be decoded/],
    [jwt({ ...good, exp: seconds - 120 }, privateKey), /future time/],
    [jwt({ ...good, exp: seconds + 3_600 }, privateKey), /too far in the future/],
    [jwt({ ...good, iss: 1 }, privateKey), /Integration not found/],
  ] as const
  for (const [token, message] of refused)
    expect(await viewerOf(sandbox, `Bearer ${token}`)).toEqual({ status: 401, message: expect.stringMatching(message) })
})

test('an installation token ends after an hour, and with its suspension', async () => {
  const moving = testClock()
  const sandbox = await testSandbox({ clock: moving })
  const [installation] = sandbox.forge.world.installations
  if (!installation) throw new Error('no installation')
  const { token } = mintInstallationToken(sandbox.forge, installation)
  const viewer = { kind: 'installation', installationId: installation.id }
  expect(await viewerOf(sandbox, `token ${token}`)).toMatchObject(viewer)
  installation.suspendedAt = moving.now()
  expect(await viewerOf(sandbox, `token ${token}`)).toMatchObject({ status: 401 })
  installation.suspendedAt = null
  moving.forward(3_600_000)
  expect(await viewerOf(sandbox, `token ${token}`)).toMatchObject({ status: 401, message: 'Bad credentials' })
})

test('a person’s token is taken in every form GitHub takes', async () => {
  const sandbox = await testSandbox({ clock })
  const token = sandbox.info().tokens.writer
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
  const forms = [`token ${token}`, `Bearer ${token}`, basic(`x-access-token:${token}`), basic(`${token}:x-oauth-basic`)]
  for (const form of forms) expect(await viewerOf(sandbox, form)).toMatchObject({ user: { login: 'writer' } })
  for (const wrong of ['token nonsense', `Digest ${token}`, basic('writer:'), basic('no colon')])
    expect(await viewerOf(sandbox, wrong)).toMatchObject({ status: 401 })
})

test('a token is narrowed to repositories and permissions, and to no more than is granted', async () => {
  const sandbox = await testSandbox({ clock })
  const { id, privateKey } = sandbox.app ?? { id: 0, privateKey: '' }
  const [installation] = sandbox.forge.world.installations
  const [repo] = sandbox.forge.world.repos
  const mint = async (body: object) => {
    const authorization = `bearer ${jwt({ iss: id, iat: seconds, exp: seconds + 300 }, privateKey)}`
    const url = `http://localhost/api/v3/app/installations/${installation?.id}/access_tokens`
    const request = new Request(url, { method: 'POST', headers: { authorization }, body: JSON.stringify(body) })
    const answer = await sandbox.fetch(request)
    const made = (await answer.json()) as Record<string, unknown>
    return { ...made, token: made.token, status: answer.status }
  }
  const file = async (token: unknown) => {
    const url = 'http://localhost/api/v3/repos/acme/app/issues'
    const headers = { authorization: `token ${token}` }
    return (await sandbox.fetch(new Request(url, { method: 'POST', headers, body: '{"title":"x"}' }))).status
  }
  expect(await file((await mint({})).token)).toBe(201)
  const narrow = await mint({ repository_ids: [repo?.id], permissions: { issues: 'read' } })
  expect(narrow).toMatchObject({ status: 201, permissions: { issues: 'read' }, repositories: [{ id: repo?.id }] })
  expect(await file(narrow.token)).toBe(403)
  expect((await mint({ permissions: { administration: 'write' } })).status).toBe(422)
  expect((await mint({ repository_ids: [1] })).status).toBe(422)
})
