/** GitHub's merge queue: pull requests go in with the head that was seen, and come out again. GraphQL alone has it. */
import type { Outcome } from '../../ports.ts'
import { query } from '../context.ts'
import { type Failure, failureOf } from '../errors.ts'
import { type MutationName, mutationDocument, queuedDocument } from '../read/documents.ts'
import { done, type Handler, type Hands } from './context.ts'

/** 422 says in words alone what is in the way; whether anything is left to do, the pull request says itself. */
export const enqueue: Handler<'enqueue'> = async (hands, { nodeId, pull, issue, head }) => {
  const again = { refs: true, issues: [pull, issue] }
  try {
    await ask(hands, 'enqueuePullRequest', { pullRequestId: nodeId, expectedHeadOid: head })
    return { kind: 'done', reread: again }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.status !== 422) throw error
    const now = await standing(hands, pull)
    const isPast = now === null || now.state !== 'OPEN' || now.isInMergeQueue || now.headRefOid !== head
    return isPast ? { kind: 'outdated', reread: again } : refusal(failure)
  }
}

export const dequeue: Handler<'dequeue'> = async (hands, { nodeId, pull, issue }) => {
  const again = { refs: true, issues: [pull, issue] }
  try {
    await ask(hands, 'dequeuePullRequest', { id: nodeId })
  } catch (error) {
    const failure = failureOf(error)
    if (failure.status !== 422) throw error
    if ((await standing(hands, pull))?.isInMergeQueue) return refusal(failure)
  }
  return { ...done, reread: again }
}

const ask = ({ octokit }: Hands, name: MutationName, input: Record<string, unknown>) =>
  octokit.graphql(mutationDocument([name]), { input0: input })

const refusal = ({ status, message }: Failure): Outcome => ({ kind: 'refused', status, message })

interface Standing {
  state: 'OPEN' | 'CLOSED' | 'MERGED'
  headRefOid: string
  isInMergeQueue: boolean
}

async function standing({ context }: Hands, number: number): Promise<Standing | null> {
  type Answer = { repository: { pullRequest: Standing | null } | null }
  return (await query<Answer>(context, queuedDocument, { number })).repository?.pullRequest ?? null
}
