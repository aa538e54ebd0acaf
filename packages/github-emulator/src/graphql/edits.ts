import type { Revision } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { iso } from '../domain/time.ts'
import { actorById } from './actors.ts'
import { connection, type PageArgs } from './connection.ts'
import type { Context, Node } from './context.ts'

/** Fields of everything that has a text and a history of it. */
export function editedFields(context: Context, id: number, revisions: readonly Revision[]): Node {
  const last = revisions.length > 1 ? revisions.at(-1) : undefined
  return {
    editor: () => (last ? actorById(context, last.editorId) : null),
    lastEditedAt: last ? iso(last.at) : null,
    includesCreatedEdit: revisions.length > 1,
    userContentEdits: (args: PageArgs) => contentEdits(context, id, revisions, args),
  }
}

/**
 * Newest first. There are none until the text is edited for the first time; from then on the original is the oldest of
 * them. `diff` holds the whole text as of that edit.
 */
function contentEdits(context: Context, id: number, revisions: readonly Revision[], args: PageArgs): Node {
  const edits = revisions.length > 1 ? revisions.map((revision, index) => ({ revision, index })) : []
  return connection({
    field: 'userContentEdits',
    items: edits,
    args,
    descending: true,
    keyOf: ({ revision, index }) => [revision.at, index],
    toNode: ({ revision, index }) => ({
      __typename: 'UserContentEdit',
      id: nodeId('UserContentEdit', `${id}:${index}`),
      createdAt: iso(revision.at),
      updatedAt: iso(revision.at),
      editedAt: iso(revision.at),
      deletedAt: null,
      deletedBy: null,
      diff: revision.body,
      editor: () => actorById(context, revision.editorId),
    }),
  })
}
