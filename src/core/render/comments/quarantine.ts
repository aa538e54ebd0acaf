/** A packet the bot stumbles over, through a fault of its own. */
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { EvaluatedPacket } from '../../state/packet.ts'
import { prose } from '../escape.ts'

/** Its text names the error, so that it can be reported. */
export function quarantineNotice(packet: EvaluatedPacket): MarkedComment {
  const why = packet.text.problems.map((problem) => prose(problem.message, 500)).join(' ')
  return markedComment(
    MARKER.quarantined,
    `❗ ${why}`,
    'Its branch and its pull request stay as they are, and the other packets go on. I look at it again whenever something changes here; an edit of the text, or of the comment I stumbled over, may help. Whoever runs this bot finds the whole error in its log.',
  )
}

/** The same comment once it is over. */
export function quarantineOver(): MarkedComment {
  return markedComment(
    MARKER.quarantined,
    'I had stumbled over this packet and left it alone for a while. That is over.',
  )
}
