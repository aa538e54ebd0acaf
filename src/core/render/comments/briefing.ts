/** The first comment an agent reads: where to work, what for, and how to report. */

import { baseRecord } from '../../records/kinds.ts'
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { DependencyState, PacketState, PacketText, PacketWork } from '../../state/packet.ts'
import { code, fence, text, truncate } from '../escape.ts'
import { bullets, list, shell } from '../words.ts'
import { boundaries } from './card.ts'

/** The briefing: one comment per packet, written when its branch has been created. */
/** @param isDefault whether its base is the default branch; any other is recorded */
export function briefing(packet: PacketState, isDefault: boolean): MarkedComment {
  return markedComment(
    MARKER.briefing,
    `**${code(packet.name)} can start.** Its branch ${code(packet.work.branch)} was created from ${code(packet.base.branch)}.${isDefault ? '' : ` It is merged into ${code(packet.base.branch)}.`}${first(packet)}`,
    fence(worktreeLines(packet), 'sh'),
    packet.text.packet.objective && `**Objective:** ${text(packet.text.packet.objective, 1000)}`,
    section('Acceptance criteria', bullets(packet.text.packet.acceptance.map((c) => text(c.text, 300)))),
    section('Boundaries', boundaries(packet)),
    section('Dependencies', bullets(packet.dependencies.map(dependencyLine))),
    packet.text.packet.contract &&
      `**Interface contract**\n\n${fence(truncate(packet.text.packet.contract, 10_000), 'text')}`,
    howToReport(),
    !isDefault && baseRecord.write({ base: packet.base.branch }),
  )
}

function section(title: string, body: string | null): string | null {
  return body ? `**${title}**\n\n${body}` : null
}

/** What to do first, from the state of the dependencies; '' when there is nothing special. */
function first(packet: PacketState): string {
  const open = packet.dependencies.filter((d) => d.kind === 'soft' && d.state === 'open').map((d) => code(d.name))
  if (open.length > 0) {
    const what = packet.text.packet.contract === null ? 'a mock' : 'the interface contract below'
    return ` First, work against ${what}: ${list(open)} ${open.length === 1 ? 'is' : 'are'} not merged yet. I will comment here when that changes.`
  }
  const delivered = packet.dependencies.filter((d) => d.state === 'delivered').map((d) => code(d.name))
  if (delivered.length > 0) return ` First, look at what ${list(delivered)} delivered; it is in this branch.`
  return ''
}

/** Shell lines that create a worktree for this packet, to paste in a clone. */
function worktreeLines(packet: Pick<PacketState, 'name'> & { work: Pick<PacketWork, 'branch'> }): string {
  const dir = shell(`worktrees/agent-${packet.name}`)
  return `git fetch origin\ngit worktree add ${dir} ${shell(packet.work.branch)}\ncd ${dir}`
}

/** The shell line that removes the worktree, under the name it was created with. */
export function removeWorktreeLine({
  name,
  text: { startedAs },
  ...packet
}: Pick<PacketState, 'name'> & {
  work: Pick<PacketWork, 'branch'>
  text: Pick<PacketText, 'startedAs'>
}): string {
  return `git worktree remove ${shell(`worktrees/agent-${startedAs}`)} && git branch -D ${shell(packet.work.branch)}`
}

const DEPENDENCY_STATE: Record<DependencyState['state'], string> = {
  delivered: 'merged',
  open: 'not merged yet',
  'not-filed': 'not filed yet',
  abandoned: 'abandoned',
  lost: 'merged, but no longer on the base branch',
  waived: 'waived: work without it',
  nobody: 'names no packet',
}

/** `` `db-users` (soft): not merged yet. Start with a mock ``. */
export function dependencyLine(dependency: DependencyState): string {
  const name = dependency.name === '' ? 'an unnamed packet' : code(dependency.name)
  const reason = dependency.reason === null ? '' : `. ${text(dependency.reason, 200)}`
  return `${name} (${dependency.kind}): ${stateWords(dependency)}${reason}`
}

const stateWords = ({ state, only }: DependencyState): string =>
  only === undefined ? DEPENDENCY_STATE[state] : `merged only into ${code(only)}`

function howToReport(): string {
  const lines = [
    '/status running 40% what is finished',
    '/status blocked what you need, and what you could do meanwhile',
    '/ask a question that does not stop you',
    '/scope add PATH - why you need it',
    '/status done',
  ]
  return [
    '**How to report:** comment here with one of these at the start of a line.',
    fence(lines.join('\n'), 'text'),
    'Tick the criteria in the issue as you meet them. Your first push of a commit opens the pull request.',
  ].join('\n\n')
}
