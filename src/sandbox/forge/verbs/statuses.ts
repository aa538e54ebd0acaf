import type { Forge } from '../forge.ts'
import type { CommitStatus, Repo, User } from '../model.ts'

export interface NewStatus {
  state: CommitStatus['state']
  context?: string
  description?: string | null
  targetUrl?: string | null
}

export async function createStatus(
  forge: Forge,
  actor: User,
  repo: Repo,
  sha: string,
  input: NewStatus,
): Promise<CommitStatus> {
  throw new Error('not built yet')
}
