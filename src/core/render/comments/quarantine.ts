/** A packet that the bot skips because of an internal error. */
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { EvaluatedPacket } from '../../state/packet.ts'
import { prose } from '../escape.ts'

/** The notice of a quarantined packet. It names the error, so that it can be reported. */
export function quarantineNotice(packet: EvaluatedPacket): MarkedComment {
  const why = packet.text.problems.map((problem) => prose(problem.message, 500)).join(' ')
  return markedComment(
    MARKER.quarantined,
    `❗ ${why}`,
    'Edit the text of this issue, or the comment that the error names: that may help, and I try again after every change here. The operator of this bot finds the full error in its log. The branch and the pull request stay as they are, and the other packets continue.',
  )
}

/** The same comment after the quarantine has ended. */
export function quarantineOver(): MarkedComment {
  return markedComment(
    MARKER.quarantined,
    'I work on this packet again. I had skipped it because of an internal error.',
  )
}
