/** The table of packets. */

import { waitsForApproval } from '../../merging/block.ts'
import type { PacketState } from '../../state/packet.ts'
import { isOver } from '../../status/statuses.ts'
import { plural } from '../../time.ts'
import { redChecks } from '../comments/replies.ts'
import { cell, proseCell, text } from '../escape.ts'
import { fileCell } from '../file-name.ts'
import { mergeBlockWords } from '../rules.ts'
import { statusWords } from '../status.ts'
import { list, some, waitWords } from '../words.ts'
import type { View } from './view.ts'

const HEAD = '| # | Branch | Packet | Status | Last check | Progress | Notes |\n|---|---|---|---|---|---|---|'

/** Rows in order of filing; when there are too many, finished packets are dropped first. */
export function packetTable(v: View, max: number): string {
  if (v.packets.length === 0) return `${HEAD}\n\n${howToFile()}`
  const shown = new Set(
    [...v.packets].sort((a, b) => Number(isOver(a.status)) - Number(isOver(b.status))).slice(0, max),
  )
  const rows = v.packets.filter((p) => shown.has(p)).map((p) => row(p, v))
  const left = v.packets.length - rows.length
  const more = left === 0 ? '' : `\n\nand ${left} more: [all packets](${v.state.repoUrl}/issues?q=label%3Apacket)`
  return [HEAD, ...rows].join('\n') + more
}

function howToFile(): string {
  return 'No packets yet. File an issue titled `Work Packet: NAME` with an objective and a list of acceptance criteria, and it appears here.'
}

function row(p: PacketState, v: View): string {
  const columns = [
    `#${p.issue}`,
    cell(p.work.branch, 100),
    cell(p.name, 60),
    statusWords(p.status),
    v.when(p.progress.lastHeardAt),
    progress(p),
    notes(p, v) || '–',
  ]
  return `| ${columns.join(' | ')} |`
}

function progress(p: PacketState): string {
  if (p.status === 'merged' || (p.status === 'done' && p.talk.percent === 100)) return '100%'
  return p.talk.percent === null ? '–' : `~${p.talk.percent}%`
}

/** One line: what matters most about this packet now. */
function notes(p: PacketState, v: View): string {
  const lines = [
    statusNote(p, v),
    p.text.change === null || p.status === 'proposed' ? '' : 'edited, waits for `/accept`',
    p.merge.trouble.length > 0 ? 'trouble, see above' : '',
  ]
  return lines.filter((line) => line !== '').join('; ')
}

function statusNote(p: PacketState, v: View): string {
  switch (p.status) {
    case 'waiting':
      return waitWords(p.waits)
    case 'blocked':
      return note(p.progress.report?.reason ?? p.progress.report?.text)
    case 'drifting':
      return some(
        p.work.drift.map((d) => fileCell(d.path)),
        2,
      )
    case 'done':
      return doneNote(p, v)
    case 'abandoned':
      return note(p.end.abandoned?.why)
    case 'invalid':
      return note(p.text.problems.find((problem) => problem.severity === 'error')?.message)
    case 'merged':
    case 'proposed':
      return ''
    default:
      return note(p.progress.report?.text)
  }
}

const note = (s: string | null | undefined): string => text(s ?? '', 120)

function doneNote(p: PacketState, v: View): string {
  const red = redChecks(p)
  if (red.length > 0) return `red: ${list(red)}`
  if (p.atGitHub) return `in GitHub's merge queue, place ${p.atGitHub.place}`
  if (p.queued !== null) return `in the queue, place ${p.queued.place}`
  if (p.merge.mergeBlock !== null) return proseCell(mergeBlockWords(p.merge.mergeBlock), 120)
  if (p.work.checks.integration?.conclusion === 'success') return 'green'
  if (waitsForApproval(p)) return 'waits for a writer to allow its trial merge'
  const since = p.work.checks.integration?.runningSince ?? null
  const when = since === null ? '' : ` since ${v.when(since)}`
  return `trial merge under way${when}, tests may take ${plural(v.state.config.timeout, 'minute')}`
}
