import type { Forge } from '../forge.ts'
import type { Pull, Repo, User } from '../model.ts'

export interface NewPull {
  title: string
  body?: string | null
  /** A branch, or `OWNER:branch` of the same owner. */
  head: string
  base: string
  draft?: boolean
}

export interface PullChange {
  title?: string
  body?: string | null
  state?: 'open' | 'closed'
  base?: string
}

export async function openPull(forge: Forge, actor: User, repo: Repo, input: NewPull): Promise<Pull> {
  throw new Error('not built yet')
}

export async function editPull(forge: Forge, actor: User, repo: Repo, pull: Pull, change: PullChange): Promise<Pull> {
  throw new Error('not built yet')
}

export function markReady(forge: Forge, actor: User, repo: Repo, pull: Pull): void {
  throw new Error('not built yet')
}

export function convertToDraft(forge: Forge, actor: User, repo: Repo, pull: Pull): void {
  throw new Error('not built yet')
}

export function requestReviewers(forge: Forge, actor: User, repo: Repo, pull: Pull, logins: string[]): void {
  throw new Error('not built yet')
}

export function removeReviewers(forge: Forge, actor: User, repo: Repo, pull: Pull, logins: string[]): void {
  throw new Error('not built yet')
}
