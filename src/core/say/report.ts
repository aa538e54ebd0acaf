/** The report of `/session end`: what came of the session, in figures and in what they teach. */

import { type Learning, learnings } from '../metrics/learnings.ts'
import { type SessionMetrics, sessionMetrics } from '../metrics/metrics.ts'
import type { PacketState, SessionState, State } from '../state.ts'
import { clock, day, duration, plural } from '../time.ts'
import { code, cutAtLine, text } from './escape.ts'
import { type Said, said } from './markers.ts'
import { STATUSES, statusWords } from './status.ts'
import { bullets, packetLink, short, some, waitWords } from './words.ts'

/** GitHub takes 65,536 characters; the marker comes on top. */
const LIMIT = 64_800

/** The report as a comment for the dashboard's issue. */
/** One report for each end: a session that was reopened ends anew. */
export const reportMarker = (session: SessionState): string => `report:${session.endRequested ?? session.closedAt ?? 0}`

export function reportComment(state: State, session: SessionState): Said {
  return said(reportMarker(session), renderReport(state, session))
}

/** The report's text, at most 65,000 characters. */
export function renderReport(state: State, session: SessionState): string {
  const m = sessionMetrics(state, session)
  const zone = state.config.timezone
  const parts = [
    `# Session report: ${text(session.name, 100)}`,
    opening(m, zone),
    `## Completed\n\n${completed(m, zone)}`,
    `## Deferred\n\n${deferred(m)}`,
    `## Figures\n\n${figures(m)}`,
    `## Learnings\n\n${learningLines(learnings(state, session), zone)}`,
  ]
  return cutAtLine(parts.join('\n\n'), LIMIT)
}

function opening(m: SessionMetrics, zone: string): string {
  const ended = day(m.from, zone) === day(m.to, zone) ? clock(m.to, zone) : `${day(m.to, zone)} ${clock(m.to, zone)}`
  const when = `${day(m.from, zone)}, ${clock(m.from, zone)} to ${ended} (${duration(m.to - m.from)}, times in ${text(zone, 60)}).`
  if (m.packets === 0) return `${when} No packets were filed.`
  return `${when} ${m.completed.length} of ${plural(m.packets, 'packet')} merged.`
}

function completed(m: SessionMetrics, zone: string): string {
  if (m.completed.length === 0) return 'Nothing was merged in this session.'
  return bullets(
    m.completed.map((p) => {
      const at = p.merged === null ? '' : `, merged at ${clock(p.merged.at, zone)} as ${code(short(p.merged.sha))}`
      const files = p.filesChanged === null ? '' : ` (${changes(p.filesChanged, p.linesChanged)})`
      return `${packetLink(p)}${at}${files}${objective(p)}`
    }),
    200,
  )
}

function objective(p: PacketState): string {
  return p.packet.objective === null ? '' : `: ${text(p.packet.objective, 120)}`
}

function changes(files: number, lines: number | null): string {
  return lines === null ? plural(files, 'file') : `${plural(files, 'file')}, ${plural(lines, 'line')}`
}

function deferred(m: SessionMetrics): string {
  if (m.deferred.length === 0) return 'Nothing was left over.'
  return bullets(
    m.deferred.map((p) => `${packetLink(p)} ${statusWords(p.status)}${why(p)}`),
    200,
  )
}

/** Why a packet did not get merged, '' when its status says it all. */
export function why(p: PacketState): string {
  const reason = whyWords(p)
  return reason === '' ? '' : `: ${reason}`
}

function whyWords(p: PacketState): string {
  switch (p.status) {
    case 'waiting':
      return waitWords(p.waits)
    case 'blocked':
      return text(p.report?.reason ?? p.report?.text ?? '', 200)
    case 'abandoned':
      return text(p.abandoned?.why ?? '', 200)
    case 'drifting':
      return some(
        p.drift.map((d) => code(d.path)),
        3,
      )
    case 'done':
      return p.mergeBlock === null ? 'not merged yet' : text(p.mergeBlock, 200)
    case 'ready':
      return 'its agent was not heard of'
    case 'running':
      return p.percent === null ? '' : `~${p.percent}%`
    default:
      return ''
  }
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
    ['Trial merges', `${i.firstTry} passed at the first try, ${i.later} later, ${i.notYet} not yet`],
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
  if (m.answers.count === 0) return 'nobody was asked'
  if (m.answers.count === 1) return duration(m.answers.longest)
  return `${duration(m.answers.mean)} on average of ${m.answers.count}, ${duration(m.answers.longest)} at most`
}

function learningLines(found: Learning[], zone: string): string {
  if (found.length === 0) return "No learnings stand out from this session's figures."
  return bullets(
    found.map((one) => learningLine(one, zone)),
    40,
  )
}

/** One learning as a sentence. */
export function learningLine(one: Learning, zone: string): string {
  switch (one.kind) {
    case 'earlier': {
      const filed = one.filedLate ? ', and it was filed only after that' : ''
      return `${code(one.packet)} could have started ${duration(one.by)} earlier: its last dependency, ${code(one.dependency)}, merged at ${clock(one.deliveredAt, zone)}${filed}.`
    }
    case 'parallel':
      return `The soft dependency of ${code(one.packet)} on ${code(one.dependency)} let both run at once for ${duration(one.together)}.`
    case 'person':
      return `The longest wait for a person was ${duration(one.wait.to - one.wait.from)}: ${code(one.wait.packet)}${one.wait.for === '' ? ', blocked' : `, “${text(one.wait.for, 160)}”`}.`
    case 'trial':
      return trialLine(one)
    case 'scope':
      return scopeLine(one)
    case 'place':
      return `${code(one.packet)} waited ${duration(one.waited)} for a free place although it depended on nothing: a higher capacity, or a later filing, would have done.`
  }
}

function trialLine(one: Extract<Learning, { kind: 'trial' }>): string {
  if (one.passed) return `${code(one.packet)} failed its first trial merge and passed at try ${one.tries}.`
  const reason = one.why === null ? '' : `: ${text(one.why, 200)}`
  return `${code(one.packet)} has not passed a trial merge in ${plural(one.tries, 'try', 'tries')}${reason}.`
}

function scopeLine(one: Extract<Learning, { kind: 'scope' }>): string {
  const paths = some(
    one.paths.map((path) => code(path)),
    5,
  )
  if (one.paths.length === 0)
    return `${code(one.packet)} pushed outside its boundaries${one.still ? ', and still is there' : ' and was brought back'}.`
  return `${code(one.packet)} needed ${paths} besides its boundaries${one.drifted ? ', and drifted before it was granted' : ''}.`
}
