/** Compares contracts with the code: each packet's own promises, and promises that others rely on. */

import type { Breach, ContractState, MockState } from '../checks/findings.ts'
import { assumptionsOf, findBreaches, importersOf, missingIn, type Wanted } from '../contract/breaches.ts'
import type { CodeReading, Promises } from '../contract/reading.ts'
import { each, type Isolation } from '../isolation.ts'
import { asEntry } from '../parse/packet/paths.ts'
import type { Queries } from '../snapshot/ask.ts'
import { diffKey } from '../snapshot/queries.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState, ScheduledPacket } from '../state/packet.ts'
import type { PacketAnalysis } from './analysis.ts'

interface Side {
  packet: ScheduledPacket
  promises: Promises
  /** Paths that are searched for its exports. */
  scope: string[]
}

export interface ContractContext {
  snapshot: Snapshot
  queries: Queries
  isolation: Isolation
}

/** Last stage: compares contracts with the code. Queries what is not known yet. */
export function withContracts(
  packets: ScheduledPacket[],
  analyses: ReadonlyMap<number, PacketAnalysis>,
  context: ContractContext,
): { packets: PacketState[]; breaches: Breach[] } {
  const sides = packets.flatMap((packet): Side[] => {
    const promises = analyses.get(packet.issue)?.reading.promises
    return promises ? [{ packet, promises, scope: scopeOf(packet) }] : []
  })
  const issueOf = ({ packet }: Side) => packet.issue
  const checked = sides.filter(({ packet }) => isChecked(packet))
  const contracts = new Map(
    each(context.isolation, checked, issueOf, (side) => [side.packet.issue, contractOf(side, context)] as const),
  )
  const found = each(context.isolation, sides, issueOf, (provider) => {
    const relying = sides.filter((side) => reliesOn(side, provider) && areOnOneBase(side.packet, provider.packet))
    return relying.length === 0 ? [] : breachesOf(provider, relying, packets, context)
  })
  return {
    packets: packets.map((packet) => ({ ...packet, contract: contracts.get(packet.issue) ?? null })),
    breaches: found.flat(),
  }
}

const isLive = ({ status }: ScheduledPacket): boolean =>
  !['merged', 'abandoned', 'proposed', 'invalid'].includes(status)
const areOnOneBase = (one: ScheduledPacket, other: ScheduledPacket): boolean => one.base.branch === other.base.branch
const hasWork = ({ work: { head, ahead } }: ScheduledPacket): boolean => head !== null && (ahead ?? 0) > 0
const isChecked = (packet: ScheduledPacket): boolean => packet.status === 'done' && hasWork(packet)

function scopeOf(packet: ScheduledPacket): string[] {
  const paths = packet.text.packet.inScope.flatMap(({ path }) => (path === null ? [] : [path]))
  return [...new Set([...paths, ...packet.work.grants.map(({ path, literal }) => (literal ? asEntry(path) : path))])]
}

/** Files it has at its head, of those that it changed; names of files are no patterns. */
function changedBy(packet: ScheduledPacket, { snapshot }: ContractContext): string[] {
  const diff = snapshot.results.diffs[diffKey(packet.base.sha, packet.work.head ?? '')]
  return (diff?.files ?? []).filter(({ kind }) => kind !== 'removed').map(({ path }) => asEntry(path))
}

/** Returns null while unknown. */
function exportsAt(head: string, scope: string[], { queries }: ContractContext): CodeReading | null {
  if (scope.length === 0) return { files: [], left: 0 }
  return queries.exports(head, scope) ?? null
}

const wantedBy = ({ promises }: Side, { queries }: ContractContext): Wanted[] =>
  assumptionsOf(promises, (code) => queries.declarations(code) ?? null)

const isCode = (path: string): boolean => /\.(?:[cm]?[jt]s|[jt]sx)$/.test(path)
/** Enough for any honest packet. */
const MOST_CHANGED = 500

function contractOf(side: Side, context: ContractContext): ContractState {
  const { packet, promises } = side
  const changed = changedBy(packet, context).filter(isCode).slice(0, MOST_CHANGED)
  const scope = [...new Set([...side.scope, ...changed])]
  const wanted = wantedBy(side, context)
  const needed = wanted.length > 0 || (promises.mock?.paths.length ?? 0) > 0
  const code = needed ? exportsAt(packet.work.head ?? '', scope, context) : null
  const files = code?.files ?? []
  return {
    judged: code === null || files.length === 0 ? wanted.map(unknown(code)) : findBreaches(wanted, code),
    prose: promises.prose,
    looked: {
      scope,
      files: files.length,
      unread: files.flatMap(({ path, error }) => (error === null ? [] : [{ path, why: error }])),
      left: code?.left ?? 0,
    },
    mock: mockOf(
      side,
      files.filter(({ path }) => changed.includes(path)),
    ),
  }
}

