/** Comments on the way from done to merged, and notices to dependents. */

import type { CheckState } from '../../checks/findings.ts'
import { fingerprint } from '../../parse/packet/fingerprint.ts'
import { type MergedRecord, mergedRecord } from '../../records/kinds.ts'
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { Trouble } from '../../state/obstacles.ts'
import type { PacketMerge, PacketState, PacketText, PacketWork } from '../../state/packet.ts'
import { code, fence, link, prose, text } from '../escape.ts'
import { fixNotRun, type NotRun, wentWrong } from '../integration.ts'
import { bullets, list, shell, short } from '../words.ts'
import { removeWorktreeLine } from './briefing.ts'

/**
 * A check turned red and took the packet out of done. `report`: id of the comment that reported done, now void.
 * `notRun`: why there was no test, where that is among the reasons; a push does not fix it.
 */
export function takenOutOfDone(
  report: number | string,
  red: CheckState[],
  notRun: NotRun | null = null,
): MarkedComment {
  const isAgents = red.length > (notRun === null ? 0 : 1)
  return markedComment(
    MARKER.undone.of(report),
    `Back to running: ${red.length === 1 ? 'a check is' : `${red.length} checks are`} red.`,
    bullets(red.map((check) => `${checkName(check)}: ${text(check.title, 300)}${firstLine(check)}`)),
    notRun?.detail && fence(notRun.detail.slice(0, 5000), 'text'),
    notRun && fixNotRun(notRun),
    isAgents && 'Agent: fix this, push, and report `/status done` again.',
  )
}

function checkName(check: CheckState): string {
  const name = `switchyard/${check.name}`
  return check.url === null ? code(name) : link(name, check.url)
}

/** The last lines that the first failed step printed. */
function firstLine(check: CheckState): string {
  const failed = check.steps.find(wentWrong)
  const tail = failed?.tail.trim() ?? ''
  return tail === '' ? '' : `\n\n${indent(fence(tail.split('\n').slice(-15).join('\n'), 'text'))}`
}

const indent = (s: string): string => s.replace(/^/gm, '  ')

export interface MergedPacket {
  packet: Pick<PacketState, 'name' | 'issue'> & {
    work: Pick<PacketWork, 'branch'>
    text: Pick<PacketText, 'startedAs'>
  }
  pull: number | null
  sha: string
  baseBranch: string
}

/** The packet's last comment. Its record stores the figures, where given: after the merge, the diff is empty. */
export function merged(
  delivery: MergedPacket,
  figures: Pick<MergedRecord, 'files' | 'lines' | 'passedAt'> | null = null,
  tree: PacketMerge['mergedTree'] = 'tested',
): MarkedComment {
  const pull = delivery.pull === null ? '' : ` by #${delivery.pull}`
  return markedComment(
    MARKER.merged,
    `${code(delivery.packet.name)} is merged into ${code(delivery.baseBranch)} as ${code(short(delivery.sha))}${pull}.${tree !== 'tested' ? `\n\n${untested(delivery, tree)}\n\n` : ' '}To remove the local worktree:`,
    fence(removeWorktreeLine(delivery.packet), 'sh'),
    mergedRecord.write({ files: null, lines: null, ...figures, sha: delivery.sha, pull: delivery.pull }),
  )
}

function untested({ baseBranch, sha }: MergedPacket, tree: 'other' | 'unknown'): string {
  const [base, merge] = [code(baseBranch), code(short(sha))]
  if (tree === 'unknown')
    return `⚠️ Check that the tests pass on ${base}: GitHub made the merge, and I could not compare ${merge} with what was tested.`
  return `⚠️ **${merge} is not what was tested.** Check that the tests pass on ${base}: it received another commit between the test and GitHub's merge.`
}

/** To a packet that depends on the delivered one, once. `resumed`: its block named that packet, so it runs again. */
export function dependentNotice(
  delivery: MergedPacket,
  dependent: { kind: 'hard' | 'soft'; resumed: boolean },
): MarkedComment {
  const base = code(delivery.baseBranch)
  const then = dependent.kind === 'soft' ? ' and replace the mock' : ''
  return markedComment(
    MARKER.told.of(delivery.packet.issue),
    `${code(delivery.packet.name)} is merged as ${code(short(delivery.sha))}: merge ${base} into your branch${then}.`,
    fence(`git fetch origin\ngit merge ${shell(`origin/${delivery.baseBranch}`)}`, 'sh'),
    dependent.resumed && 'You were blocked on it; this packet is running again.',
  )
}

/** To the agent of a packet whose branch the App may not update. */
export function bringInNotice({ base, pull, head }: Extract<Trouble, { kind: 'workflows' }>): MarkedComment {
  return markedComment(
    MARKER.bringIn.of(head),
    `Agent: merge ${code(base)} into your branch and push. It changed files in ${code('.github/workflows')}, and GitHub does not let me bring them in.`,
    fence(`git fetch origin\ngit merge ${shell(`origin/${base}`)}\ngit push`, 'sh'),
    `A person can press "Update branch" on #${pull} instead, or an owner grants the App ${code('workflows: write')}.`,
  )
}

/** To a packet whose dependency was abandoned: a writer must decide how it continues. */
export function dependencyAbandoned(lost: {
  name: string
  issue: number | null
  by: string
  why: string
}): MarkedComment {
  const why = lost.why === '' ? '' : `: ${text(lost.why)}`
  return markedComment(
    lost.issue === null ? MARKER.lost.of(slug(lost.name)) : MARKER.lost.of(lost.issue),
    `${text(lost.by, 60)} abandoned ${code(lost.name)}, which this packet depends on${why}`,
    `A writer decides: ${code(`/waive ${lost.name}`)} to start without it, ${code('/depends hard on OTHER')} to wait for another, or ${code('/abandon')}.`,
  )
}

const slug = (s: string): string => s.toLowerCase().replace(/[^a-z0-9._/]+/g, '-')

/** Which head a `/merge` is for, where it came within the same second as the push. The marker stores the head. */
export function mergeSeen(comment: number, head: string): MarkedComment {
  return markedComment(MARKER.mergeHead.of(comment, head), `Queued at ${code(short(head))}.`)
}

/** A push after `/merge` cancels it. */
export function queueLeft(left: { comment: number; branch: string; wanted: string; now: string }): MarkedComment {
  return markedComment(
    MARKER.queueLeft.of(left.comment),
    `${code('/merge')} was for ${code(short(left.wanted))}; ${code(left.branch)} has moved to ${code(short(left.now))} since. Comment ${code('/merge')} again.`,
  )
}

/** The command that queued the packet, or its 👍, is gone. */
export function queueLapsed(comment: number): MarkedComment {
  return markedComment(
    MARKER.queueLapsed.of(comment),
    'Comment `/merge` again: the one that queued this packet is gone, so the packet left the queue.',
  )
}

/** A merge that waits for a person; each reason is reported once. `comment`: id of the `/merge`, or 0. */
export function mergeHeld(comment: number, why: string[]): MarkedComment {
  const id = fingerprint('', why.join('\n')).slice(0, 8)
  return markedComment(
    MARKER.held.of(comment, id),
    `Queued, but it cannot merge yet: ${list(why.map((one) => prose(one, 500)))}.`,
  )
}
