import { type Room, route } from './room.ts'

/** What says nothing about any repository. */
export function metaRoutes(room: Room): void {
  route(room, 'GET', '/', ({ forge }) => ({
    current_user_url: `${forge.baseUrl}/api/v3/user`,
    rate_limit_url: `${forge.baseUrl}/api/v3/rate_limit`,
    repository_url: `${forge.baseUrl}/api/v3/repos/{owner}/{repo}`,
    user_url: `${forge.baseUrl}/api/v3/users/{user}`,
  }))
  route(room, 'GET', '/meta', () => ({ verifiable_password_authentication: false, installed_version: '3.17.0' }))
  route(room, 'GET', '/zen', ({ c }) => c.text('Keep it logically awesome.'))
  route(room, 'GET', '/rate_limit', ({ viewer }) => {
    const { limit, used, remaining, reset } = room.limiter.peek(viewer)
    const core = { limit, used, remaining, reset }
    return { resources: { core, graphql: core, search: { ...core, limit: 30, used: 0, remaining: 30 } }, rate: core }
  })
}
