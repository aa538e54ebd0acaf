import { commitView } from '../../views/commit.ts'
import { fullName, repoApi } from '../../views/repo.ts'
import { iso } from '../../views/time.ts'
import { invalid } from '../errors.ts'
import type { Forge } from '../forge.ts'
import type { Repo, User } from '../model.ts'
import type { CommitStatus } from '../model-checks.ts'
import { isSha, readCommit, resolveCommit } from '../objects.ts'

export interface NewStatus {
  state: CommitStatus['state']
  context?: string
  description?: string | null
  targetUrl?: string | null
}

const STATES = ['error', 'failure', 'pending', 'success']

/** Puts a status on a commit; the newest of a context counts. */
export async function createStatus(
  forge: Forge,
  actor: User,
  repo: Repo,
  sha: string,
  input: NewStatus,
): Promise<CommitStatus> {
  if (!STATES.includes(input.state)) throw invalid({ resource: 'Status', code: 'custom', field: 'state' })
  const full = isSha(sha) ? await resolveCommit(forge, repo, sha) : null
  if (full === null) throw invalid(`No commit found for SHA: ${sha}`)
  const status: CommitStatus = {
    id: forge.newId(),
    sha: full,
    state: input.state,
    context: input.context ?? 'default',
    description: input.description ?? null,
    targetUrl: input.targetUrl ?? null,
    userId: actor.id,
    createdAt: forge.clock.now(),
  }
  const commit = await readCommit(forge, repo, full)
  repo.statuses.push(status)
  forge.touch()
  forge.emit(repo, 'status', null, actor, {
    id: status.id,
    sha: full,
    name: fullName(forge, repo),
    avatar_url: null,
    target_url: status.targetUrl,
    context: status.context,
    description: status.description,
    state: status.state,
    commit: commit ? commitView(forge, repo, commit) : null,
    branches: branchesAt(forge, repo, full),
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
  })
  return status
}

function branchesAt(forge: Forge, repo: Repo, sha: string) {
  const commit = { sha, url: `${repoApi(forge, repo)}/commits/${sha}` }
  return Object.entries(repo.refs)
    .filter(([ref, at]) => at === sha && ref.startsWith('refs/heads/'))
    .map(([ref]) => ({ name: ref.slice('refs/heads/'.length), commit, protected: false }))
}
