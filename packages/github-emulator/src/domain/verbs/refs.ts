import type { RefChange } from '../commits.ts'
import { ForgeError, invalid } from '../errors.ts'
import type { Forge, RepoContext } from '../forge.ts'
import { gitTry } from '../git.ts'
import type { Repo } from '../model.ts'
import { isAncestor, isSha, ZERO } from '../objects.ts'
import { withRepoLock } from '../record.ts'
import { brokenRules, refViolations } from '../violations.ts'
import { checkWorkflows } from '../workflow-guard.ts'
import { absorbRefs } from './notice.ts'

/** Every `ref` here is a full name, such as `refs/heads/main`. */

const refuse = (message: string) => new ForgeError(422, message)

async function checkName(forge: Forge, repo: Repo, ref: unknown): Promise<void> {
  if (typeof ref !== 'string' || !/^refs\/[^/]+\/./.test(ref))
    throw refuse("Reference name must start with 'refs/' and contain at least two slashes.")
  const result = await gitTry(forge.bareDir(repo), ['check-ref-format', ref])
  if (result.code !== 0 || ref.startsWith('refs/pull/')) throw refuse(`${ref} is not a valid ref name.`)
}

async function checkObject(forge: Forge, repo: Repo, sha: unknown): Promise<void> {
  if (typeof sha !== 'string') throw invalid({ resource: 'Reference', code: 'missing_field', field: 'sha' })
  if (!isSha(sha)) throw refuse('The sha parameter must be exactly 40 characters and contain only [0-9a-f].')
  const result = await gitTry(forge.bareDir(repo), ['cat-file', '-e', `${sha}^{commit}`])
  if (result.code !== 0) throw refuse('Object does not exist')
}

/**
 * Sets the ref only if it still is `before` (all zeros: it does not exist). Returns false when it is not. 403 for workflow
 * files that the token may not change.
 */
export async function moveRef(
  context: RepoContext,
  ref: string,
  to: { before: string; after: string },
): Promise<boolean> {
  const { forge, actor, repo } = context
  await checkWorkflows(context, to)
  const as = { user: actor, at: forge.clock.now() }
  const args = ['update-ref', '-m', 'api', ref, to.after, to.before]
  const result = await gitTry(forge.bareDir(repo), args, { as })
  return result.code === 0
}

/** Throws `status` where the branch's rules do not let this account change it so. */
export async function checkRules({ forge, actor, repo }: RepoContext, change: RefChange, status = 422): Promise<void> {
  const violations = await refViolations(forge, repo, change, actor)
  if (violations.length > 0) throw brokenRules(status, violations)
}

/** 422 "Reference already exists", "Object does not exist", or a name git refuses. */
export function createRef(context: RepoContext, ref: string, sha: string): Promise<void> {
  const { forge, actor, repo } = context
  return withRepoLock(repo, async () => {
    await checkName(forge, repo, ref)
    await checkObject(forge, repo, sha)
    await absorbRefs(forge, repo, null)
    if (repo.refs[ref] !== undefined) throw refuse('Reference already exists')
    await checkRules(context, { ref, before: ZERO, after: sha })
    const moved = await moveRef(context, ref, { before: ZERO, after: sha })
    if (!moved) throw refuse('Reference update failed')
    await absorbRefs(forge, repo, actor)
  })
}

/** Without `force` only forward: 422 "Update is not a fast forward". This is the compare-and-set merges rest on. */
export function updateRef(context: RepoContext, ref: string, sha: string, force: boolean): Promise<void> {
  const { forge, actor, repo } = context
  return withRepoLock(repo, async () => {
    await checkName(forge, repo, ref)
    await checkObject(forge, repo, sha)
    await absorbRefs(forge, repo, null)
    const before = repo.refs[ref]
    if (before === undefined) throw refuse('Reference does not exist')
    if (before === sha) return
    await checkRules(context, { ref, before, after: sha })
    if (!force && !(await isAncestor(forge, repo, before, sha))) throw refuse('Update is not a fast forward')
    if (!(await moveRef(context, ref, { before, after: sha }))) throw refuse('Update is not a fast forward')
    await absorbRefs(forge, repo, actor)
  })
}

/** 422 "Reference does not exist". Pull requests from the branch are closed. */
export function deleteRef(context: RepoContext, ref: string): Promise<void> {
  const { forge, actor, repo } = context
  return withRepoLock(repo, async () => {
    await absorbRefs(forge, repo, null)
    const before = repo.refs[ref]
    if (before === undefined) throw refuse('Reference does not exist')
    await checkRules(context, { ref, before, after: ZERO })
    if (ref === `refs/heads/${repo.defaultBranch}`) throw refuse('Cannot delete the default branch')
    await gitTry(forge.bareDir(repo), ['update-ref', '-d', ref, before])
    await absorbRefs(forge, repo, actor)
  })
}
