import { describe, expect, test } from 'vitest'
import { createGitHubApp } from '../../../src/shell/github/app.ts'
import { explain, failureOf, outcomeOfFailure } from '../../../src/shell/github/errors.ts'
import { silentLog } from '../../../src/shell/log.ts'
import { apiUrl, fakeGitHub, maintainer, makeMirror, no, ok, pem, ref, self, token } from './harness.ts'

describe('the App', () => {
  test('knows its own account, asked once', async () => {
    const github = fakeGitHub()
    expect(await github.app.self()).toEqual(self)
    const asked = github.asked.length
    await github.app.self()
    expect(github.asked).toHaveLength(asked)
  })

  test('lists its installations and their repositories, page by page', async () => {
    const github = fakeGitHub()
    const repository = (id: number) => ({
      id,
      name: `r${id}`,
      owner: { login: 'acme' },
      created_at: '2026-01-01T00:00:00Z',
      archived: false,
    })
    const all = Array.from({ length: 101 }, (_, n) => repository(n + 1))
    github.on('GET //installation/repositories', ({ query }) =>
      ok({ total_count: 101, repositories: query.page === '1' ? all.slice(0, 100) : all.slice(100) }),
    )
    expect(await github.app.installations()).toMatchObject([{ id: 7, suspended: false }])
    const found = await github.app.repositories(7)
    expect(found).toHaveLength(101)
    expect(found[0]?.ref).toEqual({ installationId: 7, repoId: 1, owner: 'acme', name: 'r1', oneOfMany: true })
  })

  test('gives git a token of the installation, at the API’s own host only', async () => {
    const github = fakeGitHub()
    github.on('GET ', ok({ html_url: 'http://github.test/acme/app' }))
    const remote = await github.app.repository(ref).remote('fetch')
    expect(remote.url).toBe('http://github.test/acme/app.git')
    expect(Buffer.from(remote.authorization.replace('Basic ', ''), 'base64').toString()).toBe(`x-access-token:${token}`)
    const other = fakeGitHub()
    other.on('GET ', ok({ html_url: 'http://elsewhere.test/acme/app' }))
    await expect(other.app.repository(ref).remote('fetch')).rejects.toThrow('not on http://github.test')
  })

  test('a token about to end is renewed before git gets it', async () => {
    const github = fakeGitHub()
    github.on('GET ', ok({ html_url: 'http://github.test/acme/app' }))
    github.on('POST //app/installations/7/access_tokens', (_, nth) => {
      const lifetime = nth === 0 ? 300_000 : 3_600_000
      const body = {
        token: `ghs_${nth}`,
        expires_at: new Date(github.clock.now + lifetime).toISOString(),
        permissions: {},
      }
      return { status: 201, body }
    })
    const { authorization } = await github.app.repository(ref).remote('fetch')
    expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).toBe('x-access-token:ghs_1')
  })

  test('never calls another host, not even through a redirect', async () => {
    const hosts: string[] = []
    const fetch = async (input: string | URL | Request) => {
      hosts.push(new URL(String(input)).host)
      return new Response('', { status: 302, headers: { location: 'http://elsewhere.test/steal' } })
    }
    const app = createGitHubApp({ appId: 3, privateKey: pem, apiUrl, fetch, log: silentLog })
    await expect(app.installations()).rejects.toThrow('refused to call http://elsewhere.test')
    expect(hosts).toEqual(['github.test'])
  })

  test('follows a renamed repository on the same host', async () => {
    const github = fakeGitHub()
    github.on('GET /collaborators/maintainer/permission', {
      status: 301,
      body: {},
      headers: { location: `${apiUrl}/repositories/70/collaborators/writer/permission` },
    })
    github.on(
      'GET //repositories/70/collaborators/writer/permission',
      ok({ permission: 'write', role_name: 'maintain', user: { id: 1 } }),
    )
    expect(await github.app.repository(ref).permission(maintainer)).toBe('maintain')
  })

  test('gives up a request that is not answered', async () => {
    const fetch = (_: string | URL | Request, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
      )
    const app = createGitHubApp({ appId: 3, privateKey: pem, apiUrl, fetch, timeoutMs: 5, log: silentLog })
    await expect(app.installations()).rejects.toMatchObject({ outcome: { kind: 'later', afterMs: 1000 } })
  })
})