const unknown =
  (code: CodeReading | null) =>
  ({ name, signature }: Wanted): ContractState['judged'][number] => ({
    name,
    promised: `${name}${signature ?? ''}`,
    verdict: 'unclear',
    actual: null,
    path: null,
    why: code === null ? 'the code could not be read' : 'there is no TypeScript or JavaScript in scope',
  })

function mockOf({ packet, promises }: Side, changed: CodeReading['files']): MockState | null {
  if (promises.mock === null) return null
  const open = packet.dependencies.filter(({ kind, state }) => kind === 'soft' && state === 'open')
  return {
    paths: promises.mock.paths.map((path) => ({ path, importedBy: importersOf(path, changed) })),
    standsInFor: open.map(({ name }) => name),
  }
}

const reliesOn = (side: Side, provider: Side): boolean =>
  isLive(side.packet) &&
  side.promises.assumes.length > 0 &&
  side.packet.dependencies.some(({ issue }) => issue === provider.packet.issue)

/** What is assumed of what is promised; a member may be assumed by its own name. */
const shared = (wanted: Wanted[], { promises }: Side): string[] =>
  wanted
    .map(({ name }) => name)
    .filter((name) => promises.assumes.some((one) => one === name || name.endsWith(`.${one}`)))

/** Number of earlier heads that are compared. */
const EARLIER = 3

function breachesOf(provider: Side, relying: Side[], packets: ScheduledPacket[], context: ContractContext): Breach[] {
  const wanted = wantedBy(provider, context)
  const relied = relying.map((side) => ({ side, names: shared(wanted, side) })).filter(({ names }) => names.length > 0)
  const names = [...new Set(relied.flatMap((one) => one.names))]
  if (names.length === 0) return []
  const lost = provider.packet.end.merged
    ? lostSinceMerge(provider, names, packets, context)
    : lostOnBranch(provider, names, context)
  return lost.flatMap(({ by, commit, names: gone }) =>
    relied.flatMap(({ side, names: mine }) => {
      const broken = mine.filter((name) => gone.includes(name))
      const own = by === side.packet.issue
      return broken.length === 0 || own
        ? []
        : [{ provider: provider.packet.issue, relying: side.packet.issue, by, commit, names: broken }]
    }),
  )
}

interface Lost {
  by: number | null
  commit: string
  names: string[]
}

/** Returns names that exist before and not after. Code that cannot be read does not count as lost. */
function lostBetween(names: string[], before: CodeReading | null, after: CodeReading | null): string[] {
  if (before === null || after === null || before.files.length === 0) return []
  const had = new Set(before.files.flatMap((file) => file.names.map(({ name }) => name)))
  return missingIn(names, after).filter((name) => had.has(name))
}

/** A push removed a name that an earlier push to the same branch had. */
function lostOnBranch(provider: Side, names: string[], context: ContractContext): Lost[] {
  const { packet, scope } = provider
  if (!isLive(packet) || !hasWork(packet) || packet.work.head === null) return []
  const pushes = context.snapshot.pushesTo(packet.work.branch).map(({ after }) => after)
  const earlier = [...new Set(pushes)].filter((sha) => sha !== packet.work.head && /[^0]/.test(sha)).slice(-EARLIER)
  if (earlier.length === 0) return []
  const now = exportsAt(packet.work.head, scope, context)
  const lost = new Set(earlier.flatMap((sha) => lostBetween(names, exportsAt(sha, scope, context), now)))
  return lost.size === 0 ? [] : [{ by: packet.issue, commit: packet.work.head, names: [...lost] }]
}

/** The base branch lost a name, or a live packet is about to remove it. */
function lostSinceMerge(provider: Side, names: string[], packets: ScheduledPacket[], context: ContractContext): Lost[] {
  const { packet, scope } = provider
  const merged = packet.end.merged?.sha ?? ''
  const onMain =
    merged === packet.base.sha
      ? []
      : lostBetween(names, exportsAt(merged, scope, context), exportsAt(packet.base.sha, scope, context))
  const main = onMain.length === 0 ? [] : [{ by: null, commit: packet.base.sha, names: onMain }]
  return [
    ...main,
    ...packets
      .filter((other) => isLive(other) && hasWork(other) && areOnOneBase(other, packet))
      .flatMap((other) => lostBy(other, names, context)),
  ]
}

function lostBy(other: ScheduledPacket, names: string[], context: ContractContext): Lost[] {
  const diff = context.snapshot.results.diffs[diffKey(other.base.sha, other.work.head ?? '')]
  const touched = (diff?.files ?? [])
    .filter(({ path, kind }) => isCode(path) && kind !== 'added')
    .slice(0, MOST_CHANGED)
  if (!diff?.mergeBase || other.work.head === null || touched.length === 0) return []
  const before = exportsAt(
    diff.mergeBase,
    touched.map(({ path, from }) => from ?? path),
    context,
  )
  const after = exportsAt(other.work.head, changedBy(other, context).filter(isCode).slice(0, MOST_CHANGED), context)
  const lost = lostBetween(names, before, after)
  return lost.length === 0 ? [] : [{ by: other.issue, commit: other.work.head, names: lost }]
}
