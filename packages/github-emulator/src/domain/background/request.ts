/** Requests to merge in the background. Rules are not looked at yet, only the state of the pull request. */
import { issueOf } from '../find.ts'
import type { RepoContext } from '../forge.ts'
import type { AsyncMerge, MergeMethod, Pull } from '../model.ts'
import { queueSettings } from '../queue/settings.ts'
import { withRepoLock } from '../record.ts'
import { landing } from '../stacks.ts'
import { absorbRefs } from '../verbs/notice.ts'

export interface AsyncMergeInput {
  method?: MergeMethod
  action?: AsyncMerge['action']
  /** The head that the caller saw. */
  sha?: string
  title?: string
  message?: string
}

/** `request`: it is pending, and `words` say how it got there. */
export type AsyncAnswer =
  | { status: 202 | 409; request: AsyncMerge; words: string }
  | { status: 200 | 400; body: { status: AsyncMerge['status']; details: { message: string; sha?: string } } }

export const HEAD_MODIFIED = 'Pull request head branch was modified.'
const NO_PARAMS = 'Custom merge params are not supported when merging via a merge queue'

/**
 * Takes a request to merge. One that is pending already is answered with, and not made twice. The words are GitHub's
 * (erwins-enkel/shepherd#2061 for another head, lararosekelley/git-stk#333 for the queue); those for a draft are a guess.
 */
export function requestAsyncMerge(context: RepoContext, pull: Pull, input: AsyncMergeInput): Promise<AsyncAnswer> {
  const { forge, actor, repo } = context
  return withRepoLock(repo, async () => {
    await absorbRefs(forge, repo, null)
    const known = repo.asyncMerges?.find((one) => one.pull === pull.number && one.status === 'pending')
    if (known) return { status: 409, request: known, words: 'A merge request already exists for this pull request.' }
    const refused = over(context, pull, input)
    if (refused !== null) return refused
    const { title, message } = input
    const now = forge.clock.now()
    const request: AsyncMerge = {
      uuid: `00000000-0000-4000-8000-${String(forge.newId()).padStart(12, '0')}`,
      pull: pull.number,
      head: pull.headSha,
      method: input.method ?? 'default',
      action: input.action ?? 'default',
      ...(title !== undefined && { title }),
      ...(message !== undefined && { message }),
      actorId: actor.id,
      at: now,
      updatedAt: now,
      status: 'pending',
      said: '',
    }
    repo.asyncMerges = [...(repo.asyncMerges ?? []), request]
    forge.touch()
    return { status: 202, request, words: 'Merge request enqueued.' }
  })
}

/** The answer to a request that is over before it began. */
function over({ repo }: RepoContext, pull: Pull, input: AsyncMergeInput): AsyncAnswer | null {
  const ends = (status: 200 | 400, state: AsyncMerge['status'], message: string, sha?: string | null): AsyncAnswer => ({
    status,
    body: { status: state, details: { message, ...(sha && { sha }) } },
  })
  if (pull.merged) return ends(200, 'merged', 'Pull request is already merged.', pull.mergeCommitSha)
  if (repo.mergeQueue?.some((entry) => entry.pull === pull.number))
    return ends(200, 'enqueued', 'Pull request is already in the merge queue.')
  if (issueOf(repo, pull.number).state === 'closed') return ends(400, 'failed', 'Pull request is closed.')
  if (pull.draft) return ends(400, 'failed', 'Pull request is in draft state.')
  if (input.sha !== undefined && input.sha !== pull.headSha) return ends(400, 'failed', HEAD_MODIFIED)
  const isQueued = queueSettings(repo, landing(repo, pull)) !== null && input.action !== 'direct_merge'
  const hasParams = [input.method, input.title, input.message].some((one) => one !== undefined)
  return isQueued && hasParams ? ends(200, 'failed', NO_PARAMS) : null
}
