/** The report of `/session end`: results, figures and learnings. */

import { learnings } from '../metrics/learnings.ts'
import { type SessionMetrics, sessionMetrics } from '../metrics/metrics.ts'
import { type MarkedComment, markedComment } from '../records/markers.ts'
import { MARKER } from '../records/names.ts'
import type { PacketState } from '../state/packet.ts'
import type { SessionState, State } from '../state.ts'
import { STATUSES } from '../status/statuses.ts'
import { clock, day, duration, plural } from '../time.ts'
import { humanPart } from './dashboard/area.ts'
import { code, cutAtLine, text } from './escape.ts'
import { deferred } from './report-deferred.ts'
import { learningLines } from './report-learnings.ts'
import { statusWords } from './status.ts'
import { bullets, packetLink, short } from './words.ts'

export { why } from './report-deferred.ts'

/** GitHub: at most 65,536 characters, with the marker. */
const LIMIT = 64_800

/** One report for each end: a reopened session can end again. */
export const reportMarker = (session: SessionState): string =>
  MARKER.report.of(session.endRequested ?? session.closedAt ?? 0)

/** The report as a comment for the dashboard's issue. */
export function reportComment(state: State, session: SessionState): MarkedComment {
  return markedComment(reportMarker(session), renderReport(state, session))
}

/** The report's text, at most 65,000 characters. */
export function renderReport(state: State, session: SessionState): string {
  const m = sessionMetrics(state, session)
  const zone = state.config.timezone
  const parts = [
    `# Session report: ${text(session.name, 100)}`,
    goal(session),
    opening(m, zone),
    `## Completed\n\n${completed(m, zone, state.baseBranch)}`,
    `## Deferred\n\n${deferred(m.deferred)}`,
    `## Figures\n\n${figures(m)}`,
    `## Learnings\n\n${learningLines(learnings(state, session), zone)}`,
  ]
  return cutAtLine(parts.filter((part) => part !== '').join('\n\n'), LIMIT)
}

/** The session's goal in its opener's words: the first paragraph of the issue. */
function goal(session: SessionState): string {
  const paragraphs = humanPart(session.body)
    .replace(/<!--[\s\S]*?-->/g, '')
    .split(/\n\s*\n/)
  const first = paragraphs.map((one) => one.trim()).find((one) => /^[\p{L}\p{N}*_]/u.test(one))
  return first === undefined ? '' : `> ${text(first, 400)}`
}

function opening(m: SessionMetrics, zone: string): string {
  const ended = day(m.from, zone) === day(m.to, zone) ? clock(m.to, zone) : `${day(m.to, zone)} ${clock(m.to, zone)}`
  const when = `${day(m.from, zone)}, ${clock(m.from, zone)} to ${ended} (${duration(m.to - m.from)}, times in ${text(zone, 60)}).`
  if (m.packets === 0) return `${when} No packets were filed.`
  return `${when} ${m.completed.length} of ${plural(m.packets, 'packet')} merged.`
}

const onOther = (p: PacketState, base: string): string =>
  p.base.branch === base || p.base.branch === '' ? '' : ` on ${code(p.base.branch)}`

function completed(m: SessionMetrics, zone: string, base: string): string {
  if (m.completed.length === 0) return 'Nothing was merged in this session.'
  return bullets(
    m.completed.map((p) => {
      const at =
        p.end.merged === null
          ? ''
          : `, merged at ${clock(p.end.merged.at, zone)} as ${code(short(p.end.merged.sha))}${onOther(p, base)}`
      const files = p.work.filesChanged === null ? '' : ` (${changes(p.work.filesChanged, p.work.linesChanged)})`
      return `${packetLink(p)}${at}${files}${objective(p)}`
    }),
    200,
  )
}

function objective(p: PacketState): string {
  return p.text.packet.objective === null ? '' : `: ${text(p.text.packet.objective, 120)}`
}

function changes(files: number, lines: number | null): string {
  return lines === null ? plural(files, 'file') : `${plural(files, 'file')}, ${plural(lines, 'line')}`
}

function figures(m: SessionMetrics): string {
  const { integration: i } = m
  const rows: [string, string][] = [
    [
      'Packets at once',
      m.atOnce.peak === 0 ? 'none' : `${m.atOnce.peak} at most, ${m.atOnce.mean.toFixed(1)} on average`,
    ],
    ['Execution rounds', String(m.rounds)],
    ['Integration rounds', `${i.runs} (merges less than 30 minutes apart count as one)`],
    ['Trial merges', `${i.firstTry} passed on the first try, ${i.later} later, ${i.notYet} not yet`],
    ['Interventions by people', String(m.interventions)],
    ['Time a person took to answer', answers(m)],
    ['Merged', changes(m.filesChanged, m.linesChanged)],
  ]
  for (const status of STATUSES) {
    const time = m.timeIn[status] ?? 0
    if (time > 0) rows.push([`Time in ${statusWords(status)}, all packets`, duration(time)])
  }
  return ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n')
}

function answers(m: SessionMetrics): string {
  if (m.answers.count === 0) return m.unanswered === 0 ? 'nobody was asked' : `none of ${m.unanswered} answered`
  if (m.answers.count === 1) return duration(m.answers.longest)
  return `${duration(m.answers.mean)} on average of ${m.answers.count}, ${duration(m.answers.longest)} at most`
}
