import { describe, expect, test } from 'vitest'
import { parseRemote, parseRepoName, withoutCredentials } from '../../src/cli/git/remote.ts'
import { connectionOf } from '../../src/cli/github/connection.ts'

const secret = 'x'.repeat(40)

describe('the address of a remote', () => {
  test.each([
    ['https://github.com/acme/app.git', 'https://github.com', null],
    ['https://github.com/acme/app', 'https://github.com', null],
    ['https://maintainer@github.com/acme/app.git', 'https://github.com', null],
    [`https://x-access-token:${secret}@github.com/acme/app.git`, 'https://github.com', secret],
    [`https://${secret}@github.com/acme/app.git`, 'https://github.com', secret],
    ['git@github.com:acme/app.git', 'https://github.com', null],
    ['github.com:acme/app', 'https://github.com', null],
    ['ssh://git@ssh.github.com:443/acme/app.git', 'https://github.com', null],
    ['ssh://git@git.example.com:2222/acme/app.git', 'https://git.example.com', null],
    ['http://127.0.0.1:3000/acme/app.git', 'http://127.0.0.1:3000', null],
  ])('%s', (address, origin, token) => {
    expect(parseRemote(address)).toMatchObject({ origin, owner: 'acme', name: 'app', token })
  })

  test.each([
    '/srv/app.git',
    '../app',
    'C:\\app',
    'https://github.com/acme',
    'https://github.com/a/b/c',
    'file:///a/b',
    'https://github.com/../app',
  ])('%s is not the address of a repository', (address) => expect(parseRemote(address)).toBeNull())

  test('a password is removed from an address', () => {
    const shown = withoutCredentials(`fatal: unable to access 'https://x:${secret}@github.com/acme/app.git/'`)
    expect(shown).toBe("fatal: unable to access 'https://github.com/acme/app.git/'")
  })

  test.each([
    ['acme/app', true],
    ['acme', false],
    ['acme/app/x', false],
    ['../x', false],
  ])('--repo %s', (text, good) => {
    expect(parseRepoName(text) !== null).toBe(good)
  })
})

describe('which token is sent to which server', () => {
  const gh = { token: null as string | null, asked: [] as string[] }
  const connect = (origin: string | null, env: NodeJS.ProcessEnv, repo?: string) =>
    connectionOf({
      origin,
      env,
      repo,
      async ghToken(host) {
        gh.asked.push(host)
        return gh.token
      },
    })
  const codeOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'none',
      ({ code }) => code,
    )
  const github = 'https://github.com/acme/app.git'
  const stranger = 'https://git.example.com/acme/app.git'

  test.each([
    ['GitHub gets GITHUB_TOKEN', github, { GITHUB_TOKEN: 'a', GH_TOKEN: 'b' }, 'a'],
    ['or GH_TOKEN', github, { GH_TOKEN: 'b' }, 'b'],
    ['before the token of the address', `https://x:${secret}@github.com/acme/app.git`, { GITHUB_TOKEN: 'a' }, 'a'],
    ['which counts where there is no other', `https://x:${secret}@github.com/acme/app.git`, {}, secret],
    ['another server gets its own', stranger, { GITHUB_TOKEN: 'a', GH_ENTERPRISE_TOKEN: 'e' }, 'e'],
    [
      'or the general one, where it is named',
      stranger,
      { GITHUB_TOKEN: 'a', GITHUB_API_URL: 'https://git.example.com/api/v3' },
      'a',
    ],
    ['the sandbox gets the general one', 'http://127.0.0.1:3000/acme/app.git', { GITHUB_TOKEN: 'a' }, 'a'],
  ])('%s', async (_, origin, env, token) => {
    expect(await connect(origin, env)).toMatchObject({ owner: 'acme', name: 'app', token })
  })

  test('another server does not get the token for GitHub', async () => {
    expect(await codeOf(connect(stranger, { GITHUB_TOKEN: 'a', GH_TOKEN: 'b' }))).toBe('no-token')
    expect(gh.asked.at(-1)).toBe('git.example.com')
  })

  test('the token of an address is not sent to another server', async () => {
    const origin = `https://x:${secret}@git.example.com/acme/app.git`
    expect(await codeOf(connect(origin, { GITHUB_API_URL: 'https://api.github.com' }))).toBe('no-token')
  })

  test('no token is sent unencrypted', async () => {
    expect(await codeOf(connect('http://git.example.com/acme/app.git', { GH_ENTERPRISE_TOKEN: 'e' }))).toBe('no-token')
  })

  test('gh is asked last, for the web host', async () => {
    gh.token = 'from-gh'
    expect(await connect(github, {})).toMatchObject({ token: 'from-gh' })
    expect(gh.asked.at(-1)).toBe('github.com')
    gh.token = null
  })

  test.each([
    [null, {}, undefined, 'no-origin'],
    ['/srv/app.git', {}, undefined, 'no-origin'],
    [github, {}, 'app', 'usage'],
    [github, {}, undefined, 'no-token'],
    [github, { GITHUB_API_URL: 'nowhere' }, undefined, 'usage'],
  ])('%s %j %s', async (origin, env, repo, code) => {
    expect(await codeOf(connect(origin, env, repo))).toBe(code)
  })
})
