/** Adds pull requests to GitHub's merge queue, with the head that was decided on, and removes them. GraphQL only. */
import type { Outcome } from '../../reconcile/github.ts'
import { query } from '../context.ts'
import { type Failure, failureOf } from '../errors.ts'
import { type MutationName, mutationDocument, queuedDocument } from '../read/documents.ts'
import { type ActionContext, done, type Handler } from './context.ts'

/** After a 422 the pull request is read, because only the text of the error says what blocks it. */
export const enqueue: Handler<'enqueue'> = async (actionContext, { nodeId, pull, issue, head, situation }) => {
  const again = { refs: true, issues: [pull, issue] }
  try {
    await mutate(actionContext, 'enqueuePullRequest', { pullRequestId: nodeId, expectedHeadOid: head })
    return { kind: 'done', reread: again }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.status !== 422) throw error
    const now = await queueStatus(actionContext, pull)
    const isPast = now === null || now.state !== 'OPEN' || now.isInMergeQueue || now.headRefOid !== head
    if (isPast) return { kind: 'outdated', reread: again }
    return situation === undefined
      ? refusal(failure)
      : { kind: 'not-this-way', message: failure.message, reread: again }
  }
}

export const dequeue: Handler<'dequeue'> = async (actionContext, { nodeId, pull, issue }) => {
  const again = { refs: true, issues: [pull, issue] }
  try {
    await mutate(actionContext, 'dequeuePullRequest', { id: nodeId })
  } catch (error) {
    const failure = failureOf(error)
    if (failure.status !== 422) throw error
    if ((await queueStatus(actionContext, pull))?.isInMergeQueue) return refusal(failure)
  }
  return { ...done, reread: again }
}

const mutate = ({ octokit }: ActionContext, name: MutationName, input: Record<string, unknown>) =>
  octokit.graphql(mutationDocument([name]), { input0: input })

const refusal = ({ status, message }: Failure): Outcome => ({ kind: 'refused', status, message })

interface QueueStatus {
  state: 'OPEN' | 'CLOSED' | 'MERGED'
  headRefOid: string
  isInMergeQueue: boolean
}

async function queueStatus({ context }: ActionContext, number: number): Promise<QueueStatus | null> {
  type Answer = { repository: { pullRequest: QueueStatus | null } | null }
  return (await query<Answer>(context, queuedDocument, { number })).repository?.pullRequest ?? null
}
