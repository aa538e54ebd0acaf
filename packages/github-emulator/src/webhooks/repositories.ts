import type { CommitData, Push } from '../domain/commits.ts'
import type { EventKind, EventOf } from '../domain/events.ts'
import type { Forge } from '../domain/forge.ts'
import type { Repo } from '../domain/model.ts'
import { commitSummary, ZERO } from '../domain/objects.ts'
import { iso } from '../domain/time.ts'
import { labelView } from '../views/label.ts'
import { repoApi, repoHtml } from '../views/repo.ts'
import { organizationView, userView } from '../views/user.ts'
import { one, type Renderers, type Webhook } from './renderer.ts'

/** `create` before the push, `delete` after it. */
function pushed(forge: Forge, event: EventOf<'ref-pushed'>): Webhook[] {
  const { repo, push } = event
  const isTag = push.ref.startsWith('refs/tags/')
  const named = {
    ref: push.ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: isTag ? 'tag' : 'branch',
    pusher_type: 'user',
  }
  const made = { ...named, master_branch: repo.defaultBranch, description: null }
  return [
    ...(push.before === ZERO ? one(event, 'create', made) : []),
    ...one(event, 'push', pushPayload(forge, repo, push)),
    ...(push.after === ZERO ? one(event, 'delete', named) : []),
  ]
}

function pushPayload(forge: Forge, repo: Repo, push: Push) {
  const commits = push.commits.map((c) => hookCommit(forge, repo, c))
  return {
    ref: push.ref,
    before: push.before,
    after: push.after,
    created: push.before === ZERO,
    deleted: push.after === ZERO,
    forced: push.type === 'force_push',
    base_ref: null,
    compare: `${repoHtml(forge, repo)}/compare/${push.before.slice(0, 12)}...${push.after.slice(0, 12)}`,
    commits,
    head_commit: commits.at(-1) ?? null,
    pusher: {
      name: push.actor.login,
      email: null,
      ...(push.actor.type === 'User' ? {} : { username: push.actor.login }),
    },
  }
}

function hookCommit(forge: Forge, repo: Repo, commit: Push['commits'][number]) {
  const who = (p: CommitData['author']) => {
    const user = forge.world.users.find((u) => u.login === p.name)
    return { name: p.name, email: p.email, date: iso(p.at), ...(user ? { username: user.login } : {}) }
  }
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: iso(commit.committer.at),
    url: `${repoApi(forge, repo)}/commits/${commit.sha}`,
    author: who(commit.author),
    committer: who(commit.committer),
    ...commit.paths,
  }
}

const groupView = ({
  group,
  baseRef,
  commit,
}: EventOf<'merge-group-requested'> | EventOf<'merge-group-destroyed'>) => ({
  head_sha: group.head,
  head_ref: `refs/heads/${group.branch}`,
  base_sha: group.base,
  base_ref: `refs/heads/${baseRef}`,
  head_commit: commit && commitSummary(commit),
})

function transferred(forge: Forge, event: EventOf<'repository-transferred'>): Webhook[] {
  const { from } = event
  const isOrganization = from?.type === 'Organization'
  const view = from && (isOrganization ? organizationView(forge, from) : userView(forge, from))
  const owner = { from: { [isOrganization ? 'organization' : 'user']: view } }
  return one(event, 'repository.transferred', { changes: { owner } })
}

const label = (action: string) => (forge: Forge, event: EventOf<'label-created'>) =>
  one(event, `label.${action}`, { label: labelView(forge, event.repo, event.label) })

type Kinds = Extract<EventKind, `ref-${string}` | `merge-group-${string}` | `repository-${string}` | `label-${string}`>

export const repositoryRenderers: Renderers<Kinds> = {
  'ref-pushed': pushed,
  'merge-group-requested': (_, event) => one(event, 'merge_group.checks_requested', { merge_group: groupView(event) }),
  'merge-group-destroyed': (_, event) =>
    one(event, 'merge_group.destroyed', { reason: event.reason, merge_group: groupView(event) }),
  'repository-renamed': (_, event) =>
    one(event, 'repository.renamed', { changes: { repository: { name: { from: event.from } } } }),
  'repository-transferred': transferred,
  'label-created': label('created'),
  'label-edited': (forge, event) =>
    one(event, 'label.edited', { label: labelView(forge, event.repo, event.label), changes: event.changes }),
  'label-deleted': label('deleted'),
}
