/** Registering and installing an App by the pages: who may, what the App is sent, and what other sites can do. */

import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convertManifest } from '../../src/domain/manifests.ts'
import { addRepo } from '../../src/domain/seed.ts'
import { createEmulator, type Emulator } from '../../src/server/emulator.ts'
import { refusalOf } from '../../src/server/guard.ts'
import { HELPER } from '../../src/testing/bench.ts'
import { dangers, wordsOf } from './browse.ts'

const origin = 'http://localhost'
const manifest = (more: object = {}) => ({
  name: 'My bot',
  url: 'http://bot.test',
  redirect_url: 'http://bot.test:3001/setup/done',
  hook_attributes: { url: 'http://bot.test/hook' },
  default_permissions: { issues: 'write' },
  ...more,
})
const sent: Request[] = []
let dir = ''
let sandbox: Emulator

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'install-'))
  const send = async (request: Request) => {
    sent.push(request)
    return new Response()
  }
  sandbox = await createEmulator({
    dataDir: dir,
    outbox: 'manual',
    seed: { app: { ...HELPER, installed: false } },
    send,
  })
})
afterAll(async () => {
  await sandbox.close()
  await rm(dir, { recursive: true, force: true })
})

const open = (path: string) => sandbox.fetch(new Request(origin + path))
async function post(path: string, fields: Record<string, string>, headers: Record<string, string> = { origin }) {
  const csrf = /name="csrf" value="([^"]+)"/.exec(await (await open('/')).text())?.[1] ?? ''
  const body = new URLSearchParams({ csrf, role: 'maintainer', ...fields })
  return sandbox.fetch(new Request(origin + path, { method: 'POST', body, headers }))
}
const show = (what: unknown) => post('/settings/apps/new', { manifest: JSON.stringify(what) }, { origin: 'null' })
const create = (fields: Record<string, string> = {}, headers?: Record<string, string>) =>
  post('/settings/apps', { manifest: JSON.stringify(manifest()), state: 'mine', ...fields }, headers)

describe('an App is registered', () => {
  test('by a page that shows what was sent and may only lead to where it came from', async () => {
    const answer = await show(manifest())
    const words = wordsOf(await answer.text())
    expect(words).toContain('Create the App My bot')
    expect(words).toContain('issues: write')
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'self' http://bot.test:3001;")
    expect((await open('/')).headers.get('content-security-policy')).toContain("form-action 'self';")
  })

  test.each<[string, unknown, string]>([
    ['no manifest', null, 'The manifest is not right'],
    ['a way back that is no web page', manifest({ redirect_url: 'javascript:alert(1)' }), 'redirect_url'],
    ['a name that is taken', manifest({ name: 'Helper' }), 'Another App is called Helper'],
  ])('not from %s', async (_, what, words) => {
    const answer = await show(what)
    expect([answer.status, wordsOf(await answer.text())]).toEqual([422, expect.stringContaining(words)])
  })

  test('what it calls itself is inert', async () => {
    const evil = '"><script>alert(1)</script>'
    const answer = await show(manifest({ name: evil, default_permissions: { [evil]: 'read' } }))
    expect(dangers(await answer.text())).toEqual([])
  })

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['another origin', {}, { origin: 'https://evil.example' }],
    ['a form of another process', { csrf: 'x' }, { origin }],
  ])('not by %s', async (_, fields, headers) => {
    expect((await create(fields, headers)).status).toBe(403)
  })

  test('by the person’s word, once for a name', async () => {
    const ways = [await create(), await create()].map((answer) => new URL(answer.headers.get('location') ?? ''))
    expect(ways[0]?.searchParams.get('state')).toBe('mine')
    const [one, other] = ways.map(({ searchParams }) => searchParams.get('code') ?? '')
    expect((await convertManifest(sandbox.forge, one ?? ''))?.app).toMatchObject({ slug: 'my-bot' })
    expect(await convertManifest(sandbox.forge, other ?? '')).toBeNull()
  })

  test('of all pages this alone takes a form of another program', () => {
    const from = (path: string) =>
      refusalOf(new Request(origin + path, { headers: { host: 'localhost:80', origin: 'null' } }), {
        port: 80,
        hosts: [],
        tls: false,
      })?.status ?? 200
    expect(['/settings/apps/new', '/organizations/acme/settings/apps/new'].map(from)).toEqual([200, 200])
    expect(['/settings/apps', '/settings/apps/new/x', '/role', '/api/v3/settings/apps/new'].map(from)).toEqual([
      ...[403, 403, 403, 403],
    ])
  })
})

