/** Measures what is asked of GitHub, at the one place where all requests pass. */
import type { Meter } from './meter.ts'

/** A `fetch` that tells `meter` of every request, and of the budget that GitHub says is left for `installation`. */
export function meteredFetch(meter: Meter, installation: number | null, fetch: typeof globalThis.fetch): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    const route = routeOf(init?.method ?? 'GET', url, init?.body)
    const startedAt = performance.now()
    try {
      const answer = await fetch(input, init)
      meter.request(route, answer.status, performance.now() - startedAt)
      noteBudget(meter, installation, answer.headers)
      return answer
    } catch (error) {
      meter.request(route, 0, performance.now() - startedAt)
      throw error
    }
  }
}

function noteBudget(meter: Meter, installation: number | null, headers: Headers): void {
  const [left, limit] = ['remaining', 'limit'].map((name) => Number(headers.get(`x-ratelimit-${name}`) ?? Number.NaN))
  const resource = headers.get('x-ratelimit-resource')
  if (left === undefined || limit === undefined || !resource || !/^[a-z_]{1,40}$/.test(resource)) return
  if (Number.isFinite(left) && Number.isFinite(limit)) meter.budget({ installation, resource, left, limit })
}

/** `POST /repos/{owner}/{repo}/issues/{n}/comments`, `GRAPHQL query`: without what differs from one request to another. */
export function routeOf(method: string, url: string, body?: unknown): string {
  const { pathname } = new URL(url)
  if (pathname.endsWith('/graphql')) return `GRAPHQL ${isMutation(body) ? 'mutation' : 'query'}`
  const path = pathname
    .replace(/^\/api\/v3/, '')
    .replace(/^\/repos\/[^/]+\/[^/]+/, '/repos/{owner}/{repo}')
    .replace(/\/git\/(refs?)\/.+/, '/git/$1/{ref}')
    .replace(/\/contents\/.+/, '/contents/{path}')
    .replace(/\/compare\/.+/, '/compare/{basehead}')
    .replace(/\/(collaborators|users|branches|labels|workflows|app-manifests)\/[^/]+/, '/$1/{name}')
    .replace(/\/[0-9a-f]{40,64}(?=\/|$)/g, '/{sha}')
    .replace(/\/\d+(?=\/|$)/g, '/{n}')
  return `${method.toUpperCase()} ${path}`
}

const isMutation = (body: unknown): boolean => typeof body === 'string' && /^\{"query":"\s*mutation/.test(body)

/** `read` or `write`, as GitHub counts them. */
export const kindOfRoute = (route: string): 'read' | 'write' =>
  /^(?:GET|HEAD) /.test(route) || route === 'GRAPHQL query' ? 'read' : 'write'
