/** Comments on reviews: remarks for the agent, and the confirmation of a merge over an objection. */

import { remarksRecord } from '../../records/kinds.ts'
import { alsoMarked, type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { Actor } from '../../snapshot/snapshot.ts'
import type { ObjectionState } from '../../state/obstacles.ts'
import { code, link, quoteBlock, text } from '../escape.ts'
import { reviewer } from '../rules.ts'
import { bullets, list, short } from '../words.ts'

export interface Remarks {
  /** Id of the review. */
  review: number
  by: Actor | null
  url: string
  pull: number
  /** '' where only lines were commented on. */
  body: string
  lines: { path: string; text: string }[]
}

const LINES = 15

/** "Changes requested", passed to the agent once. `asked`: id of the report after which the review was requested again. */
export function remarksNotice(remarks: Remarks, asked: number | null = null): MarkedComment {
  const { review, by, url, pull, body, lines } = remarks
  const words = body.trim()
  const comment = markedComment(
    MARKER.remarks.of(review),
    `**Changes requested** by ${reviewer(by)} in ${link('a review', url)} of #${pull}${words === '' && lines.length === 0 ? ', without a comment.' : ':'}`,
    words !== '' && quoteBlock(words),
    lines.length > 0 &&
      bullets(
        lines.map((line) => `${code(line.path)}: ${text(line.text, 500)}`),
        LINES,
      ),
    'Agent: push the requested changes, or comment why not, and report `/status done` again.',
    asked !== null && `The agent reported done again, so I asked ${reviewer(by)} to review again.`,
    remarksRecord.write({ review, by: by?.login ?? 'ghost', account: by?.id ?? null }),
  )
  return asked === null ? comment : alsoMarked(comment, MARKER.asked.of(review, asked))
}

/**
 * Answers a `/merge` over somebody's objection, once per objection and head. `comment`: id of the `/merge`, or 0.
 */
export function mergeOver(
  objections: ObjectionState[],
  merge: { comment: number; pull: number; head: string },
): MarkedComment {
  const [first, ...more] = objections.map(({ review }) => MARKER.over.of(review, merge.head))
  const who = list([...new Set(objections.map(({ by }) => reviewer(by)))])
  const comment = markedComment(
    first ?? MARKER.over.of(0, merge.head),
    `Comment \`/merge\` again to merge ${code(short(merge.head))} over the changes that ${who} requested on #${merge.pull}:`,
    bullets(objections.map((one) => `${reviewer(one.by)}, in ${link('a review', one.url)}${wordsOf(one)}`)),
    'Otherwise it merges once each of them has approved or the review is dismissed.',
  )
  return alsoMarked(comment, ...more, MARKER.held.of(merge.comment, 'over'))
}

const wordsOf = ({ text: words }: ObjectionState): string => (words.trim() === '' ? '' : `: ${text(words, 300)}`)
