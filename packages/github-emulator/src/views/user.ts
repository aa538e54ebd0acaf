import type { Forge } from '../domain/forge.ts'
import type { User } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { apiUrlOf } from '../domain/server.ts'

/** GitHub's `simple-user`. */
export function userView(forge: Forge, user: User) {
  const url = `${apiUrlOf(forge)}/users/${encodeURIComponent(user.login)}`
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId(user.type, user.id),
    avatar_url: `${forge.baseUrl}/avatars/${encodeURIComponent(user.login)}`,
    gravatar_id: '',
    url,
    html_url: `${forge.baseUrl}/${user.type === 'Bot' ? `apps/${user.login.replace('[bot]', '')}` : user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    user_view_type: 'public',
    site_admin: false,
  }
}

/** The user with this id; GitHub shows a deleted account as `ghost`. */
export function userViewById(forge: Forge, id: number | null) {
  const user = id === null ? undefined : forge.world.users.find((u) => u.id === id)
  return user ? userView(forge, user) : null
}

/** GitHub's `organization-simple`, which webhooks carry. */
export function organizationView(forge: Forge, org: User) {
  const url = `${apiUrlOf(forge)}/orgs/${org.login}`
  return {
    login: org.login,
    id: org.id,
    node_id: nodeId(org.type, org.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${forge.baseUrl}/avatars/${org.login}`,
    description: null,
  }
}
