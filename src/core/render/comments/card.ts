/** How the bot read a packet: one comment on its issue, edited in place. */

import type { Problem } from '../../parse/packet/reading.ts'
import { acceptedRecord } from '../../records/kinds.ts'
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { DependencyState, PacketState, PacketText } from '../../state/packet.ts'
import { plural } from '../../time.ts'
import { cell, code, codeCell, prose, text } from '../escape.ts'
import { fileCell, grantName } from '../file-name.ts'
import { bullets, list, scopeEntries, some } from '../words.ts'

/**
 * The packet card. Its text depends only on what was read and accepted, so that it is rarely edited. Its record
 * stores who accepted the packet. The caller adds the marker of the accepted text (`alsoMarked`) and the line that
 * stores how commands were authorized (`ledger.ts`).
 */
export function packetCard(packet: PacketState, ledger: string | null = null): MarkedComment {
  const { accepted } = packet.text
  const record = accepted === null ? null : acceptedRecord.write({ by: accepted.by })
  return markedComment(
    MARKER.card,
    heading(packet),
    statusLine(packet),
    table(packet),
    criteria(packet),
    hidden(packet),
    problems(packet),
    record,
    ledger,
  )
}

function heading(packet: PacketState): string {
  return `**Work packet ${code(packet.name)}**, as I read it:`
}

function statusLine(packet: PacketState): string {
  if (packet.text.problems.some((p) => p.severity === 'error')) {
    return 'Edit the issue to fix the errors below; the packet cannot start before that. I read it again after every edit.'
  }
  if (packet.text.accepted === null) {
    return 'It is proposed. Nothing starts until a person with write access comments `/accept`.'
  }
  const accepted = `Accepted by ${text(packet.text.accepted.by, 60)}.`
  if (packet.text.change === null) return accepted
  return `${accepted} A later edit by ${text(packet.text.change.by, 60)} does not count until a writer comments \`/accept\`; this card shows the accepted text.`
}

function table(packet: PacketState): string {
  const p = packet.text.packet
  const rows: [string, string][] = [
    ['Objective', p.objective === null ? 'missing' : cell(p.objective, 300)],
    ['Branch', codeCell(packet.work.branch)],
    ['Risk', p.risk ?? 'low (not stated)'],
    ['In scope', scope(packet.text.packet.inScope)],
    ['Out of scope', scope(packet.text.packet.outOfScope)],
    ['Hard dependencies', dependencies(packet.dependencies, 'hard')],
    ['Soft dependencies', dependencies(packet.dependencies, 'soft')],
    ['Interface contract', p.contract === null ? 'none' : 'stated'],
  ]
  if (packet.work.grants.length > 0) rows.push(['Granted later', grants(packet)])
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n')
}

function scope(entries: PacketText['packet']['inScope']): string {
  if (entries.length === 0) return 'not stated'
  const shown = entries.map((entry) => (entry.path === null ? `${cell(entry.text)} (prose)` : codeCell(entry.path)))
  return some(shown, 20)
}

function grants(packet: PacketState): string {
  return some(
    packet.work.grants.map((grant) => `${grantName(grant, fileCell)} by ${cell(grant.by, 60)}`),
    20,
  )
}

function dependencies(all: DependencyState[], kind: 'hard' | 'soft'): string {
  const names = all.filter((d) => d.kind === kind).map((d) => cell(d.name, 60))
  return names.length === 0 ? 'none' : some(names, 20)
}

function criteria(packet: PacketState): string | null {
  if (packet.text.packet.acceptance.length === 0) return null
  return `Acceptance criteria:\n${bullets(packet.text.packet.acceptance.map((c) => text(c.text, 300)))}`
}

/** An agent reads the raw text, a person the page. Shows what only the agent would see, before anybody accepts it. */
function hidden(packet: PacketState): string | null {
  if (packet.text.hidden === null) return null
  const { comments, invisible } = packet.text.hidden
  const lines = comments.map((comment) => `a comment: ${text(comment, 200)}`)
  if (invisible.count > 0) {
    lines.push(`${plural(invisible.count, 'invisible character')}, line ${list(invisible.lines.map(String))}`)
  }
  return `⚠️ **Not visible on the page**, but part of the text that waits for \`/accept\`:\n\n${bullets(lines)}`
}

function problems(packet: PacketState): string | null {
  if (packet.text.problems.length === 0) return null
  const errors = packet.text.problems.filter((p) => p.severity === 'error')
  const warnings = packet.text.problems.filter((p) => p.severity === 'warning')
  return [...errors, ...warnings].map(oneProblem).slice(0, 50).join('\n')
}

function oneProblem(problem: Problem): string {
  const sign = problem.severity === 'error' ? '❗ **Error**' : '⚠️ **Warning**'
  const where = problem.line === 0 ? '' : `, line ${problem.line}`
  return `- ${sign}${where}: ${prose(problem.message)}`
}

/** For a briefing or a pull request: both boundaries as bullets, null when none are stated. */
export function boundaries(packet: PacketState): string | null {
  const inside = scopeEntries(packet.text.packet.inScope)
  const granted = packet.work.grants.map((grant) => grantName(grant))
  const outside = scopeEntries(packet.text.packet.outOfScope)
  const lines = [
    inside.length > 0 && `In scope: ${some([...inside, ...granted], 50)}`,
    outside.length > 0 && `Out of scope: ${some(outside, 50)}`,
  ].filter((line) => line !== false)
  return lines.length === 0 ? null : bullets(lines)
}
