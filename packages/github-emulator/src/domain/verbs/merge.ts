import { ForgeError, notFound } from '../errors.ts'
import { branchSha, issueOf, ownerOf } from '../find.ts'
import type { Forge, RepoContext } from '../forge.ts'
import { gitTry } from '../git.ts'
import type { MergeMethod, Pull, Repo } from '../model.ts'
import { commitTree, isAncestor, mergeTrees, resolveCommit, ZERO } from '../objects.ts'
import { withRepoLock } from '../record.ts'
import { needsSignatures } from '../rules.ts'
import { settingsOf } from '../settings.ts'
import { sign } from '../signatures.ts'
import { STACKED, stackOf } from '../stacks.ts'
import { brokenRules, METHOD_NAMES, mergeViolations, metadataViolations, refViolations } from '../violations.ts'
import { absorbRefs } from './notice.ts'
import { rebaseOnto } from './rebase.ts'
import { checkRules, moveRef } from './refs.ts'

export interface MergeInput {
  method?: MergeMethod
  /** The head the caller saw; another head answers 409. */
  sha?: string
  title?: string
  message?: string
}

const notMergeable = () => new ForgeError(405, 'Pull Request is not mergeable')

/** Merges as GitHub's button does: 405 when it cannot be merged, 409 when the head is not the one the caller saw. */
export function mergePull(context: RepoContext, pull: Pull, input: MergeInput): Promise<{ sha: string }> {
  const { forge, actor, repo } = context
  return withRepoLock(repo, async () => {
    await absorbRefs(forge, repo, null)
    const issue = issueOf(repo, pull.number)
    if (stackOf(repo, pull)) throw new ForgeError(403, STACKED.merge)
    if (pull.merged || issue.state === 'closed') throw notMergeable()
    if (pull.draft) throw new ForgeError(405, 'Pull Request is still a draft')
    if (input.sha !== undefined && input.sha !== pull.headSha)
      throw new ForgeError(409, 'Head branch was modified. Review and try the merge again.')
    const base = branchSha(repo, pull.baseRef)
    if (base === undefined) throw notMergeable()
    await checkMethod(context, pull, input.method ?? 'merge')
    const sha = await mergeCommit(context, pull, base, input)
    const ref = `refs/heads/${pull.baseRef}`
    const broken = await metadataViolations(context, pull, { ref, before: base, after: sha })
    if (broken.length > 0) throw brokenRules(405, broken)
    const moved = await moveRef(context, ref, { before: base, after: sha })
    if (!moved) throw new ForgeError(405, 'Base branch was modified. Review and try the merge again.')
    pull.autoMerge = null
    await absorbRefs(forge, repo, actor, { merge: { pull, sha } })
    if (settingsOf(repo).deleteBranchOnMerge) await deleteHead(context, pull)
    return { sha }
  })
}

/** The branch stays where its rules forbid deleting it. */
async function deleteHead(context: RepoContext, pull: Pull): Promise<void> {
  const { forge, actor, repo } = context
  const ref = `refs/heads/${pull.headRef}`
  const change = { ref, before: pull.headSha, after: ZERO }
  if (repo.refs[ref] !== pull.headSha || pull.headRef === repo.defaultBranch) return
  if ((await refViolations(forge, repo, change, actor)).length > 0) return
  await gitTry(forge.bareDir(repo), ['update-ref', '-d', ref, pull.headSha])
  await absorbRefs(forge, repo, actor)
}
const UNSIGNED_REBASE = 'Base branch requires signed commits. Rebase merges cannot be automatically signed by GitHub'

/** 405 where the repository's settings or the base branch's rules do not let this account merge in this way. */
export async function checkMethod({ forge, actor, repo }: RepoContext, pull: Pull, method: MergeMethod): Promise<void> {
  if (repo.mergeMethods && !repo.mergeMethods.includes(method))
    throw new ForgeError(405, `${METHOD_NAMES[method]} are not allowed on this repository.`)
  if (method === 'rebase' && needsSignatures({ forge, actor, repo }, pull.baseRef))
    throw new ForgeError(405, UNSIGNED_REBASE)
  const violations = await mergeViolations({ forge, actor, repo }, pull, method)
  if (violations.length > 0) throw brokenRules(405, violations)
}

