/**
 * Comments of people that may be handed to an agent: those whose command the App accepted. Only for commands that not
 * everybody may give, and only as they were first written: the reaction stays when a text is changed behind it.
 */
import { commandNamed } from '../../core/commands/registry.ts'
import type { CommentReading } from '../../core/parse/report/reading.ts'
import type { Actor } from '../../core/snapshot/snapshot.ts'
import type { RawComment, RawIssue } from '../../shell/reconcile/mirror.ts'
import type { Reader } from '../context.ts'
import type { Api } from './api.ts'

const mostAsked = 50

const document = `query($ids: [ID!]!) { nodes(ids: $ids) { ... on IssueComment {
  fullDatabaseId
  reactionGroups { content reactors(first: 50) { nodes { __typename ... on Bot { databaseId } } } }
} } }`

interface Answer {
  nodes: ({
    fullDatabaseId: string | number
    reactionGroups: { content: string; reactors: { nodes: ({ databaseId?: number | null } | null)[] | null } }[] | null
  } | null)[]
}

/** Oldest first. */
export async function acceptedComments(api: Api, issue: RawIssue, app: Actor, reader: Reader): Promise<RawComment[]> {
  const asked: RawComment[] = []
  for (const comment of issue.comments) if (await couldCount(comment, app, reader)) asked.push(comment)
  const verdicts = await verdictsOn(api, asked, app)
  return asked.filter(({ id }) => verdicts.get(id) === 'accepted')
}

export type Verdict = 'accepted' | 'refused'

/** By the id of the comment, for the latest of these; those without a verdict are left out. */
export async function verdictsOn(api: Api, comments: RawComment[], app: Actor): Promise<Map<number, Verdict>> {
  const latest = comments.slice(-mostAsked)
  if (latest.length === 0) return new Map()
  const { nodes } = await api.graphql<Answer>(document, { ids: latest.map(({ nodeId }) => nodeId) })
  return new Map(
    nodes.flatMap((node): [number, Verdict][] => {
      const verdict = node ? verdictIn(node, app) : null
      return node && verdict ? [[Number(node.fullDatabaseId), verdict]] : []
    }),
  )
}

async function couldCount(comment: RawComment, app: Actor, reader: Reader): Promise<boolean> {
  const [only, ...edits] = comment.revisions
  if (!only || edits.length > 0 || comment.author === null || comment.author.id === app.id) return false
  return isGuarded(await reader.comment(only.body))
}

/** It holds a report or a command, and none that anybody may give. */
export function isGuarded({ report, commands }: CommentReading): boolean {
  const known = commands.flatMap((each) => {
    const command = commandNamed(each.name)
    return command ? [command.whoFor?.(each) ?? command.who] : []
  })
  return (report !== null || known.length > 0) && known.every((who) => who !== 'anyone')
}

/** A refusal is final, whatever stands beside it. */
function verdictIn(node: NonNullable<Answer['nodes'][number]>, app: Actor): Verdict | null {
  const gave = (content: string) =>
    node.reactionGroups?.some(
      (group) => group.content === content && group.reactors.nodes?.some((one) => one?.databaseId === app.id),
    ) ?? false
  if (gave('THUMBS_DOWN')) return 'refused'
  return gave('THUMBS_UP') ? 'accepted' : null
}
