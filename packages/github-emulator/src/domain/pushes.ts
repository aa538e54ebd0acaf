import { repoApi, repoHtml } from '../views/repo.ts'
import { iso } from '../views/time.ts'
import { userView } from '../views/user.ts'
import type { Forge } from './forge.ts'
import type { Activity, Repo, User } from './model.ts'
import { type CommitData, type CommitPaths, isAncestor, readCommitsWithPaths, ZERO } from './objects.ts'

/** One ref that moved: `before` or `after` is all zeros where it was made or deleted. */
export interface RefChange {
  ref: string
  before: string
  after: string
}

export interface Push extends RefChange {
  actor: User
  type: Activity['type']
  /** New commits, oldest first. */
  commits: (CommitData & { paths: CommitPaths })[]
}

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

/** Writes the activity row of a push and sends `create`, `delete` and `push`. */
export function recordPush(forge: Forge, repo: Repo, push: Push): void {
  const { ref, before, after, actor, type } = push
  if (after === ZERO) delete repo.refs[ref]
  else repo.refs[ref] = after
  forge.touch()
  // Refs besides branches and tags move without anybody being told.
  if (!/^refs\/(heads|tags)\//.test(ref)) return
  repo.pushedAt = forge.clock.now()
  const isTag = ref.startsWith('refs/tags/')
  if (!isTag)
    repo.activity.push({ id: forge.newId(), ref, before, after, at: forge.clock.now(), actorId: actor.id, type })
  forge.touch()
  const short = ref.replace(/^refs\/(heads|tags)\//, '')
  const named = { ref: short, ref_type: isTag ? 'tag' : 'branch', pusher_type: 'user' }
  if (before === ZERO)
    forge.emit(repo, 'create', null, actor, { ...named, master_branch: repo.defaultBranch, description: null })
  forge.emit(repo, 'push', null, actor, pushPayload(forge, repo, push))
  if (after === ZERO) forge.emit(repo, 'delete', null, actor, named)
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
    return { name: p.name, email: p.email, date: iso(p.at), ...(user ? { username: userView(forge, user).login } : {}) }
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
