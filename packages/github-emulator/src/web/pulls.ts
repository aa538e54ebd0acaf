/** What git says about a pull request. */
import type { Pull } from '../domain/model.ts'
import { diffBetween } from './diff.ts'
import { commits } from './git.ts'
import type { PullContents } from './views/pull.ts'

/**
 * Commits and changed files. A merged one is compared with the commit main stood at before: by now its head is part of
 * main, and the usual comparison would be empty.
 */
export async function pullContents(dir: string, pull: Pull, base: string | null): Promise<PullContents> {
  const merged = pull.merged && pull.mergeCommitSha !== null ? pull.mergeCommitSha : null
  const merge = merged === null ? undefined : (await commits(dir, null, merged, 1))[0]
  const from = merge?.parents[0] ?? base ?? pull.baseSha
  const before = merge && merge.sha === pull.headSha ? pull.baseSha : from
  const [list, files] = await Promise.all([
    commits(dir, before, pull.headSha),
    diffBetween(dir, before, merge?.sha ?? pull.headSha, merge === undefined),
  ])
  return { commits: list, files }
}
