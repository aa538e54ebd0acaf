/**
 * The trial merge's result. The check run on GitHub keeps it: `external_id` is `BASE:HEAD:TRIAL:REQUEST:ISSUE`, where
 * REQUEST is the id of the comment that asked for this run (a `done` report or `/check`), so that a later one asks anew,
 * and ISSUE the packet's, since two packets may stand on one commit (missing in older ones).
 */

import { integrationText, type Tested } from '../render/integration.ts'
import { conflictsOf } from '../schedule/conflicts.ts'
import type { TrialFact } from '../snapshot/queries.ts'
import type { CheckRunFact, Snapshot } from '../snapshot/snapshot.ts'
import type { PacketState, State } from '../state.ts'
import { type CheckResult, type Found, resultOf, type TrialCheck } from './define.ts'
import { checkRunName } from './names.ts'

export interface TestedRun {
  base: string
  head: string
  /** '' while the trial runs, or when there was nothing to commit. */
  trial: string
  request: number
  issue?: number | undefined
}

/** Its name on GitHub. */
export const INTEGRATION = checkRunName('integration')

export const externalId = (run: TestedRun): string =>
  [run.base, run.head, run.trial, run.request, ...(run.issue === undefined ? [] : [run.issue])].join(':')

export function readExternalId(id: string): TestedRun | null {
  const [base = '', head = '', trial = '', request = '', issue] = id.split(':')
  if (base === '' || head === '') return null
  return { base, head, trial, request: Number(request) || 0, ...(issue !== undefined && { issue: Number(issue) }) }
}

export const trialKey = (base: string, head: string, request: number): string => `${base}:${head}:${request}`

interface IntegrationFound extends Found {
  trial: TrialFact
  tested: Tested
}

export const integration: TrialCheck<'integration', IntegrationFound> = {
  name: 'integration',
  fails: 'when the packet cannot be merged with the base branch, or the tests fail on the merged tree',
  runs: 'by-trial-merge',
  evaluate({ packet, state, trial, base }) {
    const tested = {
      baseBranch: state.baseBranch,
      base,
      head: packet.head ?? '',
      filesChanged: packet.filesChanged,
      linesChanged: packet.linesChanged,
      conflicts: conflictsOf(packet, state.conflicts ?? []),
    }
    return { conclusion: trial.state === 'finished' && trial.ok ? 'success' : 'failure', trial, tested }
  },
  render: ({ trial, tested }) => integrationText(trial, tested),
}

export const integrationResult = (trial: TrialFact, base: string, packet: PacketState, state: State): CheckResult =>
  resultOf(integration, { packet, state, trial, base })

/** The packet's own, on its head. */
export function integrationRun(
  packet: Pick<PacketState, 'head' | 'issue'>,
  snapshot: Pick<Snapshot, 'checkRun'>,
): CheckRunFact | null {
  const run = runOn(packet.head, snapshot)
  const of = run === null ? undefined : readExternalId(run.externalId)?.issue
  return of === undefined || of === packet.issue ? run : null
}

/** Whoever's it is: there is one of a name on a commit. */
export const runOn = (head: string | null, snapshot: Pick<Snapshot, 'checkRun'>): CheckRunFact | null =>
  snapshot.checkRun(head, INTEGRATION) ?? null
