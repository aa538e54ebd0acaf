/** Commits as git stores them, and pushes of them. A sha here is a full commit id. */
import type { Activity, User } from './model.ts'

export interface GitPerson {
  name: string
  email: string
  /** Milliseconds. */
  at: number
}

export interface CommitData {
  sha: string
  tree: string
  parents: string[]
  author: GitPerson
  committer: GitPerson
  message: string
}

/**
 * Paths that a commit changed against its first parent. As in push webhooks, a rename is one removed and one added
 * path.
 */
export interface CommitPaths {
  added: string[]
  removed: string[]
  modified: string[]
}

/** A change of a ref. `before` is all zeros when it was created, `after` when it was deleted. */
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
