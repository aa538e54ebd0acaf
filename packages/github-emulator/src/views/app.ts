import { appOfBot, userById } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { App, Installation } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { apiUrlOf } from '../domain/server.ts'
import { iso } from '../domain/time.ts'
import { clientIdOf } from '../domain/tokens.ts'
import { userView } from './user.ts'

/** GitHub's `integration`. */
export function appView(forge: Forge, app: App) {
  const first = forge.world.installations.find((i) => i.appId === app.id)
  const owner = first ? userById(forge, first.accountId) : userById(forge, app.botUserId)
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('App', app.id),
    client_id: clientIdOf(app),
    owner: userView(forge, owner),
    name: app.slug,
    description: '',
    external_url: forge.baseUrl,
    html_url: `${forge.baseUrl}/apps/${app.slug}`,
    created_at: iso(first?.createdAt ?? 0),
    updated_at: iso(first?.createdAt ?? 0),
    permissions: app.permissions,
    events: app.events,
    installations_count: forge.world.installations.filter((i) => i.appId === app.id).length,
  }
}

/** Returns the App behind a bot's text; null for people. */
export function appViewOfAuthor(forge: Forge, userId: number) {
  const user = forge.world.users.find((u) => u.id === userId)
  const app = appOfBot(forge, user)
  return app ? appView(forge, app) : null
}

export function installationView(forge: Forge, installation: Installation) {
  const app = forge.world.apps.find((a) => a.id === installation.appId)
  const account = userById(forge, installation.accountId)
  const url = `${apiUrlOf(forge)}/app/installations/${installation.id}`
  return {
    id: installation.id,
    account: userView(forge, account),
    app_id: installation.appId,
    app_slug: app?.slug ?? '',
    target_id: account.id,
    target_type: account.type,
    repository_selection: 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${apiUrlOf(forge)}/installation/repositories`,
    html_url: `${forge.baseUrl}/organizations/${account.login}/settings/installations/${installation.id}`,
    permissions: installation.permissions,
    events: app?.events ?? [],
    created_at: iso(installation.createdAt),
    updated_at: iso(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_at: installation.suspendedAt === null ? null : iso(installation.suspendedAt),
    suspended_by: null,
  }
}
