/** GitHub's merge queue of a branch, and what happened in it to some pull requests. One request. */
import type { MergeGroup, QueueEntryFact, QueueEventFact, QueueFact } from '../../../core/merging/queue.ts'
import { type GraphqlActor, graphqlActor } from '../actors.ts'
import { type Context, query } from '../context.ts'
import { failureOf } from '../errors.ts'
import { present } from './answers.ts'
import { queueDocument } from './documents.ts'

type Who = GraphqlActor | null
type List<T> = { nodes: (T | null)[] | null } | null

interface EntryNode {
  position: number
  enqueuer: Who
  baseCommit: { oid: string } | null
  headCommit: { oid: string } | null
  pullRequest: { number: number } | null
}

interface EventNode {
  __typename: string
  createdAt: string
  actor: Who
  reason?: string | null
  beforeCommit?: { oid: string } | null
}

interface PullNode {
  number: number
  timelineItems: List<EventNode>
}

interface Answer {
  repository: ({ mergeQueue: { entries: List<EntryNode> } | null } & Record<string, unknown>) | null
}

/** So many pull requests are asked about, the newest first. */
const mostPulls = 50

/** null where it cannot be seen: an installation that has not been given the permission (merge_queues: read) yet. */
export async function readQueue(context: Context, branch: string, pulls: number[]): Promise<QueueFact | null> {
  const asked = [...pulls].sort((a, b) => b - a).slice(0, mostPulls)
  try {
    const { repository } = await query<Answer>(context, queueDocument(asked), { branch })
    const entries = present(repository?.mergeQueue?.entries).flatMap(entryOf)
    const found = asked.flatMap((number) => (repository?.[`p${number}`] as PullNode | null | undefined) ?? [])
    const events = found.flatMap((pull) => present(pull.timelineItems).map((event) => eventOf(pull.number, event)))
    return {
      entries: entries.sort((a, b) => a.place - b.place),
      events: events.sort((a, b) => a.at - b.at),
    }
  } catch (error) {
    if (failureOf(error).status === 403) return null
    throw error
  }
}

function entryOf({ position, enqueuer, baseCommit, headCommit, pullRequest }: EntryNode): QueueEntryFact[] {
  if (pullRequest === null) return []
  const group: MergeGroup | null = baseCommit && headCommit && { base: baseCommit.oid, head: headCommit.oid }
  return [{ pull: pullRequest.number, place: position, by: graphqlActor(enqueuer), group }]
}

const eventOf = (pull: number, { __typename, createdAt, actor, reason, beforeCommit }: EventNode): QueueEventFact => ({
  pull,
  kind: __typename === 'AddedToMergeQueueEvent' ? 'added' : 'removed',
  at: Date.parse(createdAt),
  by: graphqlActor(actor),
  reason: reason ?? '',
  group: beforeCommit?.oid ?? null,
})
