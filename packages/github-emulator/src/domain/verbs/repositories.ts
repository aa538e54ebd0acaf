import { unprocessable } from '../errors.ts'
import { findRepo } from '../find.ts'
import type { Forge } from '../forge.ts'
import { git, initBare } from '../git.ts'
import type { Repo, RepoSettings, User } from '../model.ts'
import { addRepo, firstCommit } from '../seed.ts'
import { noticeRefs } from './notice.ts'

export interface NewRepository {
  name: string
  private?: boolean
  /** Whether it starts with a commit. */
  autoInit?: boolean
  settings?: Partial<RepoSettings>
}

/** Makes an empty repository, which its maker administers. 422 for a name that is taken or that GitHub refuses. */
export async function createRepository(forge: Forge, actor: User, owner: User, wanted: NewRepository): Promise<Repo> {
  const { name, settings } = wanted
  if (!/^[\w.-]{1,100}$/.test(name)) throw unprocessable('Repository creation failed.')
  if (findRepo(forge, owner.login, name)) throw unprocessable('name already exists on this account')
  const repo = addRepo(forge, owner, name)
  repo.private = wanted.private ?? false
  repo.collaborators[String(actor.id)] = 'admin'
  if (settings) repo.settings = settings
  await initBare(forge.bareDir(repo), repo.defaultBranch)
  if (wanted.autoInit) {
    await firstCommit({ forge, actor, repo }, { 'README.md': `# ${name}\n` })
    await noticeRefs(forge, repo, actor)
  }
  forge.touch()
  return repo
}

/** Whether the account may make repositories there: its own, and those of an organization that it administers. */
export const mayCreateIn = (forge: Forge, actor: User, owner: User): boolean =>
  owner.id === actor.id ||
  (owner.type === 'Organization' &&
    forge.world.repos.some((repo) => repo.ownerId === owner.id && repo.collaborators[String(actor.id)] === 'admin'))

/** 422 for a branch that is not there. */
export async function setDefaultBranch(forge: Forge, repo: Repo, branch: string): Promise<void> {
  if (branch === repo.defaultBranch) return
  if (repo.refs[`refs/heads/${branch}`] === undefined)
    throw unprocessable(
      `The branch ${branch} was not found. Please push that ref first or create it via the Git Data API.`,
    )
  await git(forge.bareDir(repo), ['symbolic-ref', 'HEAD', `refs/heads/${branch}`])
  repo.defaultBranch = branch
  forge.touch()
}
