import { describe, expect, it } from 'vitest'
import { Setup, type SetupOptions } from '../../../src/shell/setup/handler.ts'

const HOST = '127.0.0.1:3000'
const answerOf = (status: number, body: unknown) => async () => new Response(JSON.stringify(body), { status })
const registered = {
  id: 7,
  slug: 'switchyard-x',
  html_url: 'https://github.test/apps/switchyard-x',
  pem: '-----BEGIN RSA PRIVATE KEY-----\nabc\n',
  webhook_secret: 'hush',
}

function setUp(options: Partial<SetupOptions> = {}) {
  const kept: unknown[] = []
  const asked: string[] = []
  const time = { now: 0 }
  const fetch = options.fetch ?? answerOf(201, registered)
  const setup = new Setup({
    webUrl: 'https://github.test',
    apiUrl: 'https://github.test/api/v3',
    now: () => time.now,
    keep: async (each) => void kept.push(each),
    ...options,
    fetch: (input, init) => {
      asked.push(`${init?.method} ${input}`)
      return fetch(input, init)
    },
  })
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    setup.handle(HOST)(new Request(`http://${HOST}${path}`, { method, headers: { host: HOST, ...headers } }))
  const confirm = (more = '') => get(`/setup/app?key=${setup.key}&name=mine&url=https://bot.example.com${more}`)
  const stateOf = async (answer: Response) => /state=([\w-]+)/.exec(await answer.text())?.[1] ?? ''
  return { setup, get, confirm, stateOf, kept, asked, time }
}

describe('the set-up page', () => {
  it('needs the key of the terminal', async () => {
    const { setup, get } = setUp()
    expect((await get('/setup')).status).toBe(403)
    expect((await get('/setup?key=wrong')).status).toBe(403)
    expect((await get(`/setup?key=${setup.key}`)).status).toBe(200)
  })

  it.each(['evil.example', 'localhost:3000', '127.0.0.1:3001', ''])('is no page for the host %j', async (host) => {
    const { setup, get } = setUp()
    expect((await get(`/setup?key=${setup.key}`, { host })).status).toBe(421)
    expect((await get('/setup/done?code=a&state=b', { host })).status).toBe(421)
  })

  it.each(['POST', 'PUT', 'DELETE'])('takes no %s', async (method) => {
    const { setup, get } = setUp()
    expect((await get(`/setup?key=${setup.key}`, {}, method)).status).toBe(405)
  })

  it('is framed by nobody, keeps nothing and tells nobody its address', async () => {
    const { setup, get } = setUp()
    const { headers } = await get(`/setup?key=${setup.key}`)
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer'])
  })

  it.each([
    ['url=http://u:p@h.example', 'public address'],
    ['url=https://h.example/path', 'public address'],
    ['url=javascript:alert(1)', 'public address'],
    ['url=https://h.example&name=', 'name of the App'],
    [`url=https://h.example&name=${'x'.repeat(35)}`, 'name of the App'],
    ['url=https://h.example&name=a&org=a/../b', 'organization'],
  ])('says what is wrong with %s', async (query, words) => {
    const { setup, get } = setUp()
    const answer = await get(`/setup/app?key=${setup.key}&${query}`)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(words)
  })

  it('writes nothing foreign into the page as it is', async () => {
    const { setup, get } = setUp()
    const words = encodeURIComponent('"><script>alert(1)</script>')
    expect(await (await get(`/setup/app?key=${setup.key}&url=${words}&name=${words}`)).text()).not.toContain('<script')
  })

  it.each([
    ['https://github.test', ''],
    ['https://localhost.evil.example', ''],
    ['http://127.0.0.1:4000', 'http://localhost:3000'],
  ])('suggests an address of this machine only where GitHub is one: %s', async (webUrl, address) => {
    const { setup, get } = setUp({ webUrl })
    const html = await (await get(`/setup?key=${setup.key}`)).text()
    expect(html).toContain(`name="url" value="${address}"`)
  })

  it('hands GitHub the manifest, for the account or an organization', async () => {
    const { confirm } = setUp()
    const html = await (await confirm()).text()
    expect(html).toMatch(/action="https:\/\/github\.test\/settings\/apps\/new\?state=[\w-]{32}"/)
    expect(html).toContain('https://bot.example.com/api/github/webhooks')
    expect(html).toContain(`http://${HOST}/setup/done`)
    const answer = await confirm('&org=octo-org')
    expect(answer.headers.get('content-security-policy')).toContain("form-action 'self' https://github.test;")
    expect(await answer.text()).toContain('https://github.test/organizations/octo-org/settings/apps/new?state=')
  })
})

