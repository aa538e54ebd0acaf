/** Reads what GitHub says of a pull request that is about to merge. One request. */
import type { StandingFact } from '../../../core/merging/standing.ts'
import { type Context, query } from '../context.ts'
import { present } from './answers.ts'
import { standingDocument } from './documents.ts'

interface Answer {
  repository: {
    pullRequest: {
      headRefOid: string
      reviewDecision?: StandingFact['decision']
      mergeStateStatus?: string
      reviewThreads?: { nodes: ({ isResolved: boolean } | null)[] | null } | null
    } | null
  } | null
}

/** The first 100 conversations are looked at. A server that lacks a field answers without it. */
export async function readStanding(context: Context, number: number, head: string): Promise<StandingFact | null> {
  const { repository } = await query<Answer>(context, standingDocument, { number })
  const pull = repository?.pullRequest
  if (!pull || pull.headRefOid !== head) return null
  const open = present(pull.reviewThreads).filter(({ isResolved }) => !isResolved).length
  return { decision: pull.reviewDecision ?? null, state: pull.mergeStateStatus ?? 'UNKNOWN', open }
}
