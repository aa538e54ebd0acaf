/**
 * Which commits count as signed. GitHub signs what it makes itself; nobody here has a key, so what git pushes is unsigned.
 */
import type { Forge } from './forge.ts'
import type { Repo } from './model.ts'

export const isVerified = (repo: Repo, sha: string): boolean => repo.verified?.includes(sha) ?? false

/** Notes that GitHub made and signed this commit. */
export function sign(forge: Forge, repo: Repo, sha: string): string {
  if (!isVerified(repo, sha)) repo.verified = [...(repo.verified ?? []), sha]
  forge.touch()
  return sha
}
