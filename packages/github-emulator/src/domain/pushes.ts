import type { Push, RefChange } from './commits.ts'
import type { Forge } from './forge.ts'
import type { Repo, User } from './model.ts'
import { isAncestor, readCommitsWithPaths, ZERO } from './objects.ts'

/** GitHub lists at most this many commits in a push event. */
const MOST_COMMITS = 2048

export async function examine(forge: Forge, repo: Repo, change: RefChange, actor: User): Promise<Push> {
  const { before, after } = change
  if (after === ZERO) return { ...change, actor, type: 'branch_deletion', commits: [] }
  const known = before === ZERO ? Object.values(repo.refs) : [before]
  const range = [after, '--not', ...new Set(known)]
  const commits = await readCommitsWithPaths(forge, repo, range, ['--reverse', `--max-count=${MOST_COMMITS}`])
  if (before === ZERO) return { ...change, actor, type: 'branch_creation', commits }
  const forward = await isAncestor(forge, repo, before, after)
  return { ...change, actor, type: forward ? 'push' : 'force_push', commits }
}

/** Writes the activity row of a push and emits that the ref moved. */
export function recordPush(forge: Forge, repo: Repo, push: Push): void {
  const { ref, before, after, actor, type } = push
  if (after === ZERO) delete repo.refs[ref]
  else repo.refs[ref] = after
  forge.touch()
  // GitHub sends nothing for refs other than branches and tags.
  if (!/^refs\/(heads|tags)\//.test(ref)) return
  repo.pushedAt = forge.clock.now()
  if (!ref.startsWith('refs/tags/'))
    repo.activity.push({ id: forge.newId(), ref, before, after, at: forge.clock.now(), actorId: actor.id, type })
  forge.touch()
  forge.emit({ kind: 'ref-pushed', repo, actor, push })
}
