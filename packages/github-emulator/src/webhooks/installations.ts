import type { EventKind, EventOf } from '../domain/events.ts'
import { fullName } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { Installation, Repo, User } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import type { Renderers, Webhook } from './renderer.ts'

function installation(
  event: { installation: Installation; actor: User },
  action: string,
  payload: Record<string, unknown> = {},
): Webhook[] {
  return [{ about: { installation: event.installation }, event: 'installation', action, actor: event.actor, payload }]
}

const listed = (forge: Forge, repos: Repo[]) =>
  repos.map((repo) => ({
    id: repo.id,
    node_id: nodeId('Repository', repo.id),
    name: repo.name,
    full_name: fullName(forge, repo),
    private: repo.private,
  }))

const chosen = (action: 'added' | 'removed') => (forge: Forge, event: EventOf<'installation-repository-added'>) => {
  const repositories = listed(forge, [event.chosen])
  const payload = {
    repositories_added: action === 'added' ? repositories : [],
    repositories_removed: action === 'removed' ? repositories : [],
    repository_selection: 'selected',
    requester: null,
  }
  const about = { installation: event.installation }
  return [{ about, event: 'installation_repositories', action, actor: event.actor, payload }]
}

type Kinds = Extract<EventKind, `app-${string}` | `installation-${string}`>

export const installationRenderers: Renderers<Kinds> = {
  'app-installed': (forge, event) =>
    installation(event, 'created', { repositories: listed(forge, event.repos), requester: null }),
  'app-uninstalled': (forge, event) => installation(event, 'deleted', { repositories: listed(forge, event.repos) }),
  'app-suspended': (_, event) => installation(event, 'suspend'),
  'app-unsuspended': (_, event) => installation(event, 'unsuspend'),
  'app-permissions-accepted': (_, event) => installation(event, 'new_permissions_accepted'),
  'installation-repository-added': chosen('added'),
  'installation-repository-removed': chosen('removed'),
}
