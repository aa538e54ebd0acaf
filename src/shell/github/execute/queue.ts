/** GitHub's merge queue: pull requests go in with the head that was seen, and come out again. GraphQL alone has it. */
import type { Outcome } from '../../reconcile/github.ts'
import { query } from '../context.ts'
import { type Failure, failureOf } from '../errors.ts'
import { type MutationName, mutationDocument, queuedDocument } from '../read/documents.ts'
import { type ActionContext, done, type Handler } from './context.ts'

/** 422 says in words alone what is in the way; whether anything is left to do, the pull request says itself. */
export const enqueue: Handler<'enqueue'> = async (actionContext, { nodeId, pull, issue, head }) => {
  const again = { refs: true, issues: [pull, issue] }
  try {
    await ask(actionContext, 'enqueuePullRequest', { pullRequestId: nodeId, expectedHeadOid: head })
    return { kind: 'done', reread: again }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.status !== 422) throw error
    const now = await queueStatus(actionContext, pull)
    const isPast = now === null || now.state !== 'OPEN' || now.isInMergeQueue || now.headRefOid !== head
    return isPast ? { kind: 'outdated', reread: again } : refusal(failure)
  }
}

export const dequeue: Handler<'dequeue'> = async (actionContext, { nodeId, pull, issue }) => {
  const again = { refs: true, issues: [pull, issue] }
  try {
    await ask(actionContext, 'dequeuePullRequest', { id: nodeId })
  } catch (error) {
    const failure = failureOf(error)
    if (failure.status !== 422) throw error
    if ((await queueStatus(actionContext, pull))?.isInMergeQueue) return refusal(failure)
  }
  return { ...done, reread: again }
}

const ask = ({ octokit }: ActionContext, name: MutationName, input: Record<string, unknown>) =>
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
