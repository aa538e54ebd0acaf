/**
 * Comments of people that may be handed to an agent: those whose command the App accepted. Commands that anybody may give
 * do not count, and neither do edited comments: the App's reaction stays when the text is changed afterwards.
 */
import { commandNamed } from '../../core/commands/registry.ts'
import type { CommentReading } from '../../core/parse/report/reading.ts'
import type { Actor } from '../../core/snapshot/snapshot.ts'
import type { RawComment, RawIssue } from '../../shell/reconcile/mirror.ts'
import type { Reader } from '../context.ts'
import type { Api } from './api.ts'

const maxComments = 50

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

/** Returns the comments that may be handed to an agent, oldest first. */
export async function acceptedComments(api: Api, issue: RawIssue, app: Actor, reader: Reader): Promise<RawComment[]> {
  const eligible: RawComment[] = []
  for (const comment of issue.comments) if (await couldCount(comment, app, reader)) eligible.push(comment)
  const verdicts = await verdictsOn(api, eligible, app)
  return eligible.filter(({ id }) => verdicts.get(id) === 'accepted')
}

export type Verdict = 'accepted' | 'refused'

/** Reads the App's verdicts on the latest of these comments, by comment id. Comments without one are left out. */
export async function verdictsOn(api: Api, comments: RawComment[], app: Actor): Promise<Map<number, Verdict>> {
  const latest = comments.slice(-maxComments)
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

/** Returns whether a comment holds a report or a command, and no command that anybody may give. */
export function isGuarded({ report, commands }: CommentReading): boolean {
  const known = commands.flatMap((each) => {
    const command = commandNamed(each.name)
    return command ? [command.whoFor?.(each) ?? command.who] : []
  })
  return (report !== null || known.length > 0) && known.every((who) => who !== 'anyone')
}

/** A refusal wins over an acceptance. */
function verdictIn(node: NonNullable<Answer['nodes'][number]>, app: Actor): Verdict | null {
  const gave = (content: string) =>
    node.reactionGroups?.some(
      (group) => group.content === content && group.reactors.nodes?.some((one) => one?.databaseId === app.id),
    ) ?? false
  if (gave('THUMBS_DOWN')) return 'refused'
  return gave('THUMBS_UP') ? 'accepted' : null
}
