import type { Report, ReportKind } from '../parse/report/reading.ts'
import { openDecision } from './ask.ts'
import { type Command, onPacket, fullText } from './define.ts'
import type { Origin, PacketEvents, Step } from './packet-events.ts'

const KINDS: readonly string[] = ['running', 'blocked', 'done', 'paused'] satisfies ReportKind[]

/** The line that the dashboard's notes column shows of a report. */
const noteOf = (report: Report): string =>
  report.reason ?? report.progress.at(-1) ?? report.completed.at(-1) ?? report.blocking ?? report.readyFor ?? ''

/** One report, written or by command, has one meaning: this step. A report that gives no status keeps the last one. */
export const reportStep =
  (report: Report): Step =>
  (events, origin) => {
    const percent = report.kind === 'done' ? 100 : (report.percent ?? events.percent)
    const kind = report.kind ?? (events.report?.kind === 'running' || events.report === null ? 'running' : null)
    const asked = report.question === null ? events : openDecision(events, origin, report.question)
    if (kind === null) return { ...asked, percent }
    const merge = kind === 'done' ? mergeAfter(asked, origin) : asked.merge
    return { ...asked, percent, report: toState(report, kind, percent, origin), merge }
  }

const mergeAfter = ({ merge }: PacketEvents, origin: Origin): PacketEvents['merge'] =>
  merge && { ...merge, dones: [...merge.dones, origin.comment] }

const toState = (report: Report, kind: ReportKind, percent: number | null, origin: Origin): PacketEvents['report'] => ({
  kind,
  percent,
  text: noteOf(report),
  reason: report.reason,
  blocking: report.blocking,
  canContinue: report.canContinue,
  at: origin.at,
  by: origin.by,
  comment: origin.comment,
  url: origin.url,
})

const blank = {
  question: null,
  blocking: null,
  canContinue: null,
  readyFor: null,
  completed: [],
  filesChanged: [],
  line: 0,
}

/** `done`, said by a deed: `text` says which. */
export const doneBy = (text: string): Step =>
  reportStep({ ...blank, kind: 'done', percent: null, reason: null, progress: [text] })

/** `running 40% text` → report; null when it is not of that form. */
function readStatusArgs(args: string): Report | null {
  const match = /^(\S+)(?:\s+~?(\d{1,3})\s*%)?\s*([\s\S]*)$/.exec(args)
  // `/status done.`
  const kind = match?.[1]?.toLowerCase().replace(/[.!…,:;]{1,3}$/, '') ?? ''
  if (!match || !KINDS.includes(kind)) return null
  const percent = match[2] === undefined ? null : Number(match[2])
  if (percent !== null && percent > 100) return null
  const text = (match[3] ?? '').trim()
  const reason = kind === 'blocked' && text !== '' ? text : null
  return { ...blank, kind: kind as ReportKind, percent, reason, progress: reason === null && text !== '' ? [text] : [] }
}

export const status: Command = {
  name: 'status',
  usage: ['/status [running|blocked|done|paused] [N%] [text]'],
  does: 'Reports where the packet stands; bare, it replies with where the packet stands.',
  examples: [
    '/status running 40% users table and roles table done',
    '/status blocked waiting for the repository',
    '/status',
  ],
  who: 'agent',
  validOn: 'packet',
  whoFor: (command) => (fullText(command) === '' ? 'anyone' : 'agent'),
  read(command) {
    const text = fullText(command)
    if (text === '') return { on: 'answer', answer: 'standing' }
    const report = readStatusArgs(text)
    return report === null ? null : onPacket(reportStep(report))
  },
}
