/**
 * Checks on the commits that GitHub's merge queue makes: it waits for those that are required on each of them. A packet's
 * group gets the packet's results, and its files are tested; any other gets neutral ones.
 */
import type { Action } from '../actions.ts'
import type { CheckResult } from '../checks/define.ts'
import { INTEGRATION, integrationResult, trialKey, unapprovedResult } from '../checks/integration.ts'
import type { Derived } from '../derive/derive-state.ts'
import { groupPrefix, type MergeGroup } from '../merging/queue.ts'
import { externalId, readExternalId } from '../records/check-run.ts'
import { groupSame } from '../render/integration.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { allReadingChecks, planCheck, planForeignChecks } from './checks.ts'

export function planGroups(derived: Derived, snapshot: Snapshot): Action[] {
  const { state, isolation } = derived
  const heads = new Set(snapshot.pulls.map(({ headSha }) => headSha))
  const { queue, otherQueues = {} } = snapshot.results
  const entries = [queue, ...Object.values(otherQueues)].flatMap((one) => one?.entries ?? [])
  return entries.flatMap(({ pull, group }) => {
    // What stands on a pull request's own head is about that head alone.
    if (group === null || heads.has(group.head)) return []
    const packet = state.packets.find((one) => one.work.pull?.number === pull)
    if (packet) return isolation.guard(packet.issue, () => forPacket(packet, group, state, snapshot)) ?? []
    // Whose pull request it is cannot be told of a packet that is set aside, and a neutral result would let it pass.
    const other = snapshot.pullRequest(pull) ?? null
    return isolation.quarantined.size > 0 ? [] : planForeignChecks(group.head, other, derived, snapshot)
  })
}

function forPacket(packet: PacketState, group: MergeGroup, state: State, snapshot: Snapshot): Action[] {
  const reading = allReadingChecks(packet, state)
  return [
    ...reading.flatMap((result) => planCheck(result, group.head, packet.name, snapshot)),
    ...integration(packet, group, state, snapshot),
  ]
}

/** Tests exactly the group's commit, unless its files are known to pass. A result on GitHub stands. */
function integration(packet: PacketState, group: MergeGroup, state: State, snapshot: Snapshot): Action[] {
  const { base, head } = group
  const shown = snapshot.checkRun(head, INTEGRATION)
  const before = shown === undefined ? 0 : (readExternalId(shown.externalId)?.again ?? 0)
  const again = shown?.rerequested ? before + 1 : before
  const id = externalId({ base, head: packet.work.head ?? '', trial: head, request: 0, again })
  if (shown?.status === 'completed' && shown.externalId === id && shown.conclusion !== 'action_required') return []
  const settle = (result: CheckResult) => planCheck(result, head, id, snapshot)
  if (packet.atGitHub?.group?.same) return settle(same(packet))
  const { unapproved } = packet.merge
  if (unapproved !== null) return settle(unapprovedResult(unapproved, packet.issue))
  const key = trialKey(base, head, 0, again)
  const trial = snapshot.results.trials[key]
  if (trial !== undefined && trial.state !== 'running') {
    // Only GitHub can make this commit once more: the packet leaves the queue, and nobody is to blame.
    const notRun = trial.state === 'not-run' && trial.why === 'interrupted' ? trial.why : undefined
    const tested = { base, head: packet.work.head ?? '', trial: head, request: 0, again, notRun }
    return planCheck(integrationResult(trial, base, packet, state), head, externalId(tested), snapshot)
  }
  const branch = snapshot.branches.find(({ name, sha }) => sha === head && name.startsWith(groupPrefix))?.name ?? ''
  return [
    ...(shown?.status === 'in_progress' && shown.externalId === id
      ? []
      : [running(packet, group, id, shown?.id, state, snapshot)]),
    { kind: 'trial', packet: packet.name, base, head, key, message: '', group: { branch } },
  ]
}

const same = (packet: PacketState): CheckResult => ({
  name: 'integration',
  conclusion: 'success',
  annotations: [],
  ...groupSame(packet.work.checks.integration?.tested ?? null, packet.base.branch),
})

function running(
  packet: PacketState,
  { base, head }: MergeGroup,
  externalId: string,
  id: number | undefined,
  state: State,
  snapshot: Pick<Snapshot, 'now'>,
): Action {
  const { title, summary } = integrationResult(
    { state: 'running', startedAt: snapshot.now, step: '' },
    base,
    packet,
    state,
  )
  return {
    kind: 'check',
    name: INTEGRATION,
    head,
    id: id ?? null,
    status: 'in_progress',
    conclusion: null,
    externalId,
    title,
    summary,
    annotations: [],
  }
}
