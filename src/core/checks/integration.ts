/** The integration check: the result of the trial merge. Its check run stores a record (`records/check-run.ts`). */
import { checkRunName, readExternalId, type TestedRun } from '../records/check-run.ts'
import { integrationText, type Tested } from '../render/integration.ts'
import { unapprovedText } from '../render/trial-approval.ts'
import { conflictsOf } from '../schedule/conflicts.ts'
import type { TrialFact } from '../snapshot/queries.ts'
import type { CheckRunFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState, PacketWork, UnapprovedTrial } from '../state/packet.ts'
import type { State } from '../state.ts'
import { type CheckResult, type Found, resultOf, type TrialCheck } from './define.ts'

/** The check run's name on GitHub. */
export const INTEGRATION = checkRunName('integration')

/** @param again how many times it was run once more */
export const trialKey = (base: string, head: string, request: number, again = 0): string =>
  `${base}:${head}:${request}${again === 0 ? '' : `.${again}`}`

/** Returns the packet's run on its head that is to run once more, or does so now, whatever its status. */
export function runAskedAgain(
  packet: Pick<PacketState, 'issue'> & { work: Pick<PacketWork, 'head'> },
  snapshot: Pick<Snapshot, 'checkRun'>,
): TestedRun | null {
  const run = integrationRun(packet, snapshot)
  const tested = run === null ? null : readExternalId(run.externalId)
  if (run === null || tested === null || tested.head !== packet.work.head) return null
  if (run.rerequested) return { ...tested, again: (tested.again ?? 0) + 1 }
  return run.status === 'in_progress' && tested.again ? tested : null
}

/** GitHub: a check that is `action_required` does not satisfy a rule that requires it. */
export const unapprovedResult = (unapproved: UnapprovedTrial, issue: number): CheckResult => ({
  name: 'integration',
  conclusion: 'action_required',
  ...unapprovedText(unapproved, issue),
  annotations: [],
})

interface IntegrationFound extends Found {
  trial: TrialFact
  tested: Tested
}

export const integration: TrialCheck<'integration', IntegrationFound> = {
  name: 'integration',
  fails: 'if the packet cannot be merged with the base branch, or if the tests fail on the trial merge',
  runs: 'by-trial-merge',
  evaluate({ packet, state, trial, base }) {
    const tested = {
      baseBranch: packet.base.branch,
      base,
      head: packet.work.head ?? '',
      filesChanged: packet.work.filesChanged,
      linesChanged: packet.work.linesChanged,
      conflicts: conflictsOf(packet, state.conflicts ?? []),
    }
    return { conclusion: conclusionOf(trial), trial, tested }
  },
  render: ({ trial, tested }) => integrationText(trial, tested),
}

/** GitHub: a cancelled check does not satisfy a rule that requires it, and is not shown as a failure. */
function conclusionOf(trial: TrialFact): Found['conclusion'] {
  if (trial.state === 'not-run' && trial.why === 'interrupted') return 'cancelled'
  return trial.state === 'finished' && trial.ok ? 'success' : 'failure'
}

export const integrationResult = (trial: TrialFact, base: string, packet: PacketState, state: State): CheckResult =>
  resultOf(integration, { packet, state, trial, base })

/** Returns the packet's own integration run on its head. Another packet may have run on the same commit. */
export function integrationRun(
  packet: Pick<PacketState, 'issue'> & { work: Pick<PacketWork, 'head'> },
  snapshot: Pick<Snapshot, 'checkRun'>,
): CheckRunFact | null {
  const run = runOn(packet.work.head, snapshot)
  const of = run === null ? undefined : readExternalId(run.externalId)?.issue
  return of === undefined || of === packet.issue ? run : null
}

/** Returns the integration run on a head, for whichever packet. A commit has one check run of a name. */
export const runOn = (head: string | null, snapshot: Pick<Snapshot, 'checkRun'>): CheckRunFact | null =>
  snapshot.checkRun(head, INTEGRATION) ?? null
