/** Where the API, GraphQL and git of each kind of GitHub are, by the settings. */
import { describe, expect, it } from 'vitest'
import { addressProblems, apiOfWeb, apiUrlOf, webOfApi, webUrlOf } from '../../../src/shell/github/addresses.ts'
import { octokitClass } from '../../../src/shell/github/octokit.ts'
import { silentLog } from '../../../src/shell/log.ts'

const local = { GHE_HOST: 'localhost:4000', GHE_PROTOCOL: 'http', GITHUB_API_URL: 'http://127.0.0.1:4000' }

describe('the addresses of a GitHub', () => {
  it.each([
    [{}, 'https://api.github.com', 'https://api.github.com/graphql', 'https://github.com'],
    [{ GHE_HOST: 'github.com' }, 'https://api.github.com', 'https://api.github.com/graphql', 'https://github.com'],
    [
      { GHE_HOST: 'octo.ghe.com' },
      'https://api.octo.ghe.com',
      'https://api.octo.ghe.com/graphql',
      'https://octo.ghe.com',
    ],
    [
      { GITHUB_API_URL: 'https://api.octo.ghe.com/' },
      'https://api.octo.ghe.com',
      'https://api.octo.ghe.com/graphql',
      'https://octo.ghe.com',
    ],
    [
      { GHE_HOST: 'git.example.com' },
      'https://git.example.com/api/v3',
      'https://git.example.com/api/graphql',
      'https://git.example.com',
    ],
    [
      { GITHUB_API_URL: 'https://git.example.com/api/v3/' },
      'https://git.example.com/api/v3',
      'https://git.example.com/api/graphql',
      'https://git.example.com',
    ],
    [
      { GHE_HOST: 'localhost:4000', GHE_PROTOCOL: 'http' },
      'http://localhost:4000/api/v3',
      'http://localhost:4000/api/graphql',
      'http://localhost:4000',
    ],
    [
      { GITHUB_API_URL: 'http://127.0.0.1:4000' },
      'http://127.0.0.1:4000',
      'http://127.0.0.1:4000/graphql',
      'http://127.0.0.1:4000',
    ],
    [local, 'http://127.0.0.1:4000', 'http://127.0.0.1:4000/graphql', 'http://localhost:4000'],
  ])('with %j', async (env, api, graphql, web) => {
    expect(addressProblems(env)).toEqual([])
    expect(apiUrlOf(env)).toBe(api)
    expect(webUrlOf(env)).toBe(web)
    const asked: string[] = []
    const fetch: typeof globalThis.fetch = async (input) => {
      asked.push(String(input))
      return Response.json({ data: {} })
    }
    const Octokit = octokitClass({ appId: 1, privateKey: '', apiUrl: apiUrlOf(env), fetch, log: silentLog })
    const octokit = new Octokit({ auth: { token: 'x' } })
    await octokit.request('GET /meta')
    await octokit.graphql('{ viewer { login } }')
    expect(asked).toEqual([`${api}/meta`, graphql])
  })

  it.each(['https://github.com', 'https://octo.ghe.com', 'https://git.example.com', 'http://127.0.0.1:3000'])(
    'lead from the web pages at %s to the API and back',
    (web) => expect(webOfApi(apiOfWeb(web))).toBe(web),
  )
})

describe('an address that cannot be right', () => {
  it.each([
    [{ GHE_HOST: 'api.octo.ghe.com' }, 'such as octo.ghe.com, not that of the API'],
    [{ GITHUB_API_URL: 'git.example.com' }, 'must be an address such as'],
    [{ GITHUB_API_URL: 'ftp://git.example.com' }, 'must be an address such as'],
    [{ GITHUB_API_URL: 'https://github.com' }, 'must be https://api.github.com'],
    [{ GITHUB_API_URL: 'https://octo.ghe.com' }, 'must be https://api.octo.ghe.com'],
    [{ GITHUB_API_URL: 'http://api.github.com' }, 'must be https://api.github.com'],
    [{ GITHUB_API_URL: 'https://api.octo.ghe.com/api/v3' }, 'must be https://api.octo.ghe.com'],
    [{ GITHUB_API_URL: 'https://api.github.com/graphql' }, 'must be https://api.github.com'],
    [{ GITHUB_API_URL: 'https://git.example.com/api/graphql' }, 'must be https://git.example.com/api/v3'],
    [{ GITHUB_API_URL: 'https://git.example.com/api/v3?x=1' }, 'an address alone'],
    [{ GHE_HOST: 'git.example.com', GITHUB_API_URL: 'https://api.github.com' }, 'two different servers'],
    [{ GHE_HOST: 'git.example.com', GITHUB_API_URL: 'https://other.example.com/api/v3' }, 'two different servers'],
  ])('%j is said', (env, words) => expect(addressProblems(env).join('\n')).toContain(words))

  it('never repeats a password', () => {
    expect(addressProblems({ GITHUB_API_URL: 'https://me:hunter2@git.example.com' }).join()).not.toContain('hunter2')
  })
})
