/** Text for packets and sessions. */
import { statusWords } from '../../core/render/status.ts'
import { plural } from '../../core/time.ts'
import { rulingText } from '../verbs/packet-file.ts'
import type {
  CreatedPacket,
  Explained,
  LintResult,
  NextResult,
  PacketList,
  PacketRow,
  PacketStatus,
  PacketView,
} from '../verbs/results/packets.ts'
import type { SessionCommented, SessionStarted, SessionView } from '../verbs/results/sessions.ts'
import { readable } from './markdown.ts'
import { type Style, table } from './style.ts'

export const statusText = (status: PacketRow['status']): string =>
  status === null ? '… not read yet' : statusWords(status)

export function packetList({ packets }: PacketList, style: Style): string {
  if (packets.length === 0) return 'No packets. File one with: switchyard packet create NAME'
  const rows = packets.map((one) => [`#${one.issue}`, one.name, statusText(one.status), one.assignees.join(', ')])
  return table(['#', 'Packet', 'Status', 'Assigned'], rows, style)
}

const labelled = (label: string, text: string | null, style: Style): string | null =>
  text === null || text === '' ? null : `${style('bold', `${label}:`)} ${text}`

const lines = (parts: (string | null | false)[]): string =>
  parts.filter((part) => part !== null && part !== false).join('\n')

export function packetView(view: PacketView, style: Style): string {
  const { handover } = view
  return lines([
    `${style('bold', view.name)}  ${statusText(view.status)}  ${view.url}`,
    view.withheld === null ? null : style('yellow', `! ${view.withheld}`),
    labelled('Objective', view.objective, style),
    labelled('Branch', view.branch, style),
    labelled('Base', view.base, style),
    labelled('Pull request', pullText(view.pull), style),
    labelled('Risk', view.risk, style),
    labelled('Session', view.session, style),
    labelled('Assigned', view.assignees.join(', '), style),
    labelled('In scope', view.inScope.join(', '), style),
    labelled('Out of scope', view.outOfScope.join(', '), style),
    labelled('Hard dependencies', view.hard.join(', '), style),
    labelled('Soft dependencies', view.soft.join(', '), style),
    view.acceptance.length > 0 &&
      `${style('bold', 'Acceptance criteria:')}\n${view.acceptance.map(({ text, checked }) => `  [${checked ? 'x' : ' '}] ${text}`).join('\n')}`,
    labelled('Interface contract', view.contract === null ? null : `\n${view.contract.replace(/^/gm, '  ')}`, style),
    view.questions.length > 0 &&
      `${style('bold', 'Waiting for an answer:')}\n${view.questions.map(({ number, url }) => `  question ${number}: ${url}`).join('\n')}`,
    handover !== null &&
      handover.rulings.length > 0 &&
      `${style('bold', 'Decided since:')}\n${handover.rulings.map((one) => `  ${rulingText(one)}`).join('\n')}`,
    view.problems.length > 0 &&
      view.problems
        .map(
          (one) =>
            `${one.severity === 'error' ? style('red', 'error') : style('yellow', 'warning')}, line ${one.line}: ${one.message}`,
        )
        .join('\n'),
  ])
}

const pullText = (pull: PacketView['pull']): string | null => pull && `#${pull.number} (${pull.state}) ${pull.url}`

export function createdPacket(created: CreatedPacket, style: Style): string {
  const warnings = created.problems.map(({ severity, line, message }) =>
    style('yellow', `${severity}, line ${line}: ${message}`),
  )
  const done = created.dryRun ? `Would file "${created.title}".` : `Filed as #${created.issue}: ${created.url}`
  return [...warnings, done].join('\n')
}

/** Returns lines such as `FILE:LINE: error: message`. */
export function lintLines({ files }: LintResult): string {
  return files
    .flatMap(({ file, isPacket, problems }) => [
      ...(isPacket || problems.length > 0
        ? []
        : [`${file}:1: warning: This is not a packet. Begin the first heading with "Work Packet: NAME".`]),
      ...problems.map(({ line, severity, message }) => `${file}:${Math.max(1, line)}: ${severity}: ${message}`),
    ])
    .join('\n')
}

