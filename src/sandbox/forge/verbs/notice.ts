import type { Forge } from '../forge.ts'
import type { Repo, User } from '../model.ts'

/**
 * Compares the bare repository's refs with `repo.refs` and does what GitHub does on a push. Call it after every git
 * push, and at start with `actor` null: then the reflog says who moved a ref.
 */
export async function noticeRefs(forge: Forge, repo: Repo, actor: User | null): Promise<void> {
  throw new Error('not built yet')
}
