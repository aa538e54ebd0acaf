import { notFound } from './errors.ts'
import type { Forge } from './forge.ts'
import type { Issue, Label, Pull, Repo, User } from './model.ts'

/**
 * Look-ups in the world. Functions called `find…` return undefined when nothing matches; the others throw GitHub's 404.
 */

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

export function findUser(forge: Forge, login: string): User | undefined {
  return forge.world.users.find((u) => same(u.login, login))
}

export function userById(forge: Forge, id: number): User {
  const user = forge.world.users.find((u) => u.id === id)
  if (!user) throw notFound()
  return user
}

export function findRepo(forge: Forge, owner: string, name: string): Repo | undefined {
  const user = findUser(forge, owner)
  return forge.world.repos.find((r) => r.ownerId === user?.id && same(r.name, name))
}

export function issueOf(repo: Repo, number: number): Issue {
  const issue = repo.issues.find((i) => i.number === number)
  if (!issue) throw notFound()
  return issue
}

export const findPull = (repo: Repo, number: number): Pull | undefined => repo.pulls.find((p) => p.number === number)

export function pullOf(repo: Repo, number: number): Pull {
  const pull = findPull(repo, number)
  if (!pull) throw notFound()
  return pull
}

export const findLabel = (repo: Repo, name: string): Label | undefined => repo.labels.find((l) => same(l.name, name))

/** The branch's commit as last seen. */
export const branchSha = (repo: Repo, branch: string): string | undefined => repo.refs[`refs/heads/${branch}`]

/** The App whose bot this user is; null for people. */
export function appOfBot(forge: Forge, user: User | undefined) {
  return forge.world.apps.find((a) => a.botUserId === user?.id) ?? null
}

/** The next number in the space that issues and pull requests share. */
export function nextNumber(repo: Repo): number {
  return repo.issues.reduce((most, i) => Math.max(most, i.number), repo.lastNumber ?? 0) + 1
}

/** `OWNER/NAME` */
export function fullName(forge: Forge, repo: Repo): string {
  return `${ownerOf(forge, repo).login}/${repo.name}`
}

export function ownerOf(forge: Forge, repo: Repo) {
  const owner = forge.world.users.find((u) => u.id === repo.ownerId)
  if (!owner) throw new Error(`repository ${repo.id} has no owner`)
  return owner
}
