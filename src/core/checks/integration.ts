/** The trial merge's result. What the check run on GitHub keeps of it is a record (`records/check-run.ts`). */

import { readExternalId } from '../records/check-run.ts'
import { integrationText } from '../render/integration.ts'
import { conflictsOf } from '../schedule/conflicts.ts'
import type { TrialFact } from '../snapshot/queries.ts'
import type { CheckRunFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState, State } from '../state.ts'
import type { CheckResult } from './result.ts'

export const trialKey = (base: string, head: string, request: number): string => `${base}:${head}:${request}`

export function integrationResult(trial: TrialFact, base: string, packet: PacketState, state: State): CheckResult {
  const text = integrationText(trial, {
    baseBranch: state.baseBranch,
    base,
    head: packet.head ?? '',
    filesChanged: packet.filesChanged,
    linesChanged: packet.linesChanged,
    conflicts: conflictsOf(packet, state.conflicts ?? []),
  })
  const ok = trial.state === 'finished' && trial.ok
  return { name: 'integration', conclusion: ok ? 'success' : 'failure', ...text, annotations: [] }
}

/** The packet's own, on its head. */
export function integrationRun(packet: PacketState, snapshot: Snapshot): CheckRunFact | null {
  const run = runOn(packet.head, snapshot)
  const of = run === null ? undefined : readExternalId(run.externalId)?.issue
  return of === undefined || of === packet.issue ? run : null
}

/** Whoever's it is: there is one of a name on a commit. */
export const runOn = (head: string | null, snapshot: Snapshot): CheckRunFact | null =>
  snapshot.checks.find((run) => run.headSha === head && run.name === 'switchyard/integration') ?? null
