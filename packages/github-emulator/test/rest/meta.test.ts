import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createForge } from '../../src/domain/create.ts'
import { type Bench, makeBench, raw, type Who } from '../../src/testing/bench.ts'
import { recipients } from '../../src/webhooks/address.ts'

let b: Bench
const unknown = vi.fn()
const sent = {
  id: 7,
  guid: 'a-b',
  delivered_at: '2025-01-06T09:00:00Z',
  redelivery: false,
  duration: 0.1,
  status: 'OK',
  status_code: 202,
  event: 'push',
  action: null,
  installation_id: 1,
  repository_id: 2,
  throttled_at: null,
}
const deliveries = [
  { ...sent, request: { headers: {}, payload: { a: 1 } }, response: { headers: null, payload: null } },
]
beforeEach(async () => {
  unknown.mockClear()
  b = await makeBench({
    onUnknown: unknown,
    tokens: { mint: () => ({ token: 'ghs_x', expiresAt: Date.UTC(2025, 0, 6, 10) }) },
    deliveries: { list: () => deliveries, redeliver: (_app, id) => id === 7 },
  })
})
afterEach(() => b.close())

describe('every answer', () => {
  test('an unknown route is 404, and told', async () => {
    const answer = await b.call('writer', 'GET', 'stargazers')
    expect(answer.status).toBe(404)
    expect(answer.data).toEqual({
      message: 'Not Found',
      documentation_url: 'https://docs.github.com/rest',
      status: '404',
    })
    expect(unknown.mock.calls).toEqual([['GET', '/api/v3/repos/acme/app/stargazers']])
  })

  test('a known route of something missing is not called unknown', async () => {
    expect((await b.call('writer', 'GET', 'issues/77')).status).toBe(404)
    expect(unknown).not.toHaveBeenCalled()
  })

  test('what was not changed is 304 for the same token, and costs nothing', async () => {
    const first = await b.call('bot', 'GET', 'issues')
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"[0-9a-f]{64}"$/)
    const again = await b.call('bot', 'GET', 'issues', undefined, { 'if-none-match': etag })
    expect([again.status, again.data, again.headers.get('x-ratelimit-used')]).toEqual([304, null, '1'])
    expect((await b.call('writer', 'GET', 'issues', undefined, { 'if-none-match': etag })).status).toBe(200)
    await b.ok('writer', 'POST', 'issues', { title: 'T' })
    expect((await b.call('bot', 'GET', 'issues', undefined, { 'if-none-match': etag })).status).toBe(200)
  })

  test('JSON that is none is 400; JSON that does not fit is 422', async () => {
    expect((await b.call('writer', 'POST', 'issues', raw('{"title"'))).data.message).toBe('Problems parsing JSON')
    expect((await b.call('writer', 'POST', 'git/refs', {})).data.message).toMatch(/^Invalid request\./)
    expect((await b.call('writer', 'POST', 'issues', { title: 'T', labels: 'x' })).status).toBe(422)
  })
})

describe('limits', () => {
  test('an App is refused its 81st creation in a minute, and goes on after it; a person is not', async () => {
    const { number } = await b.ok('writer', 'POST', 'issues', { title: 'T' })
    const comment = (who: Who) => b.call(who, 'POST', `issues/${number}/comments`, { body: 'x' })
    for (let i = 0; i < 80; i += 1) expect((await comment('bot')).status).toBe(201)
    const refused = await comment('bot')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, '60'])
    expect(refused.data.message).toMatch(/secondary rate limit/)
    for (let i = 0; i < 81; i += 1) expect((await comment('writer')).status).toBe(201)
    b.clock.advance(60_000)
    expect((await comment('bot')).status).toBe(201)
  })

  test('an App has 900 points a minute, and its 5,000 an hour are counted down', async () => {
    for (let i = 0; i < 900; i += 1) await b.ok('bot', 'GET', 'labels')
    expect((await b.call('bot', 'GET', 'labels')).status).toBe(403)
    expect((await b.ok('bot', 'GET', '/rate_limit')).rate).toMatchObject({ used: 900, remaining: 4100 })
    b.clock.advance(3_600_000)
    expect((await b.call('bot', 'GET', 'labels')).headers.get('x-ratelimit-remaining')).toBe('4999')
  })
})