/** The commit that merges the pull request into `base`. 405 where they conflict. */
export async function mergeCommit(context: RepoContext, pull: Pull, base: string, input: MergeInput) {
  const { forge, actor, repo } = context
  const merged = await mergeTrees(forge, repo, base, pull.headSha)
  if (!('tree' in merged)) throw notMergeable()
  if (input.method === 'rebase') {
    const tip = await rebaseOnto(context, base, pull.headSha)
    if (tip === null) throw new ForgeError(405, "This branch can't be rebased")
    return tip
  }
  const message = messageOf(forge, repo, pull, input)
  const parents = input.method === 'squash' ? [base] : [base, pull.headSha]
  return sign(forge, repo, await commitTree(forge, repo, actor, { tree: merged.tree, parents, message }))
}

export function messageOf(forge: Forge, repo: Repo, pull: Pull, input: MergeInput): string {
  const issue = issueOf(repo, pull.number)
  const merge = `Merge pull request #${pull.number} from ${ownerOf(forge, repo).login}/${pull.headRef}`
  const squash = input.method === 'squash'
  const title = input.title ?? (squash ? `${issue.title} (#${pull.number})` : merge)
  const message = input.message ?? (squash ? '' : issue.title)
  return message === '' ? title : `${title}\n\n${message}`
}

/** Whether the pull request merges into its base as that is now; null once it is closed. */
export async function mergeableOf(forge: Forge, repo: Repo, pull: Pull): Promise<boolean | null> {
  const base = branchSha(repo, pull.baseRef)
  if (base === undefined || issueOf(repo, pull.number).state === 'closed') return null
  return 'tree' in (await mergeTrees(forge, repo, base, pull.headSha))
}

/** Merges the base into the head branch. 422 for another head than expected, a conflict, nothing new, or its rules. */
export function updatePullBranch(context: RepoContext, pull: Pull, expectedHead?: string): Promise<void> {
  const { forge, actor, repo } = context
  return withRepoLock(repo, async () => {
    await absorbRefs(forge, repo, null)
    if (expectedHead !== undefined && expectedHead !== pull.headSha)
      throw new ForgeError(422, 'expected head sha didn’t match current head ref.')
    const base = branchSha(repo, pull.baseRef)
    const head = branchSha(repo, pull.headRef)
    if (base === undefined || head === undefined) throw notFound()
    if (await isAncestor(forge, repo, base, head))
      throw new ForgeError(422, 'There are no new commits on the base branch.')
    const message = `Merge branch '${pull.baseRef}' into ${pull.headRef}`
    const sha = await joined(context, { onto: head, other: base, message })
    if (sha === null) throw new ForgeError(422, 'merge conflict between base and head')
    const ref = `refs/heads/${pull.headRef}`
    await checkRules(context, { ref, before: head, after: sha })
    await moveRef(context, ref, { before: head, after: sha })
    await absorbRefs(forge, repo, actor)
  })
}

interface Join {
  onto: string
  other: string
  message: string
}

async function joined({ forge, actor, repo }: RepoContext, { onto, other, message }: Join): Promise<string | null> {
  const merged = await mergeTrees(forge, repo, onto, other)
  if (!('tree' in merged)) return null
  const parents = [onto, other]
  return sign(forge, repo, await commitTree(forge, repo, actor, { tree: merged.tree, parents, message }))
}

/** POST merges: the new commit, or null when the base already has the head. 404, or 409 "Merge conflict". */
export function mergeBranches(
  context: RepoContext,
  input: { base: string; head: string; message?: string },
): Promise<{ sha: string } | null> {
  const { forge, actor, repo } = context
  return withRepoLock(repo, async () => {
    await absorbRefs(forge, repo, null)
    const base = branchSha(repo, input.base)
    if (base === undefined) throw new ForgeError(404, 'Base does not exist')
    const head = await resolveCommit(forge, repo, input.head)
    if (head === null) throw new ForgeError(404, 'Head does not exist')
    if (await isAncestor(forge, repo, head, base)) return null
    const ref = `refs/heads/${input.base}`
    const message = input.message ?? `Merge ${input.head} into ${input.base}`
    const sha = await joined(context, { onto: base, other: head, message })
    if (sha === null) throw new ForgeError(409, 'Merge conflict')
    await checkRules(context, { ref, before: base, after: sha }, 409)
    if (!(await moveRef(context, ref, { before: base, after: sha }))) throw new ForgeError(409, 'Merge conflict')
    await absorbRefs(forge, repo, actor)
    return { sha }
  })
}
