/** The emulator as GitHub Enterprise Server, which lacks some features, and as ghe.com, whose API has a host of its own. */
import { describe, expect, it, test } from 'vitest'
import { GHES_VERSIONS, type ServerKind } from '../../src/domain/server.ts'
import { createRoutes } from '../../src/server/routes.ts'
import { ask, testSandbox } from './support.ts'

const manifest = (events: string[]) => ({
  name: 'another',
  url: 'http://bot.test',
  redirect_url: 'http://bot.test/done',
  hook_attributes: { url: 'http://bot.test/hook' },
  default_events: events,
})

async function register(kind: ServerKind | undefined, events: string[]) {
  const sandbox = await testSandbox(kind ? { kind } : {})
  const body = new URLSearchParams({ manifest: JSON.stringify(manifest(events)) })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await sandbox.fetch(
    new Request('http://localhost/settings/apps/new', { method: 'POST', headers, body }),
  )
  return { status: answer.status, html: await answer.text() }
}

describe.each(GHES_VERSIONS)('GitHub Enterprise Server %s', (kind) => {
  it('says its version in every answer', async () => {
    const sandbox = await testSandbox({ kind })
    const answer = await sandbox.fetch(new Request('http://localhost/api/v3/meta'))
    expect(answer.headers.get('x-github-enterprise-version')).toBe(`${kind}.0`)
    expect(await answer.json()).toMatchObject({ installed_version: `${kind}.0` })
  })

  it('has no sub-issues', async () => {
    const sandbox = await testSandbox({ kind })
    const { apiUrl, repo, tokens } = sandbox.info()
    const headers = { authorization: `token ${tokens.writer}` }
    const at = (path: string, init = {}) =>
      sandbox.fetch(new Request(`${apiUrl}/repos/${repo}${path}`, { headers, ...init }))
    const made = await (await at('/issues', { method: 'POST', body: JSON.stringify({ title: 'One' }) })).json()
    expect(made).not.toHaveProperty('sub_issues_summary')
    expect((await at('/issues/1/sub_issues')).status).toBe(404)
    expect((await at('/issues/1')).status).toBe(200)
    const blocked = kind === '3.19' ? 200 : 404
    expect((await at('/issues/1/dependencies/blocked_by')).status).toBe(blocked)
  })

  it('refuses a document of GraphQL with a field it does not know, as a whole', async () => {
    const sandbox = await testSandbox({ kind })
    const query = '{ repository(owner: "acme", name: "app") { name issues(first: 1) { nodes { parent { number } } } } }'
    const { status, data, errors } = await ask(sandbox, 'writer', query)
    expect([status, data]).toEqual([200, undefined])
    expect(errors).toMatchObject([
      {
        message: "Field 'parent' doesn't exist on type 'Issue'",
        extensions: { code: 'undefinedField', typeName: 'Issue', fieldName: 'parent' },
      },
    ])
  })

  it('refuses a manifest with an event it does not know, and takes one without', async () => {
    const refused = await register(kind, ['issues', 'sub_issues', 'merge_group'])
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('Default events unsupported: sub_issues, merge_group')
    expect((await register(kind, ['issue_dependencies'])).status).toBe(kind === '3.19' ? 200 : 422)
    expect((await register(kind, ['issues', 'push'])).status).toBe(200)
  })
})

test('another server takes every event, and says no version in its headers', async () => {
  expect((await register(undefined, ['issues', 'sub_issues', 'merge_group', 'issue_dependencies'])).status).toBe(200)
  const sandbox = await testSandbox()
  const { headers } = await sandbox.fetch(new Request('http://localhost/api/v3/meta'))
  expect(headers.has('x-github-enterprise-version')).toBe(false)
})

describe('ghe.com', () => {
  it('has the API on a host of its own, and nothing of it on that of the pages', async () => {
    const sandbox = await testSandbox({ kind: 'ghe.com' })
    const { url, apiUrl, graphqlUrl, gitUrl, repo, tokens } = await sandbox.listen(0)
    expect(new URL(apiUrl).host).not.toBe(new URL(url).host)
    expect(graphqlUrl).toBe(`${apiUrl}/graphql`)
    expect(gitUrl).toBe(`${url}/${repo}.git`)
    const headers = { authorization: `token ${tokens.writer}` }
    const found = (await (await fetch(`${apiUrl}/repos/${repo}`, { headers })).json()) as Record<string, string>
    expect(found).toMatchObject({ url: `${apiUrl}/repos/${repo}`, html_url: `${url}/${repo}`, clone_url: gitUrl })
    const body = JSON.stringify({ query: '{ viewer { login } }' })
    const asked = await fetch(graphqlUrl, { method: 'POST', headers, body })
    expect(await asked.json()).toEqual({ data: { viewer: { login: 'writer' } } })
    expect((await fetch(`${url}/api/v3/repos/${repo}`, { headers })).status).toBe(404)
    expect((await fetch(`${url}/${repo}`)).status).toBe(200)
    const git = '/info/refs?service=git-upload-pack'
    expect((await fetch(`${gitUrl}${git}`, { headers })).status).toBe(200)
    expect((await fetch(`${apiUrl}/${repo}.git${git}`, { headers })).status).toBe(404)
  })
})

test('routes that are made for a forge play the same server', async () => {
  const { forge, outbox, layout } = await testSandbox({ kind: '3.17' })
  const routes = createRoutes({ forge, outbox, spoolDir: layout.spool, limits: false })
  const answer = await routes(new Request('http://localhost/api/v3/meta'))
  expect(answer.headers.get('x-github-enterprise-version')).toBe('3.17.0')
})
