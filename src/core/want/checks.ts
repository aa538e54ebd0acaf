/** Check runs: what should stand on the head, held against what does. */
import { type Action, actionKey, type CheckAction } from '../actions.ts'
import { acceptanceCheck } from '../checks/acceptance.ts'
import { contractCheck } from '../checks/contract.ts'
import { dependenciesCheck } from '../checks/dependencies.ts'
import type { CheckResult } from '../checks/result.ts'
import { scopeCheck } from '../checks/scope.ts'
import type { Facts } from '../facts.ts'
import type { CheckName } from '../findings.ts'
import type { Folded } from '../fold/fold.ts'
import { notAPacket } from '../say/checks.ts'
import type { PacketState, State } from '../state.ts'

const NAMES: readonly CheckName[] = ['scope', 'acceptance', 'dependencies', 'contract', 'integration']

/** Written only when it differs from what GitHub has. `externalId` is part of what a result says. */
export function wantCheck(result: CheckResult, head: string, externalId: string, facts: Facts): CheckAction[] {
  const name = `switchyard/${result.name}`
  const run = facts.checks.find((one) => one.headSha === head && one.name === name)
  const same =
    run?.status === 'completed' &&
    run.conclusion === result.conclusion &&
    run.title === result.title &&
    run.summary === result.summary &&
    run.externalId === externalId
  if (same) return []
  return [
    {
      kind: 'check',
      name,
      head,
      id: run?.id ?? null,
      status: 'completed',
      conclusion: result.conclusion,
      externalId,
      title: result.title,
      summary: result.summary,
      annotations: result.annotations,
    },
  ]
}

const settled = (packet: PacketState) => packet.status === 'merged' || packet.status === 'abandoned'

/** The checks that only need reading: the first two on every head, the others while the packet is done. */
export function readingChecks(packet: PacketState, state: State): CheckResult[] {
  return packet.status === 'done'
    ? allReadingChecks(packet, state)
    : [scopeCheck(packet, state), dependenciesCheck(packet)]
}

/** All that only need reading, whatever the status is. */
export const allReadingChecks = (packet: PacketState, state: State): CheckResult[] => [
  scopeCheck(packet, state),
  dependenciesCheck(packet),
  acceptanceCheck(packet),
  contractCheck(packet, state),
]

export function wantReadingChecks(packet: PacketState, state: State, facts: Facts): Action[] {
  const { pull, head } = packet
  if (pull?.state !== 'open' || head === null || settled(packet) || packet.ahead === null || pull.headSha !== head)
    return []
  return readingChecks(packet, state).flatMap((result) => wantCheck(result, head, packet.name, facts))
}

export const wantNeutral = (head: string, facts: Facts): Action[] =>
  NAMES.flatMap((name) =>
    wantCheck({ name, conclusion: 'neutral', ...notAPacket(), annotations: [] }, head, 'no-packet', facts),
  )

/** A pull request that is no packet's gets neutral results, so that the checks can be required. */
export function wantNeutralChecks(folded: Folded, facts: Facts): Action[] {
  // Whose pull request it is cannot be told of a packet that is set aside, and a neutral result would let it pass.
  if (folded.apart.aside.size > 0) return []
  const ours = new Set(folded.state.packets.flatMap((packet) => (packet.pull ? [packet.pull.number] : [])))
  return facts.pulls
    .filter((pull) => pull.state === 'open' && !ours.has(pull.number) && pull.createdAt >= facts.repo.installedAt)
    .flatMap((pull) => wantNeutral(pull.headSha, facts))
    .filter((action) => facts.refused[actionKey(action)] === undefined)
}