export function nextWords({ ready, waiting, places }: NextResult, style: Style): string {
  const slots = `${places.taken} of ${plural(places.capacity, 'slot')} taken.`
  const readyRows = ready.map((one) => [
    `#${one.issue}`,
    one.name,
    one.chain > 0 ? `${plural(one.chain, 'packet')} ${one.chain === 1 ? 'waits' : 'wait'} for it` : '',
  ])
  const waitingRows = waiting.map((one) => [
    `#${one.issue}`,
    one.name,
    one.waitsFor.length > 0 ? `waits for ${one.waitsFor.join(', ')}` : 'starts next',
  ])
  return [
    ready.length > 0
      ? `${style('bold', 'Ready: take the first')}\n${table(['#', 'Packet', ''], readyRows, style)}\nswitchyard agent create ${ready[0]?.name}`
      : 'Nothing is ready.',
    waiting.length > 0 ? `${style('bold', 'Waiting')}\n${table(['#', 'Packet', ''], waitingRows, style, 100)}` : '',
    slots,
  ]
    .filter(Boolean)
    .join('\n\n')
}

export function explainedWords({ name, status, url, because, next, answer }: Explained, style: Style): string {
  if (answer) return readable(answer, style)
  const listed = (all: string[]) => all.map((line) => `  - ${line}`).join('\n')
  return lines([
    `${style('bold', name)}  ${statusText(status)}  ${url}`,
    `${style('bold', 'Because:')}\n${listed(because)}`,
    next.length > 0 && `${style('bold', 'What would move it:')}\n${listed(next)}`,
    answer === null && style('yellow', 'Switchyard has not answered yet. This is what the command line can see.'),
  ])
}

export function packetStatus(one: PacketStatus, style: Style): string {
  return lines([
    `${style('bold', one.name)}  ${statusText(one.status)}  ${one.url}`,
    one.withheld === null ? null : style('yellow', `! ${one.withheld}`),
    labelled('Branch', one.branch, style),
    labelled('Pull request', pullText(one.pull), style),
    labelled('Criteria', `${one.criteria.done} of ${one.criteria.all} ticked`, style),
    one.dashboard &&
      labelled(
        'Progress',
        `${one.dashboard.progress}, last report ${one.dashboard.lastCheck}; ${one.dashboard.notes}`,
        style,
      ),
    one.questions.length > 0 &&
      labelled('Waiting for an answer', one.questions.map(({ url }) => url).join(', '), style),
    ...one.checks.map(
      ({ name, conclusion, title }) => `${mark(conclusion, style)} ${name}: ${title || conclusion || 'running'}`,
    ),
  ])
}

function mark(conclusion: string | null, style: Style): string {
  if (conclusion === 'success') return style('green', '✓')
  if (conclusion === null) return '…'
  return conclusion === 'neutral' || conclusion === 'skipped' ? '–' : style('red', '✗')
}

/** Says whether the bot has accepted a comment. */
export const verdictText = (verdict: 'accepted' | null): string =>
  verdict === 'accepted' ? 'Switchyard accepted it.' : 'Switchyard has not answered yet; it will.'

export const sessionStarted = (one: SessionStarted): string =>
  one.dryRun ? `Would file "Session: ${one.name}".` : `Session "${one.name}" filed as #${one.issue}: ${one.url}`

export function sessionView(one: SessionView, style: Style): string {
  const state = one.open ? '' : ' (closed)'
  return `${style('bold', `Session ${one.name}`)}${state}  ${one.url}\n\n${readable(one.dashboard, style)}`
}

export function sessionCommented(one: SessionCommented, style: Style): string {
  if (one.dryRun) return `Would comment ${one.command} on #${one.issue} (${one.name}).`
  if (one.said !== null) return readable(one.said, style)
  return `${verdictText(one.verdict)} ${one.url}`
}
