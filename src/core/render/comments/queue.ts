/** Comments about GitHub's merge queue. */
import { type QueueEventFact, removalReason } from '../../merging/queue.ts'
import { alsoMarked, type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { CheckRunFact } from '../../snapshot/snapshot.ts'
import { code, fence, link, text } from '../escape.ts'
import { bullets, short } from '../words.ts'

export interface PutOut {
  out: QueueEventFact
  baseBranch: string
  repoUrl: string
  /** The App's own red checks on the commit that was to be merged, and what the tests printed last. */
  red: Pick<CheckRunFact, 'name' | 'title' | 'url'>[]
  tail: string
}

/** The pull request left the queue, and the packet need not change. */
export const putOut = (left: PutOut): MarkedComment =>
  markedComment(
    MARKER.putOut.of(left.out.pull, left.out.at),
    `${first(left)} It left Switchyard's queue as well: a writer comments \`/merge\` to queue it again.`,
  )

/** The work does not fit the base branch: back to its agent. `report`: id of the comment that reported done, now void. */
export function putOutOfDone(left: PutOut, report: number): MarkedComment {
  const tail = left.tail.trim().split('\n').slice(-15).join('\n')
  const comment = markedComment(
    MARKER.putOut.of(left.out.pull, left.out.at),
    `Back to running: ${first(left)}`,
    left.red.length > 0 && bullets(left.red.map(({ name, title, url }) => `${link(name, url)}: ${text(title, 300)}`)),
    tail !== '' && fence(tail, 'text'),
    `Agent: merge ${code(left.baseBranch)} into your branch, fix this, push, and report \`/status done\` again. Then a writer comments \`/merge\`.`,
  )
  return alsoMarked(comment, MARKER.undone.of(report))
}

function first({ out, baseBranch, repoUrl }: PutOut): string {
  const queue = `GitHub's merge queue for ${code(baseBranch)}`
  const took = `${queue} took #${out.pull} out`
  const commit = out.group === null ? '' : ` on ${link(short(out.group), `${repoUrl}/commit/${out.group}`)}`
  switch (removalReason(out.reason)) {
    case 'conflict':
      return `${took}: it conflicts with what is merged before it.`
    case 'checks':
      return `${took}: a required check failed${commit}.`
    case 'late':
      return `${took}: a required check did not report in time${commit}.`
    case 'manual':
      return `${out.by === null ? 'Somebody' : text(out.by.login, 60)} took #${out.pull} out of ${queue}.`
    default:
      return `${took}${out.reason === '' ? '' : `: ${text(out.reason.replaceAll('_', ' ').toLowerCase(), 100)}`}.`
  }
}
