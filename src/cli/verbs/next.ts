/** Lists the packets that could be started, in the order in which the bot would start them. */

import { clean } from '../../core/clean.ts'
import type { DependencyChange } from '../../core/commands/packet-events.ts'
import type { Dependency } from '../../core/parse/packet/reading.ts'
import { chainLengths, startOrder, takesSlot } from '../../core/schedule/capacity.ts'
import { findTarget, isBlocking, type Target, withChanges } from '../../core/schedule/dependencies.ts'
import type { DependencyState, PacketState, Wait } from '../../core/state/packet.ts'
import { plural } from '../../core/time.ts'
import type { RawIssue } from '../../shell/reconcile/mirror.ts'
import type { Context } from '../context.ts'
import type { Api } from '../github/api.ts'
import { type ReadIssues, readIssues } from '../github/issue.ts'
import { type Listed, packetIssues } from '../github/list.ts'
import { type PacketRead, packetRead } from '../github/packet.ts'
import { rulingsOf } from '../github/rulings.ts'
import type { NextPacket, NextResult } from './results/packets.ts'

interface Candidate extends Pick<PacketState, 'issue' | 'dependencies'> {
  listed: Listed
}

interface Candidates {
  candidates: Candidate[]
  capacity: number
  taken: number
}

/** Reads every ready or waiting packet. */
async function readCandidates(context: Context): Promise<Candidates> {
  const api = await context.github()
  const all = await packetIssues(api, context.reader, 'all')
  const live = all.filter(({ row }) => row.status === 'ready' || row.status === 'waiting')
  context.progress(`Reading ${plural(live.length, 'packet')}`)
  const around = await readIssues(
    api,
    live.map(({ row }) => row.issue),
  )
  const reads: PacketRead[] = []
  for (const raw of around.issues) reads.push(await packetRead(raw, around, context))
  const targets = all.map(targetOf)
  const others = await ordinaryIssues(api, reads, targets)
  const candidates = reads.flatMap((read): Candidate[] => {
    const listed = all.find(({ row }) => row.issue === read.raw.number)
    return listed ? [{ listed, issue: read.raw.number, dependencies: dependenciesOf(read, targets, others) }] : []
  })
  const taken = all.filter(({ row }) => row.status !== null && takesSlot(row.status)).length
  return { candidates, capacity: around.config.capacity, taken }
}

/** Returns what the packet of this issue waits for; empty when it is not waiting or nothing blocks it. */
export async function waitsNow(issue: number, context: Context): Promise<Wait[]> {
  const { candidates, taken, capacity } = await readCandidates(context)
  const found = candidates.find((one) => one.issue === issue)
  return found === undefined ? [] : waitsOf(found.dependencies, taken, capacity)
}

/** Returns the packets ready to take, and the waiting ones with what they wait for. */
export async function nextPackets(_input: Record<string, never>, context: Context): Promise<NextResult> {
  const { candidates, taken, capacity } = await readCandidates(context)
  const chains = chainLengths(candidates)
  const nextPacket = (one: Candidate): NextPacket => ({
    ...one.listed.row,
    chain: chains.get(one.issue) ?? 0,
    waitsFor: one.listed.row.status === 'ready' ? [] : waitsOf(one.dependencies, taken, capacity).map(waitText),
  })
  const inOrder = (status: string) =>
    startOrder(
      candidates.filter(({ listed }) => listed.row.status === status),
      candidates,
    ).map(nextPacket)
  const waiting = inOrder('waiting')
  return {
    ready: inOrder('ready'),
    waiting: [...waiting.filter(isFree), ...waiting.filter((one) => !isFree(one))],
    places: { taken, capacity },
  }
}

/** Waits for nothing but a free slot. */
const isFree = ({ waitsFor }: NextPacket): boolean => waitsFor.every((each) => each.startsWith(FREE_SLOT))

function targetOf({ row, issue }: Listed): Target {
  const mergedAt = row.status === 'merged' ? Date.parse(issue.created_at) : null
  return {
    issue: row.issue,
    name: row.name,
    session: null,
    mergedAt,
    abandoned: row.status === 'abandoned',
    createdAt: Date.parse(issue.created_at),
  }
}

const changesOf = (read: PacketRead): DependencyChange[] =>
  rulingsOf(read.botComments).flatMap(({ kind, verdict, text: name }) => {
    if (kind !== 'depends') return []
    return [{ op: verdict === 'dropped' ? 'drop' : 'add', kind: verdict === 'soft' ? 'soft' : 'hard', name }]
  })

const namesOf = (read: PacketRead) => withChanges(read.reading.packet, changesOf(read))

function dependenciesOf(read: PacketRead, targets: Target[], others: RawIssue[]): DependencyState[] {
  const waived = rulingsOf(read.botComments).flatMap(({ kind, text }) =>
    kind === 'waived' ? [text.toLowerCase()] : [],
  )
  const resolve =
    (kind: 'hard' | 'soft') =>
    (dependency: Dependency): DependencyState => {
      const { name, reason } = dependency
      const found = resolved(name, targets, others)
      const state = found.state !== 'delivered' && waived.includes(name.toLowerCase()) ? 'waived' : found.state
      return { name, kind, reason, state, issue: found.issue, deliveredAt: null }
    }
  const { hard, soft } = namesOf(read)
  return [...hard.map(resolve('hard')), ...soft.map(resolve('soft'))]
}

function resolved(name: string, targets: Target[], others: RawIssue[]): Pick<DependencyState, 'state' | 'issue'> {
  if (name === '') return { state: 'nobody', issue: null }
  const target = findTarget(name, null, targets)
  if (target)
    return {
      state: target.mergedAt !== null ? 'delivered' : target.abandoned ? 'abandoned' : 'open',
      issue: target.issue,
    }
  const other = others.find(({ number }) => name === `#${number}`)
  if (!other) return { state: 'not-filed', issue: null }
  return {
    state: other.closedByMerge ? 'delivered' : other.state === 'closed' ? 'abandoned' : 'open',
    issue: other.number,
  }
}

/** Reads the issues that are not packets but are dependencies by number. */
async function ordinaryIssues(api: Api, reads: PacketRead[], targets: Target[]): Promise<ReadIssues['issues']> {
  const names = reads.flatMap((read) => namesOf(read).hard.map(({ name }) => name))
  const numbers = names.flatMap((name) => Number(/^#(\d{1,9})$/.exec(name)?.[1] ?? 0) || [])
  const unknown = numbers.filter((number) => !targets.some(({ issue }) => issue === number))
  return unknown.length === 0 ? [] : (await readIssues(api, unknown)).issues
}

function waitsOf(dependencies: DependencyState[], taken: number, capacity: number): Wait[] {
  const missing = dependencies.filter(isBlocking).map(({ name, state, issue }): Wait => {
    const known = state === 'not-filed' || state === 'abandoned' || state === 'lost' ? state : 'open'
    return { kind: 'dependency', name: clean(name), state: known, issue }
  })
  return taken >= capacity ? [...missing, { kind: 'capacity', running: taken, capacity }] : missing
}

const FREE_SLOT = 'a free slot'

const STATES = {
  open: '',
  'not-filed': ' (not filed yet)',
  abandoned: ' (abandoned)',
  lost: ' (lost from the base branch)',
}

function waitText(wait: Wait): string {
  if (wait.kind === 'dependency') return `${wait.name}${STATES[wait.state]}`
  return wait.kind === 'capacity' ? `${FREE_SLOT} (${wait.running} of ${wait.capacity} taken)` : wait.kind
}
