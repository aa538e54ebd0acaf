import type { Repo, RepoSettings } from './model.ts'

/** The settings of a new repository. */
const FRESH: RepoSettings = {
  description: null,
  homepage: null,
  hasIssues: true,
  hasProjects: false,
  hasWiki: false,
  allowAutoMerge: false,
  allowUpdateBranch: true,
  deleteBranchOnMerge: false,
}

export const settingsOf = (repo: Repo): RepoSettings => ({ ...FRESH, ...repo.settings })
