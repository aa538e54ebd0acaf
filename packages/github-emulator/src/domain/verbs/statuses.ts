import { invalid } from '../errors.ts'
import type { RepoContext } from '../forge.ts'
import type { CommitStatus } from '../model-checks.ts'
import { isSha, readCommit, resolveCommit } from '../objects.ts'

export interface NewStatus {
  state: CommitStatus['state']
  context?: string
  description?: string | null
  targetUrl?: string | null
}

const STATES = ['error', 'failure', 'pending', 'success']

/** Adds a status to a commit. The newest of a context counts. */
export async function createStatus(
  { forge, actor, repo }: RepoContext,
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
  forge.emit({ kind: 'status-created', repo, actor, status, commit })
  return status
}
