/** Findings from the metrics of a session, each with its figures and without advice beyond them. */

import type { DependencyState, PacketState } from '../state/packet.ts'
import type { SessionState, State } from '../state.ts'
import { overlap } from './intervals.ts'
import { type PersonWait, packetsOf, waitsForPerson, workIntervals } from './metrics.ts'

export type Learning =
  | { kind: 'earlier'; packet: string; by: number; dependency: string; deliveredAt: number; filedLate: boolean }
  | { kind: 'parallel'; packet: string; dependency: string; together: number }
  | { kind: 'person'; wait: PersonWait }
  | { kind: 'trial'; packet: string; tries: number; passed: boolean; why: string | null }
  | { kind: 'scope'; packet: string; paths: string[]; drifted: boolean; still: boolean }
  | { kind: 'place'; packet: string; waited: number }

/** Shorter times (ms) are not reported. */
const NOTABLE = 5 * 60_000

export function learnings(state: State, session: SessionState): Learning[] {
  const packets = packetsOf(state, session)
  const to = session.closedAt ?? state.now
  return [
    ...packets.flatMap(earlier),
    ...packets.flatMap((p) => parallel(p, packets, to)),
    ...longestWait(packets),
    ...packets.flatMap(failedFirst),
    ...packets.flatMap(drifted),
    ...packets.flatMap(waitedForSlot),
  ]
}

/** Its last hard dependency was delivered some time before it started. */
function earlier(packet: PacketState): Learning[] {
  const last = lastDelivered(packet)
  if (last?.deliveredAt == null || packet.progress.startedAt === null) return []
  const by = packet.progress.startedAt - last.deliveredAt
  if (by < NOTABLE) return []
  const filedLate = packet.createdAt > last.deliveredAt
  return [{ kind: 'earlier', packet: packet.name, by, dependency: last.name, deliveredAt: last.deliveredAt, filedLate }]
}

function lastDelivered(packet: PacketState): DependencyState | null {
  const hard = packet.dependencies.filter((d) => d.kind === 'hard' && d.deliveredAt !== null)
  return hard.sort((a, b) => (b.deliveredAt ?? 0) - (a.deliveredAt ?? 0))[0] ?? null
}

/** A soft dependency allowed two packets to run at the same time. */
function parallel(packet: PacketState, all: PacketState[], to: number): Learning[] {
  return packet.dependencies.flatMap((dependency) => {
    const other = all.find((p) => p.issue === dependency.issue)
    if (dependency.kind !== 'soft' || other === undefined) return []
    const both = overlap(workIntervals(packet, to), workIntervals(other, to))
    return both < NOTABLE ? [] : [{ kind: 'parallel', packet: packet.name, dependency: other.name, together: both }]
  })
}

function longestWait(packets: PacketState[]): Learning[] {
  const waits = packets.flatMap(waitsForPerson).sort((a, b) => b.to - b.from - (a.to - a.from))
  const longest = waits[0]
  return longest === undefined || longest.to - longest.from < NOTABLE ? [] : [{ kind: 'person', wait: longest }]
}

/** The reason is known only while the check still fails. */
function failedFirst(packet: PacketState): Learning[] {
  if (packet.work.integrations.length === 0 || packet.work.integrations[0]?.passed) return []
  const firstPass = packet.work.integrations.findIndex((run) => run.passed)
  const passed = firstPass >= 0
  const check = packet.work.checks.integration
  const why = !passed && check?.conclusion === 'failure' ? check.title : null
  const tries = passed ? firstPass + 1 : packet.work.integrations.length
  return [{ kind: 'trial', packet: packet.name, tries, passed, why }]
}

function drifted(packet: PacketState): Learning[] {
  const drifted = packet.statusTimes.some((span) => span.status === 'drifting')
  const paths = [...new Set(packet.work.grants.map((grant) => grant.path))]
  return drifted || paths.length > 0
    ? [{ kind: 'scope', packet: packet.name, paths, drifted, still: packet.status === 'drifting' }]
    : []
}

/** It waited without hard dependencies, so only for a free slot. */
function waitedForSlot(packet: PacketState): Learning[] {
  if (packet.dependencies.some((d) => d.kind === 'hard')) return []
  const waited = packet.statusTimes
    .filter((span) => span.status === 'waiting')
    .reduce((sum, span) => sum + ((span.to ?? span.from) - span.from), 0)
  return waited < NOTABLE ? [] : [{ kind: 'place', packet: packet.name, waited }]
}