describe('permission', () => {
  const answers = (role: string | undefined, permission: string, id = 1) =>
    ok({ permission, role_name: role, user: { id } })
  test.each([
    ['an exact role', answers('maintain', 'write'), 'maintain'],
    ['triage', answers('triage', 'read'), 'triage'],
    ['a custom role', answers('release-crew', 'write'), 'write'],
    ['no role', answers(undefined, 'admin'), 'admin'],
    ['a login that is another account’s now', answers('admin', 'admin', 99), 'unknown'],
    ['nobody', no(404, 'Not Found'), 'unknown'],
    ['no permission to ask', no(403, 'Resource not accessible by integration'), 'unknown'],
  ])('%s', async (_, answer, permission) => {
    const github = fakeGitHub()
    github.on('GET /collaborators/maintainer/permission', answer)
    expect(await github.app.repository(ref).permission(maintainer)).toBe(permission)
  })

  test.each([
    ['a fault', no(500, 'Server Error')],
    ['a limit', no(403, 'API rate limit exceeded')],
  ])('%s is no answer: it is asked again later', async (_, answer) => {
    const github = fakeGitHub()
    github.on('GET /collaborators/maintainer/permission', answer)
    await expect(github.app.repository(ref).permission(maintainer)).rejects.toMatchObject({
      outcome: { kind: 'later' },
    })
  })

  test('an App bot is no user', async () => {
    const github = fakeGitHub()
    github.on('GET /collaborators/helper[bot]/permission', no(404, 'helper[bot] is not a user'))
    expect(await github.app.repository(ref).permission({ id: 9, login: 'helper[bot]', type: 'Bot' })).toBe('none')
  })
})

test('earlier texts of the configuration, newest first, without the present one', async () => {
  const github = fakeGitHub()
  github.on('GET /commits', ok(['a', 'b', 'c', 'd'].map((letter) => ({ sha: letter.repeat(40) }))))
  github.on(
    'GRAPHQL',
    ok({ data: { repository: { c0: { text: 'capacity: 2' }, c1: null, c2: { text: 'capacity: 1' } } } }),
  )
  expect(await github.app.repository(ref).configHistory()).toEqual(['capacity: 2', 'capacity: 1'])
  expect(github.work()[0]?.query).toMatchObject({ path: '.github/switchyard.yml' })
})

describe('errors', () => {
  test('what a network layer says is kept, tokens in it are not', () => {
    const error = new Error(`connect ECONNREFUSED with ${token} and eyJhbGciOi.eyJpc3Mi.c2lnbmVk`)
    expect(failureOf(error).message).toBe('connect ECONNREFUSED with [hidden] and [hidden]')
  })

  test('an error of another room is tried again soon', () => {
    expect(explain(new Error('no git'))).toEqual({ kind: 'later', afterMs: 1000, message: 'no git' })
  })

  test('a GraphQL limit waits at least a minute', async () => {
    const github = fakeGitHub()
    github.on('GRAPHQL', ok({ errors: [{ type: 'RATE_LIMITED', message: 'API rate limit already exceeded' }] }))
    const outcome = await github.app.repository(ref).execute({ kind: 'pin', issue: 12, nodeId: 'I' }, makeMirror())
    expect(outcome).toEqual({ kind: 'later', afterMs: 60_000, message: 'API rate limit already exceeded' })
  })

  test('a bad signature of the App is tried again, slowly', () => {
    const failure = { status: 401, message: 'Bad credentials', codes: [], headers: {}, path: '/app' }
    expect(outcomeOfFailure(failure, 0, 0)).toEqual({ kind: 'later', afterMs: 60_000, message: 'Bad credentials' })
  })
})
