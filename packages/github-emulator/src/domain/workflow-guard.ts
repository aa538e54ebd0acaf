/** GitHub refuses changes of workflow files to an App without the `workflows` permission. */
import { can } from './access.ts'
import type { RefChange } from './commits.ts'
import { ForgeError } from './errors.ts'
import { branchSha } from './find.ts'
import type { RepoContext } from './forge.ts'
import { git, gitTry } from './git.ts'
import { ZERO } from './objects.ts'

export const WORKFLOWS = '.github/workflows'

/** GitHub's words; the same for a push and for the API. */
export const workflowRefusal = (file: string): string =>
  `refusing to allow a GitHub App to create or update workflow \`${file}\` without \`workflows\` permission`

/**
 * Throws 403 where the account may not change a ref so. For a ref that exists, its old and its new files are compared, also
 * where the change comes from the base branch (chdsbd/kodiak#853). A new ref may have the files of the default branch, and
 * otherwise no commit that is new to the repository and changes one. Whether GitHub also refuses to merge what people
 * pushed to the repository themselves is not documented; this is the stricter reading.
 */
export async function checkWorkflows(context: RepoContext, change: Pick<RefChange, 'before' | 'after'>): Promise<void> {
  const { forge, repo, viewer } = context
  if (viewer?.kind !== 'installation' || change.after === ZERO) return
  if (can({ forge, repo, viewer }, 'workflows', 'write')) return
  const file = await changedWorkflow(context, change)
  if (file !== null)
    throw new ForgeError(403, workflowRefusal(file), [], { 'X-Accepted-GitHub-Permissions': 'workflows=write' })
}

async function changedWorkflow(
  { forge, repo }: RepoContext,
  { before, after }: Pick<RefChange, 'before' | 'after'>,
): Promise<string | null> {
  const isNew = before === ZERO
  const from = isNew ? branchSha(repo, repo.defaultBranch) : before
  if (from === undefined) return null
  const differ = await git(forge.bareDir(repo), ['diff-tree', '-r', '-z', '-M', '--no-abbrev', '--raw', from, after])
  const file = differ.split('\0').find((path) => path.startsWith(`${WORKFLOWS}/`))
  if (file === undefined || !isNew) return file ?? null
  const added = await gitTry(forge.bareDir(repo), ['rev-list', '-1', after, '--not', '--all', '--', WORKFLOWS])
  return added.stdout.trim() === '' ? null : file
}
