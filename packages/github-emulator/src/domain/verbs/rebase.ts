import type { CommitData } from '../commits.ts'
import type { RepoContext } from '../forge.ts'
import { commitTree, mergeTrees, readCommit, readCommits } from '../objects.ts'

/**
 * Puts the commits of `head` that `from` lacks one by one on `base`; null when one of them conflicts. Merges are left
 * out.
 */
export async function rebaseOnto(
  context: RepoContext,
  base: string,
  head: string,
  from = base,
): Promise<string | null> {
  const { forge, actor, repo } = context
  const commits = await readCommits(forge, repo, [`${from}..${head}`], { extra: ['--reverse', '--no-merges'] })
  let tip = base
  for (const commit of commits) {
    const tree = await pick(context, tip, commit)
    if (tree === null) return null
    tip = await commitTree(forge, repo, actor, { tree, parents: [tip], message: commit.message })
  }
  return tip
}

/**
 * The tree of `tip` with one commit's change. git 2.38 cannot be told the merge base, so two throwaway commits on the
 * commit's parent tree stand for both sides.
 */
async function pick({ forge, actor, repo }: RepoContext, tip: string, commit: CommitData): Promise<string | null> {
  const parent = commit.parents[0] ? await readCommit(forge, repo, commit.parents[0]) : null
  const at = await readCommit(forge, repo, tip)
  if (!parent || !at) return null
  const write = (tree: string, parents: string[]) => commitTree(forge, repo, actor, { tree, parents, message: 'pick' })
  const start = await write(parent.tree, [])
  const merged = await mergeTrees(forge, repo, await write(at.tree, [start]), await write(commit.tree, [start]))
  return 'tree' in merged ? merged.tree : null
}
