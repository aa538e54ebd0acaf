import type { Forge } from '../forge.ts'
import type { Pull, Repo, User } from '../model.ts'

export interface MergeInput {
  method?: 'merge' | 'squash' | 'rebase'
  /** The head the caller saw; another head answers 409. */
  sha?: string
  title?: string
  message?: string
}

export async function mergePull(
  forge: Forge,
  actor: User,
  repo: Repo,
  pull: Pull,
  input: MergeInput,
): Promise<{ sha: string }> {
  throw new Error('not built yet')
}

export async function updatePullBranch(
  forge: Forge,
  actor: User,
  repo: Repo,
  pull: Pull,
  expectedHead?: string,
): Promise<void> {
  throw new Error('not built yet')
}

export async function mergeBranches(
  forge: Forge,
  actor: User,
  repo: Repo,
  input: { base: string; head: string; message?: string },
): Promise<{ sha: string } | null> {
  throw new Error('not built yet')
}

export async function mergeableOf(forge: Forge, repo: Repo, pull: Pull): Promise<boolean | null> {
  throw new Error('not built yet')
}
