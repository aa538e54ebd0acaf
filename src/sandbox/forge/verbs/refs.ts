import type { Forge } from '../forge.ts'
import type { Repo, User } from '../model.ts'

/** Every `ref` here is a full name, such as `refs/heads/main`. */
export async function createRef(forge: Forge, actor: User, repo: Repo, ref: string, sha: string): Promise<void> {
  throw new Error('not built yet')
}

export async function updateRef(
  forge: Forge,
  actor: User,
  repo: Repo,
  ref: string,
  sha: string,
  force: boolean,
): Promise<void> {
  throw new Error('not built yet')
}

export async function deleteRef(forge: Forge, actor: User, repo: Repo, ref: string): Promise<void> {
  throw new Error('not built yet')
}
