/** What was not merged in a session and why, nearest to a merge first. */

import type { PacketState } from '../state/packet.ts'
import type { Status } from '../state.ts'
import { countWords } from './comments/sessions.ts'
import { prose, text } from './escape.ts'
import { fileName } from './file-name.ts'
import { mergeBlockWords } from './rules.ts'
import { statusWords } from './status.ts'
import { packetLink, some, waitWords } from './words.ts'

/** Nearest to a merge first: the next session starts with those. */
const NEAREST: Status[] = [
  ...(['done', 'blocked', 'drifting', 'running', 'paused', 'ready', 'waiting'] as const),
  ...(['proposed', 'invalid', 'abandoned', 'merged'] as const),
]
/** More lines than this are counted and folded. */
const SHOWN = 12
const MOST = 200

export function deferred(packets: PacketState[]): string {
  if (packets.length === 0) return 'Nothing was left over.'
  const sorted = packets.toSorted((a, b) => NEAREST.indexOf(a.status) - NEAREST.indexOf(b.status) || a.issue - b.issue)
  const lines = sorted.slice(0, MOST).map((p) => `- ${packetLink(p)} ${statusWords(p.status)}${why(p)}`)
  if (packets.length <= SHOWN) return lines.join('\n')
  const left = packets.length - SHOWN
  const cut = packets.length > MOST ? [`- and ${packets.length - MOST} more`] : []
  const folded = [...lines.slice(SHOWN), ...cut].join('\n')
  return `${packets.length} packets were left over: ${countWords(counts(packets))}

${lines.slice(0, SHOWN).join('\n')}

<details><summary>and ${left} more</summary>

${folded}

</details>`
}

function counts(packets: PacketState[]): Partial<Record<Status, number>> {
  const found: Partial<Record<Status, number>> = {}
  for (const { status } of packets) found[status] = (found[status] ?? 0) + 1
  return found
}

/** Why a packet was not merged; '' when its status says enough. */
export function why(p: PacketState): string {
  const reason = whyWords(p)
  return reason === '' ? '' : `: ${reason}`
}

function whyWords(p: PacketState): string {
  switch (p.status) {
    case 'waiting':
      return waitWords(p.waits)
    case 'blocked':
      return text(p.progress.report?.reason ?? p.progress.report?.text ?? '', 200)
    case 'abandoned':
      return text(p.end.abandoned?.why ?? '', 200)
    case 'drifting':
      return some(
        p.work.drift.map((d) => fileName(d.path)),
        3,
      )
    case 'done':
      return p.merge.mergeBlock === null ? 'not merged yet' : prose(mergeBlockWords(p.merge.mergeBlock), 200)
    case 'ready':
      return 'its agent never reported'
    case 'running':
      return p.talk.percent === null ? '' : `~${p.talk.percent}%`
    default:
      return ''
  }
}