describe('who may', () => {
  test.each<[string, string, string]>([
    ['maintainer', 'admin', 'admin'],
    ['writer', 'write', 'write'],
    ['reader', 'read', 'read'],
    ['outsider', 'read', 'read'],
  ])('%s has permission %s', async (login, permission, role) => {
    expect(await b.ok('bot', 'GET', `collaborators/${login}/permission`)).toMatchObject({
      permission,
      role_name: role,
      user: { login },
    })
  })

  test('maintain is folded into write, and a bot is not a user', async () => {
    b.demo.repo.collaborators[String(b.demo.users.writer.id)] = 'maintain'
    const answer = await b.ok('bot', 'GET', 'collaborators/writer/permission')
    expect([answer.permission, answer.role_name]).toEqual(['write', 'maintain'])
    const bot = await b.call('bot', 'GET', `collaborators/${encodeURIComponent('helper[bot]')}/permission`)
    expect([bot.status, bot.data.message]).toEqual([404, 'helper[bot] is not a user'])
  })

  test('a private repository is not there for strangers, nor for an App that is not installed on it', async () => {
    b.demo.repo.private = true
    expect((await b.call('outsider', 'GET', 'issues')).status).toBe(404)
    expect((await b.call('nobody', 'GET', '')).status).toBe(404)
    expect((await b.call('reader', 'GET', 'issues')).status).toBe(200)
    b.demo.installation.repoIds = []
    expect((await b.call('bot', 'GET', 'issues')).status).toBe(404)
  })

  test('an App without the permission is told which', async () => {
    b.demo.installation.permissions = { metadata: 'read', issues: 'read' }
    const answer = await b.call('bot', 'POST', 'issues', { title: 'T' })
    expect([answer.status, answer.data.message]).toEqual([403, 'Resource not accessible by integration'])
    expect(answer.headers.get('x-accepted-github-permissions')).toBe('issues=write')
    expect((await b.call('bot', 'GET', 'contents/package.json')).status).toBe(403)
  })
})

describe('the App', () => {
  test('sees itself and its installation, and gets a token', async () => {
    expect(await b.ok('app', 'GET', '/app')).toMatchObject({ id: b.demo.app.id, slug: 'helper' })
    const [installation] = await b.ok('app', 'GET', '/app/installations')
    expect(installation).toMatchObject({ account: { login: 'acme' }, permissions: { issues: 'write' } })
    expect((await b.ok('app', 'GET', 'installation')).id).toBe(installation.id)
    const path = `/app/installations/${installation.id}/access_tokens`
    expect(await b.ok('app', 'POST', path)).toMatchObject({ token: 'ghs_x', expires_at: '2025-01-06T10:00:00Z' })
    expect((await b.call('app', 'POST', path, { permissions: { administration: 'write' } })).status).toBe(422)
    expect((await b.call('writer', 'GET', '/app')).status).toBe(401)
    expect((await b.ok('bot', 'GET', '/installation/repositories')).repositories).toMatchObject([{ name: 'app' }])
  })

  test('lists deliveries without bodies and sends one again', async () => {
    expect(await b.ok('app', 'GET', '/app/hook/deliveries')).toEqual([sent])
    expect(await b.ok('app', 'GET', '/app/hook/deliveries/7')).toMatchObject({ request: { payload: { a: 1 } } })
    expect((await b.call('app', 'POST', '/app/hook/deliveries/7/attempts')).status).toBe(202)
    expect((await b.call('app', 'POST', '/app/hook/deliveries/8/attempts')).status).toBe(404)
  })

  test('gets the events it subscribed to, where it is installed', async () => {
    await b.ok('writer', 'POST', 'issues', { title: 'T' })
    const [opened] = b.events
    if (!opened) throw new Error('nothing was said')
    const forge = createForge({ world: b.forge.world, root: b.root, clock: b.clock })
    expect(recipients(forge, opened)).toMatchObject([
      { app: { slug: 'helper' }, payload: { action: 'opened', installation: { id: b.demo.installation.id } } },
    ])
    expect(recipients(forge, { ...opened, event: 'star' })).toEqual([])
    b.demo.installation.suspendedAt = 1
    expect(recipients(forge, opened)).toEqual([])
  })
})