describe('the manifest for another GitHub', () => {
  const says = (version: string | null, body: unknown = {}) => ({
    fetch: async () =>
      new Response(JSON.stringify(body), {
        status: version === null ? 401 : 200,
        headers: version === null || version === '' ? {} : { 'x-github-enterprise-version': version },
      }),
  })
  const manifestOf = (html: string) => {
    const [, value = ''] = /name="manifest" value="([^"]*)"/.exec(html) ?? []
    const manifest = JSON.parse(value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&'))
    return manifest as { default_events: string[]; default_permissions: Record<string, string> }
  }
  const optional = ['sub_issues', 'issue_dependencies', 'merge_group']

  it.each([
    ['3.16.9', [], 'sub-issues'],
    ['3.17.0', [], 'issue dependencies'],
    ['3.18.4', [], 'issue dependencies'],
    ['3.19.1', ['issue_dependencies'], 'GitHub&#39;s merge queue'],
    ['3.20.0', optional, ''],
    ['', optional, ''],
  ])('of version "%s" has the events %j of the optional ones', async (version, kept, words) => {
    const html = await (await setUp(says(version)).confirm()).text()
    const { default_events: events, default_permissions: rights } = manifestOf(html)
    expect(events.filter((one) => optional.includes(one)).sort()).toEqual([...kept].sort())
    expect(events).toContain('pull_request')
    // GitHub: merge_queues goes with merge_group.
    expect('merge_queues' in rights).toBe(kept.includes('merge_group'))
    expect(html).toContain(words)
    expect(html.includes('does not know the following')).toBe(words !== '')
  })

  it('says what to leave out where the version cannot be read', async () => {
    const html = await (await setUp(says(null)).confirm()).text()
    expect(html).toContain('Default events unsupported')
    for (const event of optional) expect(html).toContain(event)
    expect(manifestOf(html).default_events).toEqual(expect.arrayContaining(optional))
  })

  it('asks for the permission to change workflows only where it is wanted', async () => {
    const { confirm } = setUp(says(''))
    expect(manifestOf(await (await confirm()).text()).default_permissions).not.toHaveProperty('workflows')
    const html = await (await confirm('&workflows=write')).text()
    expect(manifestOf(html).default_permissions.workflows).toBe('write')
  })
})

describe('the way back from GitHub', () => {
  it('gets the key for the code, keeps it and is done', async () => {
    const { setup, get, confirm, stateOf, kept, asked } = setUp()
    const state = await stateOf(await confirm())
    const answer = await get(`/setup/done?code=abc&state=${state}`)
    const html = await answer.text()
    expect(answer.status).toBe(200)
    expect(html).toContain('https://github.test/apps/switchyard-x/installations/new')
    expect(html).not.toMatch(/hush|PRIVATE KEY/)
    expect(asked).toEqual([
      'undefined https://github.test/api/v3/meta',
      'POST https://github.test/api/v3/app-manifests/abc/conversions',
    ])
    expect(kept).toEqual([await setup.done])
    expect(await setup.done).toMatchObject({ appId: 7, webhookSecret: 'hush' })
  })

  it('asks and keeps nothing without a state that was begun here, and takes each once', async () => {
    const { get, confirm, stateOf, kept, asked } = setUp()
    expect((await get('/setup/done?code=abc&state=made-up')).status).toBe(403)
    expect((await get('/setup/done?code=abc')).status).toBe(403)
    const state = await stateOf(await confirm())
    expect((await get(`/setup/done?code=a%2F..&state=${state}`)).status).toBe(400)
    expect((await get(`/setup/done?code=abc&state=${state}`)).status).toBe(403)
    expect(asked.filter((one) => !one.endsWith('/meta'))).toEqual([])
    expect(kept).toEqual([])
  })

  it('takes a state for an hour', async () => {
    const { get, confirm, stateOf, time } = setUp()
    const state = await stateOf(await confirm())
    time.now = 60 * 60_000 + 1
    expect((await get(`/setup/done?code=abc&state=${state}`)).status).toBe(403)
  })

  it.each<[string, typeof fetch, RegExp]>([
    ['a code that is used', answerOf(404, {}), /one hour and for one use/],
    ['a server that fails', answerOf(500, {}), /answered 500/],
    ['an answer without a key', answerOf(201, { id: 7 }), /lacks the App’s id/],
    ['a network that is gone', () => Promise.reject(new TypeError('fetch failed')), /did not answer/],
    ['a redirect elsewhere', async () => Response.redirect('https://evil.example/', 307), /did not answer/],
  ])('says what went wrong and lets one begin again: %s', async (_, fetch, words) => {
    const { get, confirm, stateOf, kept } = setUp({ fetch })
    const answer = await get(`/setup/done?code=abc&state=${await stateOf(await confirm())}`)
    expect(answer.status).toBe(502)
    expect(await answer.text()).toMatch(words)
    expect(kept).toEqual([])
    expect((await confirm()).status).toBe(200)
  })

  it('says when what it got cannot be kept', async () => {
    const { get, confirm, stateOf } = setUp({ keep: () => Promise.reject(new Error('EROFS: read-only file system')) })
    const answer = await get(`/setup/done?code=abc&state=${await stateOf(await confirm())}`)
    expect(await answer.text()).toContain('read-only file system')
  })
})
