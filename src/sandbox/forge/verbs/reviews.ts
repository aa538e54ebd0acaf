import type { Forge } from '../forge.ts'
import type { Pull, Repo, Review, User } from '../model.ts'

export interface NewReview {
  /** Missing: a pending review, which only its author sees. */
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT'
  body?: string
  commitId?: string
}

export function submitReview(forge: Forge, actor: User, repo: Repo, pull: Pull, input: NewReview): Review {
  throw new Error('not built yet')
}

export function dismissReview(forge: Forge, actor: User, repo: Repo, review: Review, message: string): Review {
  throw new Error('not built yet')
}
