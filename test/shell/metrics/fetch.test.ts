import { describe, expect, it } from 'vitest'
import { kindOfRoute, meteredFetch, routeOf } from '../../../src/shell/metrics/fetch.ts'
import { type Budget, silentMeter } from '../../../src/shell/metrics/meter.ts'

const api = 'https://github.test/api/v3'
const sha = 'a'.repeat(40)

describe('a route', () => {
  it.each([
    ['GET', `${api}/repos/acme/app/issues/12/comments?page=2`, 'GET /repos/{owner}/{repo}/issues/{n}/comments', 'read'],
    [
      'get',
      `${api}/repos/acme/app/commits/${sha}/check-runs`,
      'GET /repos/{owner}/{repo}/commits/{sha}/check-runs',
      'read',
    ],
    ['GET', `${api}/repos/acme/app/git/ref/heads/feature/one`, 'GET /repos/{owner}/{repo}/git/ref/{ref}', 'read'],
    ['PATCH', `${api}/repos/acme/app/git/refs/heads/main`, 'PATCH /repos/{owner}/{repo}/git/refs/{ref}', 'write'],
    ['POST', `${api}/app/installations/7/access_tokens`, 'POST /app/installations/{n}/access_tokens', 'write'],
    ['GET', 'https://api.github.test/users/switchyard%5Bbot%5D', 'GET /users/{name}', 'read'],
    ['GET', `${api}/repos/acme/app/contents/.github/workflows`, 'GET /repos/{owner}/{repo}/contents/{path}', 'read'],
    ['GET', 'https://api.github.test/repositories/9/activity?after=x', 'GET /repositories/{n}/activity', 'read'],
  ])('%s %s', (method, url, route, kind) => {
    expect(routeOf(method, url)).toBe(route)
    expect(kindOfRoute(route)).toBe(kind)
  })

  it.each([
    ['{"query":"mutation($id: ID!) { pinIssue { id } }"}', 'GRAPHQL mutation', 'write'],
    ['{"query":"\\n  query { repository { id } }"}', 'GRAPHQL query', 'read'],
  ])('of %s', (body, route, kind) => {
    expect(routeOf('POST', 'https://api.github.test/graphql', body)).toBe(route)
    expect(kindOfRoute(route)).toBe(kind)
  })
})

describe('a measured request', () => {
  const seen = () => {
    const requests: unknown[] = []
    const budgets: Budget[] = []
    const meter = {
      ...silentMeter,
      request: (route: string, status: number) => void requests.push([route, status]),
      budget: (budget: Budget) => void budgets.push(budget),
    }
    return { meter, requests, budgets }
  }

  it('tells its route, its status and what is left of the budget', async () => {
    const { meter, requests, budgets } = seen()
    const headers = { 'x-ratelimit-remaining': '4990', 'x-ratelimit-limit': '5000', 'x-ratelimit-resource': 'core' }
    const fetch = meteredFetch(meter, 7, async () => new Response('{}', { headers }))
    await fetch(`${api}/repos/acme/app/labels`)
    expect(requests).toEqual([['GET /repos/{owner}/{repo}/labels', 200]])
    expect(budgets).toEqual([{ installation: 7, resource: 'core', left: 4990, limit: 5000 }])
  })

  it('without an answer counts as one, and an answer without a budget says nothing of it', async () => {
    const { meter, requests, budgets } = seen()
    const cut = meteredFetch(meter, null, () => Promise.reject(new TypeError('fetch failed')))
    await expect(cut(`${api}/app`)).rejects.toThrow('fetch failed')
    await meteredFetch(meter, null, async () => new Response('{}'))(`${api}/app`)
    expect(requests).toEqual([
      ['GET /app', 0],
      ['GET /app', 200],
    ])
    expect(budgets).toEqual([])
  })
})
