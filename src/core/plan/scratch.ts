/**
 * Scratch branches that nobody needs any more are deleted: what a crash left, and those whose trial has ended. With
 * `runner: actions` one stays while its trial runs, and while its commit is what would be merged, so that the merge does
 * not push it again and start the workflows once more.
 */
import type { Action } from '../actions.ts'
import { integrationRun, runAskedAgain } from '../checks/integration.ts'
import { doctorPrefix, ownScratchBranch, scratchBranch, scratchPrefix } from '../merging/route.ts'
import { readExternalId } from '../records/check-run.ts'
import type { BranchFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'

export function planScratch(state: State, snapshot: Snapshot): Action[] {
  const left = snapshot.branches.filter(({ name }) => name.startsWith(scratchPrefix) && madeByApp(name, snapshot))
  return left
    .filter(({ name }) => !isUnderTest(name, snapshot.now))
    .filter((branch) => !state.packets.some((packet) => needs(packet, branch, state, snapshot)))
    .map(({ name, sha }) => ({ kind: 'delete-branch', branch: name, sha }))
}

const hour = 60 * 60_000

/** Whether `switchyard doctor` may still use the branch. An interrupted one leaves it behind. */
const isUnderTest = (name: string, now: number): boolean =>
  name.startsWith(doctorPrefix) && now - Number(name.slice(doctorPrefix.length)) < hour

const madeByApp = (name: string, snapshot: Pick<Snapshot, 'activityOn' | 'app'>): boolean =>
  snapshot.activityOn(name).some((entry) => entry.type === 'branch_creation' && entry.actor?.id === snapshot.app.id)

function needs(packet: PacketState, branch: BranchFact, state: State, snapshot: Pick<Snapshot, 'checkRun'>): boolean {
  if (state.config.runner !== 'actions' || (packet.status !== 'done' && runAskedAgain(packet, snapshot) === null))
    return false
  if (![scratchBranch(packet.name), ownScratchBranch(packet.name, branch.sha)].includes(branch.name)) return false
  const run = integrationRun(packet, snapshot)
  if (run === null || run.status !== 'completed') return true
  const tested = readExternalId(run.externalId)
  return run.conclusion === 'success' && tested?.trial === branch.sha && tested.base === packet.base.sha
}
