/** Merges what was asked for in the background. A stack lands as a whole, or nothing of it does. */
import { ForgeError } from '../errors.ts'
import { branchSha, issueOf, pullOf, userById } from '../find.ts'
import type { Forge, RepoContext } from '../forge.ts'
import type { AsyncMerge, MergeMethod, Pull, Repo, Stack } from '../model.ts'
import { commitTree, isAncestor, mergeTrees } from '../objects.ts'
import { addEntry } from '../queue/enqueue.ts'
import { queueSettings } from '../queue/settings.ts'
import { withRepoLock } from '../record.ts'
import { sign } from '../signatures.ts'
import { landing, stackOf, unmerged } from '../stacks.ts'
import { checkMethod, mergeCommit, messageOf } from '../verbs/merge.ts'
import { absorbRefs } from '../verbs/notice.ts'
import { moveRef } from '../verbs/refs.ts'
import { followStack } from '../verbs/stacks.ts'
import { brokenRules, metadataViolations } from '../violations.ts'
import { HEAD_MODIFIED } from './request.ts'

/** Does the requests that are due, oldest first, and brings stacks up to date that were merged in part. Asked before and after each request to the server. */
export async function advanceMerges(forge: Forge): Promise<void> {
  for (const repo of forge.world.repos)
    for (const request of (repo.asyncMerges ?? []).filter((one) => isDue(forge, repo, one)))
      await withRepoLock(repo, () => run(forge, repo, request))
  for (const repo of forge.world.repos)
    for (const stack of repo.stacks ?? []) await withRepoLock(repo, () => followStack(forge, repo, stack))
}

const isDue = ({ clock }: Forge, { background }: Repo, { status, at }: AsyncMerge): boolean =>
  status === 'pending' && clock.now() >= at + (background?.seconds ?? 0) * 1000

type End = Pick<AsyncMerge, 'status' | 'said' | 'sha'>

async function run(forge: Forge, repo: Repo, request: AsyncMerge): Promise<void> {
  await absorbRefs(forge, repo, null)
  Object.assign(request, await outcome({ forge, repo, actor: userById(forge, request.actorId) }, request))
  request.updatedAt = forge.clock.now()
  forge.touch()
}

async function outcome(context: RepoContext, request: AsyncMerge): Promise<End> {
  try {
    return await merge(context, request, pullOf(context.repo, request.pull))
  } catch (error) {
    if (error instanceof ForgeError) return failed(error.message)
    throw error
  }
}

const failed = (said: string): End => ({ status: 'failed', said })

async function merge(context: RepoContext, request: AsyncMerge, pull: Pull): Promise<End> {
  const { repo, actor } = context
  if (pull.merged) return { status: 'merged', said: 'Pull request is already merged.', sha: pull.mergeCommitSha ?? '' }
  const stack = stackOf(repo, pull)
  const refuses = repo.background?.refusesApps
  // github/gh-stack#497, open in November 2026.
  if (actor.type === 'Bot' && (refuses === 'all' || (refuses === 'stacks' && stack)))
    return failed('Enqueuer is not authorized to merge')
  if (pull.headSha !== request.head) return failed(HEAD_MODIFIED)
  const group = stack ? upTo(repo, stack, pull) : [pull]
  await check(context, group)
  const queue = queueSettings(repo, landing(repo, pull))
  if (queue !== null && request.action !== 'direct_merge') {
    for (const one of group) addEntry(context, one)
    return { status: 'enqueued', said: 'Pull request was added to the merge queue.' }
  }
  if (request.action === 'merge_queue') return failed('Merge queue is not enabled on the base branch')
  return land(context, request, group)
}

/** What merges with a pull request: all that is unmerged below it, and the pull request itself. */
function upTo(repo: Repo, stack: Stack, pull: Pull): Pull[] {
  const all = unmerged(repo, stack)
  return all.slice(0, all.indexOf(pull) + 1)
}

/** GitHub wants a linear history, and nothing closed or in draft. The words for these are a guess. */
async function check({ forge, repo }: RepoContext, group: Pull[]): Promise<void> {
  for (const [index, one] of group.entries()) {
    const below = group[index - 1]
    if (issueOf(repo, one.number).state === 'closed')
      throw new ForgeError(422, `Pull request #${one.number} is closed.`)
    if (one.draft) throw new ForgeError(422, `Pull request #${one.number} is in draft state.`)
    if (below && !(await isAncestor(forge, repo, below.headSha, one.headSha)))
      throw new ForgeError(422, 'Stack must have a linear history: it needs to be rebased before it can be merged.')
  }
}

async function land(context: RepoContext, request: AsyncMerge, group: Pull[]): Promise<End> {
  const { forge, actor, repo } = context
  const top = group.at(-1)
  const into = top && landing(repo, top)
  const base = into === undefined ? undefined : branchSha(repo, into)
  if (top === undefined || into === undefined || base === undefined) return failed('Base branch does not exist.')
  const method = request.method === 'default' ? 'merge' : request.method
  // Rules and settings are those of the stack's base.
  for (const one of group) await checkMethod(context, { ...one, baseRef: into }, method)
  const shas = await commits(context, { request, group, base, method })
  const sha = shas.at(-1)
  if (sha === undefined) return failed('Merge conflict: the pull request could not be merged.')
  const change = { ref: `refs/heads/${into}`, before: base, after: sha }
  const broken = await metadataViolations(context, { ...top, baseRef: into }, change)
  if (broken.length > 0) throw brokenRules(405, broken)
  if (!(await moveRef(context, `refs/heads/${into}`, { before: base, after: sha })))
    return failed('Base branch was modified. Review and try the merge again.')
  const below = group.slice(0, -1).map((pull, index) => ({ pull, sha: shas[index] ?? sha }))
  await absorbRefs(forge, repo, actor, { merge: { pull: top, sha, into, below } })
  return { status: 'merged', said: 'Pull request was merged.', sha }
}

interface Landing {
  request: AsyncMerge
  group: Pull[]
  base: string
  method: MergeMethod
}

/** One merge commit for all, a commit for each squash, or every commit again; empty where they conflict. */
async function commits(context: RepoContext, { request, group, base, method }: Landing): Promise<string[]> {
  const { forge, repo, actor } = context
  const top = group.at(-1)
  if (top === undefined) return []
  const { title, message } = request
  const words = { method, ...(title !== undefined && { title }), ...(message !== undefined && { message }) }
  if (method !== 'squash' || group.length === 1) {
    const sha = await mergeCommit(context, top, base, words)
    return group.map(() => sha)
  }
  const made: string[] = []
  for (const one of group) {
    const merged = await mergeTrees(forge, repo, base, one.headSha)
    if (!('tree' in merged)) return []
    const text = messageOf(forge, repo, one, one === top ? words : { method })
    const parents = [made.at(-1) ?? base]
    made.push(
      await sign(forge, repo, await commitTree(forge, repo, actor, { tree: merged.tree, parents, message: text })),
    )
  }
  return made
}
