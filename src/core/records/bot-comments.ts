/**
 * Index of the App's own comments, found by their markers. A comment that somebody else edited last still counts as
 * written, so the App does not write it again, but it is no longer trusted as a record.
 */

import type { Actor, CommentFact } from '../snapshot/snapshot.ts'
import { type Ledger, noLedger, readLedger } from './ledger.ts'
import { markersIn } from './markers.ts'
import { MARKER } from './names.ts'

export interface BotComment {
  comment: CommentFact
  /** Ids of its markers. The first one identifies the comment. */
  markers: string[]
  trusted: boolean
}

export interface BotComments {
  all: BotComment[]
  /** When somebody last deleted a comment of the App here; null: never. */
  deletedAt: number | null
  /** What the App recorded with its verdicts. */
  ledger: Ledger
  /**
   * Verdicts on comments up to this time may be lost: somebody deleted a comment of the App, and no ledger goes back
   * that far. Milliseconds since the epoch; 0: nothing is lost.
   */
  lostUntil: number
  has(marker: string): boolean
  /** Returns the newest comment with this marker. */
  find(marker: string): BotComment | null
  /** Returns the markers with this prefix in trusted comments, oldest first. `rest` is the marker without the prefix. */
  records(prefix: string): { rest: string; comment: CommentFact }[]
}

/** The index of an issue on which the App has not commented. */
export const noBotComments: BotComments = {
  all: [],
  deletedAt: null,
  ledger: noLedger,
  lostUntil: 0,
  has: () => false,
  find: () => null,
  records: () => [],
}

/** Returns the current text of a comment. */
export const bodyOf = (comment: CommentFact): string => comment.revisions.at(-1)?.body ?? ''

/** Indexes the App's comments among these, which may come from an issue and its pull request. */
export function botCommentsIn(comments: CommentFact[], app: Actor, deletedAt: number | null = null): BotComments {
  const all = comments
    .filter((comment) => comment.author?.id === app.id)
    .map((comment) => ({
      comment,
      markers: markersIn(bodyOf(comment)),
      trusted: comment.revisions.at(-1)?.editor?.id === app.id,
    }))
  const { ledger, since } = readLedger(comments, app)
  const byMarker = new Map(
    all.flatMap((botComment) => botComment.markers.map((marker) => [marker, botComment] as const)),
  )
  return {
    all,
    deletedAt,
    ledger,
    lostUntil: deletedAt === null ? 0 : Math.min(deletedAt, since ?? deletedAt),
    has: (marker) => byMarker.has(marker),
    find: (marker) => byMarker.get(marker) ?? null,
    records: (prefix) =>
      all
        .filter((botComment) => botComment.trusted)
        .flatMap((botComment) =>
          botComment.markers
            .filter((m) => m.startsWith(prefix))
            .map((m) => ({ rest: m.slice(prefix.length), comment: botComment.comment })),
        ),
  }
}

/** Returns until when each account's comments are refused here, from the App's refusals and its ledger. */
export function refusals(botComments: BotComments): Map<number, number> {
  const refusedUntil = new Map<number, number>()
  const fromMarkers = botComments.records(MARKER.refusedUntil.prefix).map(({ rest }) => rest.split(':').map(Number))
  for (const [account = 0, until = 0] of [...botComments.ledger.refused, ...fromMarkers])
    if (until > (refusedUntil.get(account) ?? 0)) refusedUntil.set(account, until)
  return refusedUntil
}
