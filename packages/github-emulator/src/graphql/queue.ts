/** The merge queue as GraphQL shows it: the queue of a branch, its entries, and what the timeline keeps of them. */

import { fullName } from '../domain/find.ts'
import type { Pull, QueueEntry, Repo, TimelineEvent } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { entryOf } from '../domain/queue/enqueue.ts'
import { queueSettings } from '../domain/queue/settings.ts'
import { iso } from '../domain/time.ts'
import { actorById } from './actors.ts'
import { commitNode } from './commits.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, type Node, need } from './context.ts'

/** Null where the branch has none. */
export function queueNode(context: Context, repo: Repo, branch: string): Node | null {
  need({ ...context, repo }, 'merge_queues', 'read')
  const settings = queueSettings(repo, branch)
  if (settings === null) return null
  const path = `/${fullName(context.forge, repo)}/queue/${branch}`
  const entries = (repo.mergeQueue ?? []).filter(({ baseRef }) => baseRef === branch)
  return {
    __typename: 'MergeQueue',
    id: nodeId('MergeQueue', `${repo.id}:${branch}`),
    repository: () => context.nodes.repository(context, repo),
    resourcePath: path,
    url: context.forge.baseUrl + path,
    nextEntryEstimatedTimeToMerge: null,
    configuration: {
      checkResponseTimeout: settings.timeoutMs / 60_000,
      maximumEntriesToBuild: settings.mostBuilt,
      maximumEntriesToMerge: 1,
      mergeMethod: settings.method.toUpperCase(),
      mergingStrategy: 'ALLGREEN',
      minimumEntriesToMerge: 1,
      minimumEntriesToMergeWaitTime: 0,
    },
    entries: (args: PageArgs) =>
      connection({
        field: 'entries',
        items: entries,
        args,
        keyOf: (entry) => [entries.indexOf(entry), entry.id],
        toNode: (entry) => entryNode(context, repo, entry),
      }),
  }
}

export function entryNode(context: Context, repo: Repo, entry: QueueEntry): Node {
  const { group } = entry
  const place = (repo.mergeQueue ?? []).filter(({ baseRef }) => baseRef === entry.baseRef).indexOf(entry)
  return {
    __typename: 'MergeQueueEntry',
    id: nodeId('MergeQueueEntry', entry.id),
    position: place + 1,
    state: group === null ? 'QUEUED' : 'AWAITING_CHECKS',
    jump: entry.jump,
    solo: false,
    enqueuedAt: iso(entry.at),
    estimatedTimeToMerge: null,
    enqueuer: () => actorById(context, entry.actorId),
    baseCommit: () => (group === null ? null : commitNode(context, repo, group.base)),
    headCommit: () => (group === null ? null : commitNode(context, repo, group.head)),
    mergeQueue: () => queueNode(context, repo, entry.baseRef),
    pullRequest: () => context.nodes.subject(context, repo, entry.pull),
  }
}

/** The pull request's fields about the queue. */
export function queueFields(context: Context, repo: Repo, pull: Pull): Node {
  return {
    isInMergeQueue: entryOf(repo, pull) !== undefined,
    isMergeQueueEnabled: () => queueSettings(repo, pull.baseRef) !== null,
    mergeQueue: () => queueNode(context, repo, pull.baseRef),
    mergeQueueEntry() {
      need({ ...context, repo }, 'merge_queues', 'read')
      const entry = entryOf(repo, pull)
      return entry ? entryNode(context, repo, entry) : null
    },
  }
}

/** Fields of the timeline's two events. `enqueuer` is for people alone. */
export function queueEventFields(context: Context, repo: Repo, event: TimelineEvent, subject: () => unknown): Node {
  const actor = context.forge.world.users.find(({ id }) => id === event.actorId)
  const { beforeSha } = event
  const pull = repo.pulls.find(({ number }) => number === event.issue)
  return {
    pullRequest: subject,
    enqueuer: () => (actor?.type === 'User' ? actorById(context, actor.id) : null),
    mergeQueue: () => (pull ? queueNode(context, repo, pull.baseRef) : null),
    ...(event.kind === 'removed_from_merge_queue' && {
      reason: event.reason ?? null,
      beforeCommit: () => (beforeSha === undefined ? null : commitNode(context, repo, beforeSha)),
    }),
  }
}