describe('an App is installed', () => {
  const page = '/apps/my-bot/installations/new'
  const repo = () => sandbox.forge.world.repos[0]
  const mine = () => sandbox.forge.world.installations[0]
  const at = (org = 'acme') => `/organizations/${org}/settings/installations/${mine()?.id}`

  test('from the page that its address leads to', async () => {
    expect((await open('/apps/my-bot')).headers.get('location')).toBe(page)
    expect(wordsOf(await (await open(page)).text())).toContain('acme/app')
    expect((await open('/apps/nobody/installations/new')).status).toBe(404)
    expect((await post('/apps/nobody/installations/new', { repo: '1' })).status).toBe(404)
  })

  test.each(['writer', 'agent', 'reader', 'outsider'])('not by the %s', async (role) => {
    const answer = await post(page, { role, repo: String(repo()?.id) })
    expect([answer.status, wordsOf(await answer.text())]).toEqual([
      403,
      expect.stringContaining(`${role} does not administer the repositories of acme`),
    ])
    expect(mine()).toBeUndefined()
  })

  test('not on nothing, and not by a form of another site', async () => {
    expect((await post(page, {})).status).toBe(422)
    expect((await post(page, { repo: String(repo()?.id), csrf: 'x' })).status).toBe(403)
    expect(mine()).toBeUndefined()
  })

  test('by the maintainer; the App is sent word of it, signed', async () => {
    expect((await post(page, { repo: String(repo()?.id) })).headers.get('location')).toBe(at())
    await sandbox.outbox.deliverAll()
    const [request] = sent.splice(0)
    const body = (await request?.text()) ?? ''
    const { webhookSecret = '' } = sandbox.forge.world.apps.find(({ slug }) => slug === 'my-bot') ?? {}
    expect(request?.url).toBe('http://bot.test/hook')
    expect(request?.headers.get('x-hub-signature-256')).toBe(
      `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
    )
    expect(JSON.parse(body)).toMatchObject({
      action: 'created',
      sender: { login: 'maintainer' },
      installation: { id: mine()?.id },
      repositories: [{ full_name: 'acme/app' }],
    })
  })

  test('and looked after by whoever administers the account', async () => {
    expect((await open(at('someone'))).status).toBe(404)
    expect((await post(at(), { role: 'writer', act: 'uninstall' })).status).toBe(403)
    const app = sandbox.forge.world.apps.find(({ slug }) => slug === 'my-bot')
    if (app) app.permissions.checks = 'write'
    expect(wordsOf(await (await open(at())).text())).toContain('Accept what it asks for')
    for (const act of ['accept', 'suspend', 'unsuspend']) expect((await post(at(), { act })).status).toBe(303)
    expect(mine()).toMatchObject({ permissions: { checks: 'write' }, suspendedAt: null })
    const owner = sandbox.forge.world.users.find(({ login }) => login === 'acme')
    if (owner) addRepo(sandbox.forge, owner, 'other').collaborators = { ...repo()?.collaborators }
    const other = sandbox.forge.world.repos[1]
    await post(page, { repo: String(other?.id) })
    expect(mine()?.repoIds).toEqual([repo()?.id, other?.id])
    expect((await post(at(), { act: 'uninstall' })).headers.get('location')).toBe(page)
    expect(mine()).toBeUndefined()
    expect(sandbox.outbox.pending().map(({ event, action }) => `${event}.${action}`)).toEqual([
      ...['installation.new_permissions_accepted', 'installation.suspend', 'installation.unsuspend'],
      ...['installation_repositories.added', 'installation.deleted'],
    ])
  })
})
