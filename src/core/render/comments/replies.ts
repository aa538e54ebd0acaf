/** Short answers to commands. */

import type { CheckName } from '../../checks/define.ts'
import { waitsForApproval } from '../../merging/block.ts'
import { checkRunName } from '../../records/check-run.ts'
import { type MarkedComment, markedComment } from '../../records/markers.ts'
import { MARKER } from '../../records/names.ts'
import type { PacketState } from '../../state/packet.ts'
import { code, fence, prose, text } from '../escape.ts'
import { fileName } from '../file-name.ts'
import { blockWords } from '../rules.ts'
import { statusWords } from '../status.ts'
import { APPROVE_TRIAL } from '../trial-approval.ts'
import { bullets, list, waitWords } from '../words.ts'

/** A command as its declaration describes it. */
export interface CommandWords {
  usage: string
  does: string
  examples: string[]
  /** Who may use it, in words: `writers`. */
  who: string
}

/** Not allowed: once per person and issue. `id`: the person's user id. */
export function refusal(id: number, command: string, who: string): MarkedComment {
  return markedComment(MARKER.refused.of(id), `${code(`/${command}`)} is for ${text(who, 120)}.`)
}

/** A malformed command, or a near miss of a known one. `typed`: what was typed, with its slash. */
export function usage(comment: number, typed: string, words: CommandWords): MarkedComment {
  const example = words.examples[0]
  return markedComment(
    MARKER.usage.of(comment),
    `I did not understand ${code(typed, 80)}. Did you mean:`,
    fence(example === undefined || example === words.usage ? words.usage : `${words.usage}\n${example}`, 'text'),
    prose(words.does, 300),
  )
}

/** `/help`: the commands this person may use here. */
export function help(comment: number, commands: CommandWords[]): MarkedComment {
  return markedComment(
    MARKER.help.of(comment),
    'You can use these commands here, at the start of a line:',
    commands.map(helpLine).join('\n'),
    examples(commands),
  )
}

/** Not a table: a usage has pipes, which do not work in code in a cell, and a phone shows a list better. */
function helpLine(words: CommandWords): string {
  const forms = words.usage.split('\n').map((line) => code(line))
  return `- ${forms.join(' or ')}: ${prose(words.does, 300)} For ${text(words.who, 120)}.`
}

function examples(commands: CommandWords[]): string | null {
  const lines = commands.flatMap((c) => c.examples.slice(0, 1))
  return lines.length === 0 ? null : `For example:\n\n${fence(lines.join('\n'), 'text')}`
}

/** A bare `/status`: the packet's status and its next step. */
export function statusReply(comment: number, packet: PacketState): MarkedComment {
  const percent = packet.talk.percent === null ? '' : `, ~${packet.talk.percent}%`
  return markedComment(
    MARKER.standing.of(comment),
    `${code(packet.name)} is ${statusWords(packet.status)}${percent}. ${nextStep(packet)}`,
    bullets(statusLines(packet)),
  )
}

function statusLines(packet: PacketState): string[] {
  const ticked = packet.text.packet.acceptance.filter((c) => c.checked).length
  const red = redChecks(packet)
  return [
    `Criteria: ${ticked} of ${packet.text.packet.acceptance.length} ticked`,
    packet.progress.report !== null &&
      packet.progress.report.text !== '' &&
      `Last report: ${text(packet.progress.report.text, 200)}`,
    packet.work.pull !== null && `Pull request: #${packet.work.pull.number}`,
    red.length > 0 && `Red: ${list(red.map((name) => code(checkRunName(name))))}`,
    ...packet.talk.decisions
      .filter((d) => d.answer === null)
      .map((d) => `Open question ${d.number}: ${text(d.question, 200)}`),
  ].filter((line) => typeof line === 'string')
}

export function redChecks(packet: PacketState): CheckName[] {
  return Object.values(packet.work.checks)
    .filter((check) => check.conclusion === 'failure' || check.conclusion === 'timed_out')
    .map((check) => check.name)
}

/** The packet's next step, in one sentence. */
function nextStep(packet: PacketState): string {
  switch (packet.status) {
    case 'proposed':
      return 'A writer accepts it with `/accept`.'
    case 'invalid':
      return 'Edit the issue to fix the errors in my comment above.'
    case 'waiting':
      return `It ${waitWords(packet.waits) || 'waits'}.`
    case 'ready':
      return 'It waits for its agent: a push or a `/status` starts it.'
    case 'running':
      return 'Its agent reports `/status done` when the criteria are met.'
    case 'blocked':
      return 'A writer answers with `/unblock DECISION`.'
    case 'drifting':
      return `Out of bounds: ${list(packet.work.drift.slice(0, 5).map((d) => fileName(d.path)))}. A writer comments \`/scope allow\` or \`/redirect TEXT\`, or the agent removes the change.`
    case 'paused':
      return 'A writer resumes it with `/resume`.'
    case 'done':
      return doneStep(packet)
    case 'merged':
      return 'Nothing is left to do.'
    case 'abandoned':
      return 'It was abandoned.'
  }
}

function doneStep(packet: PacketState): string {
  if (waitsForApproval(packet)) return APPROVE_TRIAL
  if (packet.merge.mergeBlock !== null) return `Before it can merge: ${prose(blockWords(packet.merge), 500)}`
  if (packet.atGitHub) return `It is in GitHub's merge queue, place ${packet.atGitHub.place}.`
  if (packet.queued !== null) return `It is number ${packet.queued.place} in the merge queue.`
  if (packet.work.checks.integration?.conclusion !== 'success') return 'Its trial merge must pass first.'
  return 'A writer merges it with `/merge`.'
}
