/** Packets in words. */
import { statusWords } from '../../core/render/status.ts'
import { plural } from '../../core/time.ts'
import { rulingWords } from '../verbs/packet-file.ts'
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
import { readable } from './markdown.ts'
import { type Style, table } from './style.ts'

export const statusShown = (status: PacketRow['status']): string =>
  status === null ? '… not read yet' : statusWords(status)

export function packetList({ packets }: PacketList, style: Style): string {
  if (packets.length === 0) return 'No packets. File one with: switchyard packet create NAME'
  const rows = packets.map((one) => [`#${one.issue}`, one.name, statusShown(one.status), one.assignees.join(', ')])
  return table(['#', 'Packet', 'Status', 'Assigned'], rows, style)
}

const labelled = (label: string, text: string | null, style: Style): string | null =>
  text === null || text === '' ? null : `${style('bold', `${label}:`)} ${text}`

const lines = (parts: (string | null | false)[]): string =>
  parts.filter((part) => part !== null && part !== false).join('\n')

export function packetView(view: PacketView, style: Style): string {
  const { handover } = view
  return lines([
    `${style('bold', view.name)}  ${statusShown(view.status)}  ${view.url}`,
    view.withheld === null ? null : style('yellow', `! ${view.withheld}`),
    labelled('Objective', view.objective, style),
    labelled('Branch', view.branch, style),
    labelled('Pull request', pullWords(view.pull), style),
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
      `${style('bold', 'Waits for an answer:')}\n${view.questions.map(({ number, url }) => `  question ${number}: ${url}`).join('\n')}`,
    handover !== null &&
      handover.rulings.length > 0 &&
      `${style('bold', 'Decided since:')}\n${handover.rulings.map((one) => `  ${rulingWords(one)}`).join('\n')}`,
    view.problems.length > 0 &&
      view.problems
        .map(
          (one) =>
            `${one.severity === 'error' ? style('red', 'error') : style('yellow', 'warning')}, line ${one.line}: ${one.message}`,
        )
        .join('\n'),
  ])
}

const pullWords = (pull: PacketView['pull']): string | null => pull && `#${pull.number} (${pull.state}) ${pull.url}`

export function createdPacket(made: CreatedPacket, style: Style): string {
  const warnings = made.problems.map(({ severity, line, message }) =>
    style('yellow', `${severity}, line ${line}: ${message}`),
  )
  const done = made.dryRun ? `Would file "${made.title}".` : `Filed as #${made.issue}: ${made.url}`
  return [...warnings, done].join('\n')
}

/** `FILE:LINE: error|warning: message`. */
export function lintLines({ files }: LintResult): string {
  return files
    .flatMap(({ file, isPacket, problems }) => [
      ...(isPacket || problems.length > 0
        ? []
        : [`${file}:1: warning: this is no packet: begin its first heading with "Work Packet: NAME".`]),
      ...problems.map(({ line, severity, message }) => `${file}:${Math.max(1, line)}: ${severity}: ${message}`),
    ])
    .join('\n')
}

export function nextWords({ ready, waiting, places }: NextResult, style: Style): string {
  const free = `${plural(places.taken, 'place')} of ${places.capacity} taken.`
  const idle = ready.map((one) => [
    `#${one.issue}`,
    one.name,
    one.chain > 0 ? `${plural(one.chain, 'packet')} wait behind it` : '',
  ])
  const held = waiting.map((one) => [
    `#${one.issue}`,
    one.name,
    one.waitsFor.length > 0 ? `waits for ${one.waitsFor.join(', ')}` : 'starts next',
  ])
  return [
    ready.length > 0
      ? `${style('bold', 'Ready: take the first')}\n${table(['#', 'Packet', ''], idle, style)}\nswitchyard agent create ${ready[0]?.name}`
      : 'Nothing is ready.',
    waiting.length > 0 ? `${style('bold', 'Waiting')}\n${table(['#', 'Packet', ''], held, style, 100)}` : '',
    free,
  ]
    .filter(Boolean)
    .join('\n\n')
}

export function explainedWords({ name, status, url, because, next, answer }: Explained, style: Style): string {
  if (answer) return readable(answer, style)
  const listed = (all: string[]) => all.map((line) => `  - ${line}`).join('\n')
  return lines([
    `${style('bold', name)}  ${statusShown(status)}  ${url}`,
    `${style('bold', 'Because:')}\n${listed(because)}`,
    next.length > 0 && `${style('bold', 'What would move it:')}\n${listed(next)}`,
    answer === null && style('yellow', 'Switchyard has not answered yet; this is what can be read from here.'),
  ])
}

export function packetStatus(one: PacketStatus, style: Style): string {
  return lines([
    `${style('bold', one.name)}  ${statusShown(one.status)}  ${one.url}`,
    one.withheld === null ? null : style('yellow', `! ${one.withheld}`),
    labelled('Branch', one.branch, style),
    labelled('Pull request', pullWords(one.pull), style),
    labelled('Criteria', `${one.criteria.done} of ${one.criteria.all} ticked`, style),
    one.dashboard &&
      labelled(
        'Progress',
        `${one.dashboard.progress}, last heard of ${one.dashboard.lastCheck}; ${one.dashboard.notes}`,
        style,
      ),
    one.questions.length > 0 && labelled('Waits for an answer', one.questions.map(({ url }) => url).join(', '), style),
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
