import type { Reaction } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso, isoOrNull } from '../domain/time.ts'
import { actorById } from './actors.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, type Node, viewerUser } from './context.ts'

/** REST's word for each of GraphQL's reactions, in GitHub's order. */
const words: Record<string, Reaction['content']> = {
  THUMBS_UP: '+1',
  THUMBS_DOWN: '-1',
  LAUGH: 'laugh',
  HOORAY: 'hooray',
  CONFUSED: 'confused',
  HEART: 'heart',
  ROCKET: 'rocket',
  EYES: 'eyes',
}

export const restReaction = (content: string): Reaction['content'] | undefined => words[content]

/** Fields of everything that can be reacted to. */
export function reactableFields(context: Context, reactions: readonly Reaction[], subject: () => Node): Node {
  return {
    reactionGroups: () =>
      Object.entries(words).map(([content, word]) => {
        const group = reactions.filter((reaction) => reaction.content === word)
        return reactionGroup(context, content, group, subject)
      }),
    reactions: (args: PageArgs & { content?: string | null }) => {
      const wanted = args.content
        ? reactions.filter((reaction) => reaction.content === words[args.content ?? ''])
        : reactions
      const me = viewerUser(context.viewer)
      return connection({
        field: 'reactions',
        items: wanted,
        args,
        keyOf: (reaction) => [reaction.createdAt, reaction.id],
        toNode: (reaction) => reactionNode(context, reaction, subject),
        more: { viewerHasReacted: wanted.some((reaction) => reaction.userId === me?.id) },
      })
    },
    viewerCanReact: viewerUser(context.viewer) !== null,
  }
}

export function reactionNode(context: Context, reaction: Reaction, subject: () => Node): Node {
  return {
    __typename: 'Reaction',
    id: nodeId('Reaction', reaction.id),
    databaseId: reaction.id,
    content: Object.keys(words).find((content) => words[content] === reaction.content),
    createdAt: iso(reaction.createdAt),
    user: () => actorById(context, reaction.userId),
    reactable: subject,
  }
}

function reactionGroup(context: Context, content: string, group: Reaction[], subject: () => Node): Node {
  const me = viewerUser(context.viewer)
  const reactors = (field: string) => (args: PageArgs) =>
    connection({
      field,
      items: group,
      args,
      keyOf: (reaction) => [reaction.createdAt, reaction.id],
      toNode: (reaction) => actorById(context, reaction.userId),
    })
  return {
    content,
    createdAt: isoOrNull(group[0]?.createdAt ?? null),
    subject,
    viewerHasReacted: group.some((reaction) => reaction.userId === me?.id),
    users: reactors('users'),
    reactors: reactors('reactors'),
  }
}
