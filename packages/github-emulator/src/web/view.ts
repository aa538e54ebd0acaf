/** What every page is rendered from. */
import type { Forge } from '../domain/forge.ts'
import type { Repo, User, World } from '../domain/model.ts'
import type { PageContent } from './content.ts'
import type { LinkTargets } from './text/links.ts'
import { issueOf, ownerOf } from './world.ts'

export interface RoleChoice {
  role: string
  user: User
}

export interface View {
  forge: Forge
  world: World
  repo: Repo
  owner: string
  /** `/OWNER/REPO` */
  base: string
  /** Milliseconds. */
  now: number
  /** Who the visitor acts as. */
  role: RoleChoice
  roles: RoleChoice[]
  csrf: string
  content: PageContent
  nonce: string
  /** The address of this page, to come back to. */
  here: string
  /** Where the emulator answers, such as `http://127.0.0.1:3000`. */
  origin: string
  notice: Notice | null
}

/** Shown at the top of the page after a failed action; `typed` is returned to the visitor. */
export interface Notice {
  message: string
  typed: string
}

export function linkTargets(view: View): LinkTargets {
  const { repo, world, base } = view
  const known = new Set([
    ...repo.activity.flatMap((entry) => [entry.after, entry.before]),
    ...repo.pulls.flatMap((pull) => [pull.headSha, pull.mergeCommitSha ?? '']),
    ...Object.values(repo.refs),
  ])
  return {
    base,
    version: `${repo.issues.length}:${known.size}`,
    isIssue: (number) => issueOf(repo, number) !== undefined,
    isUser: (login) => world.users.some((user) => user.login.toLowerCase() === login.toLowerCase()),
    isCommit: (sha) => [...known].some((id) => id.startsWith(sha)),
  }
}

export const repoName = (view: View) => ({ owner: ownerOf(view.world, view.repo), name: view.repo.name })
