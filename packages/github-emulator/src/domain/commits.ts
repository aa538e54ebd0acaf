/** What git says of commits, and pushes of them. A sha here is a full commit id. */
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

/** Paths that a commit changed, as pushes name them: against its first parent, a rename as one removed and one added. */
export interface CommitPaths {
  added: string[]
  removed: string[]
  modified: string[]
}

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
