/** Metrics of a session, computed from its packets. Times are in ms. Nothing here reads a clock. */

import type { PacketState } from '../state/packet.ts'
import type { SessionState, State, Status } from '../state.ts'
import { type Concurrency, concurrency, type Interval, spread, sumWithin } from './intervals.ts'

export interface SessionMetrics {
  from: number
  to: number
  packets: number
  completed: PacketState[]
  /** Everything that is not merged. */
  deferred: PacketState[]
  /** Packets that agents worked on (running, blocked or drifting) at the same time. */
  atOnce: Concurrency
  rounds: number
  interventions: number
  timeIn: Partial<Record<Status, number>>
  /** How long agents waited for a person: answered questions and ended blocks. */
  answers: { count: number; mean: number; longest: number }
  /** Questions and blocks without an answer. */
  unanswered: number
  integration: { firstTry: number; later: number; notYet: number; runs: number }
  filesChanged: number
  linesChanged: number
}

/** Merges less than this far apart (ms) are one integration round. */
const ROUND_GAP = 30 * 60_000

const AT_WORK: Status[] = ['running', 'blocked', 'drifting']

export function packetsOf(state: State, session: SessionState): PacketState[] {
  return state.packets.filter((p) => p.session === session.issue).sort((a, b) => a.issue - b.issue)
}

/** Computes the metrics. An open session is measured up to `state.now`. */
export function sessionMetrics(state: State, session: SessionState): SessionMetrics {
  const packets = packetsOf(state, session)
  const to = session.closedAt ?? state.now
  const completed = packets.filter((p) => p.status === 'merged')
  return {
    from: session.openedAt,
    to,
    packets: packets.length,
    completed,
    deferred: packets.filter((p) => p.status !== 'merged'),
    atOnce: concurrency(packets.flatMap((p) => workIntervals(p, to))),
    rounds: session.rounds.length,
    interventions: packets.reduce((sum, p) => sum + p.talk.interventions, 0),
    timeIn: timeInStatuses(packets, to),
    answers: spread(packets.flatMap((p) => waitsForPerson(p).map((wait) => wait.to - wait.from))),
    unanswered: packets.reduce((sum, p) => sum + unanswered(p), 0),
    integration: integrationFigures(packets),
    filesChanged: completed.reduce((sum, p) => sum + (p.work.filesChanged ?? 0), 0),
    linesChanged: completed.reduce((sum, p) => sum + (p.work.linesChanged ?? 0), 0),
  }
}

/** Returns the intervals in which an agent worked on the packet. An open one ends at `to`. */
export function workIntervals(packet: PacketState, to: number): Interval[] {
  return packet.statusTimes
    .filter((span) => AT_WORK.includes(span.status))
    .map((span) => ({ from: span.from, to: Math.min(span.to ?? to, to) }))
    .filter((span) => span.to > span.from)
}

function timeInStatuses(packets: PacketState[], to: number): Partial<Record<Status, number>> {
  const sums: Partial<Record<Status, number>> = {}
  for (const span of packets.flatMap((p) => p.statusTimes)) {
    if (span.status === 'merged' || span.status === 'abandoned') continue
    sums[span.status] = (sums[span.status] ?? 0) + sumWithin([{ from: span.from, to: span.to ?? to }], to)
  }
  return sums
}

/** A finished wait of an agent for a person. */
export interface PersonWait extends Interval {
  packet: string
  for: string
}

/** Returns answered questions, and blocks that a person ended. */
export function waitsForPerson(packet: PacketState): PersonWait[] {
  const questions = packet.talk.decisions.flatMap((d) =>
    d.answer === null ? [] : [{ packet: packet.name, for: d.question, from: d.askedAt, to: d.answer.at }],
  )
  const asked = new Set(questions.map((q) => q.to))
  const blocks = packet.talk.unblocked
    .filter(({ to }) => !asked.has(to))
    .map(({ from, to }) => ({ packet: packet.name, for: '', from, to }))
  return [...questions, ...blocks]
}

const unanswered = (packet: PacketState): number =>
  packet.talk.decisions.filter(({ answer }) => answer === null).length + (packet.status === 'blocked' ? 1 : 0)

function integrationFigures(packets: PacketState[]): SessionMetrics['integration'] {
  const tried = packets.filter((p) => p.work.integrations.length > 0)
  const firstTry = tried.filter((p) => p.work.integrations[0]?.passed).length
  const passed = tried.filter((p) => p.work.integrations.some((run) => run.passed)).length
  return {
    firstTry,
    later: passed - firstTry,
    notYet: tried.length - passed,
    runs: mergeRuns(packets.flatMap((p) => (p.end.merged === null ? [] : [p.end.merged.at]))),
  }
}

/** Counts the groups of merges that are less than `ROUND_GAP` apart. */
export function mergeRuns(times: number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted.filter((at, i) => i === 0 || at - (sorted[i - 1] ?? at) >= ROUND_GAP).length
}
