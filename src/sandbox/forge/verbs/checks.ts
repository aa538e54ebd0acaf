import type { Forge } from '../forge.ts'
import type { Annotation, CheckRun, Repo, User } from '../model.ts'

export interface CheckRunInput {
  name?: string
  headSha?: string
  externalId?: string
  detailsUrl?: string | null
  status?: CheckRun['status']
  conclusion?: string | null
  startedAt?: number | null
  completedAt?: number | null
  output?: { title?: string | null; summary?: string | null; text?: string | null; annotations?: Annotation[] }
}

export async function createCheckRun(
  forge: Forge,
  actor: User,
  repo: Repo,
  appId: number,
  input: CheckRunInput & { name: string; headSha: string },
): Promise<CheckRun> {
  throw new Error('not built yet')
}

export function updateCheckRun(forge: Forge, actor: User, repo: Repo, run: CheckRun, change: CheckRunInput): CheckRun {
  throw new Error('not built yet')
}
