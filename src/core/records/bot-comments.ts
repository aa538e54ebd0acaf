/**
 * What the App itself has said before, found by its markers. An App comment that somebody else edited last still counts
 * as said (it is not said again), but is no longer trusted as a record.
 */

import type { Actor, CommentFact } from '../snapshot/snapshot.ts'
import { type Ledger, noLedger, readLedger } from './ledger.ts'
import { markersIn } from './markers.ts'
import { MARKER } from './names.ts'

export interface BotComment {
  comment: CommentFact
  /** Ids of its markers, the first one being its identity. */
  markers: string[]
  trusted: boolean
}

export interface BotComments {
  all: BotComment[]
  /** When somebody deleted a comment of the App here last. */
  deletedAt: number | null
  /** What the App wrote down with its verdicts. */
  ledger: Ledger
  /**
   * What was said up to then may have been judged in a comment of the App that is gone: somebody deleted one, and no
   * ledger goes back that far. Ms; 0: nothing is lost.
   */
  lostUntil: number
  has(marker: string): boolean
  /** The newest comment whose identity is this marker. */
  find(marker: string): BotComment | null
  /** Trusted markers that start so, in order of time: `[rest of the marker, comment]`. */
  records(prefix: string): { rest: string; comment: CommentFact }[]
}

/** Where the App has said nothing yet. */
export const noBotComments: BotComments = {
  all: [],
  deletedAt: null,
  ledger: noLedger,
  lostUntil: 0,
  has: () => false,
  find: () => null,
  records: () => [],
}

/** Text of a comment as it stands now. */
export const bodyOf = (comment: CommentFact): string => comment.revisions.at(-1)?.body ?? ''

/** Index of the App's comments among these, which may come from an issue and its pull request. */
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

/** Up to when what these people said here is refused, by account: by the App's refusals, and by its ledger. */
export function refusals(botComments: BotComments): Map<number, number> {
  const known = new Map<number, number>()
  const written = botComments.records(MARKER.refusedUntil.prefix).map(({ rest }) => rest.split(':').map(Number))
  for (const [account = 0, until = 0] of [...botComments.ledger.refused, ...written])
    if (until > (known.get(account) ?? 0)) known.set(account, until)
  return known
}
