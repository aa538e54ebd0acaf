/**
 * What the App itself has said before, found by its markers. An App comment that somebody else edited still counts as
 * said (it is not said again), but is no longer trusted as a record.
 */
import type { Actor, CommentFact } from './facts.ts'
import { markersIn } from './say/markers.ts'

export interface ToldComment {
  comment: CommentFact
  /** Ids of its markers, the first one being its identity. */
  markers: string[]
  trusted: boolean
}

export interface Told {
  all: ToldComment[]
  has(marker: string): boolean
  /** The newest comment whose identity is this marker. */
  find(marker: string): ToldComment | null
  /** Trusted markers that start so, in order of time: `[rest of the marker, comment]`. */
  records(prefix: string): { rest: string; comment: CommentFact }[]
}

/** Text of a comment as it stands now. */
export const bodyOf = (comment: CommentFact): string => comment.revisions.at(-1)?.body ?? ''

/** Index of the App's comments among these, which may come from an issue and its pull request. */
export function toldIn(comments: CommentFact[], app: Actor): Told {
  const all = comments
    .filter((comment) => comment.author?.id === app.id)
    .map((comment) => ({
      comment,
      markers: markersIn(bodyOf(comment)),
      trusted: comment.revisions.every((revision) => revision.editor?.id === app.id),
    }))
  const byMarker = new Map(all.flatMap((told) => told.markers.map((marker) => [marker, told] as const)))
  return {
    all,
    has: (marker) => byMarker.has(marker),
    find: (marker) => byMarker.get(marker) ?? null,
    records: (prefix) =>
      all
        .filter((told) => told.trusted)
        .flatMap((told) =>
          told.markers
            .filter((m) => m.startsWith(prefix))
            .map((m) => ({ rest: m.slice(prefix.length), comment: told.comment })),
        ),
  }
}
