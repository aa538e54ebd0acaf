/** Plans the trial of base and head: requests it, shows it while it runs, and writes its result. */
import type { Action } from '../actions.ts'
import type { CheckResult } from '../checks/define.ts'
import type { CheckState } from '../checks/findings.ts'
import {
  INTEGRATION,
  integrationResult,
  integrationRun,
  runAskedAgain,
  runOn,
  trialKey,
  unapprovedResult,
} from '../checks/integration.ts'
import type { PacketAnalysis } from '../derive/analysis.ts'
import { testedBefore } from '../derive/updated.ts'
import { externalId, readExternalId, type TestedRun } from '../records/check-run.ts'
import { ensureComment } from '../records/ensure-comment.ts'
import { obstacleText } from '../render/checks.ts'
import { takenOutOfDone } from '../render/comments.ts'
import { integrationStopped } from '../render/integration.ts'
import { trialMessage } from '../render/pull.ts'
import { mergedKey, type TrialFact } from '../snapshot/queries.ts'
import type { CheckRunFact, Snapshot } from '../snapshot/snapshot.ts'
import type { Obstacle } from '../state/obstacles.ts'
import type { PacketState } from '../state/packet.ts'
import type { State } from '../state.ts'
import { planCheck, readingChecks } from './checks.ts'
import { isAnswered, newestOf } from './requests.ts'

export type Settled = TestedRun & { passed: boolean }

/** The record of a head that waits for its approval: it was tried on no base, for nobody. */
const NOT_TRIED = { base: '-', trial: '', request: 0 }

/** The comment that asked for the newest run. */
const requestOf = (packet: PacketState, analysis: PacketAnalysis): number =>
  newestOf(packet.progress.report, analysis.events.check)?.comment ?? 0

/** The result on GitHub, when it answers what is asked: the same head, and no newer request that it does not cover. */
export function settledRun(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'checkRun'>,
): Settled | null {
  const run = integrationRun(packet, snapshot)
  const tested = run ? readExternalId(run.externalId) : null
  if (run?.status !== 'completed' || tested === null || tested.head !== packet.work.head) return null
  // It waited for approval.
  if (run.conclusion === 'action_required') return null
  // Stopped, when nobody waited for it: that says nothing of the packet.
  if ((run.conclusion === 'cancelled' && tested.notRun !== 'interrupted') || run.rerequested) return null
  const passed = run.conclusion === 'success'
  const newest = passed ? analysis.events.check : newestOf(packet.progress.report, analysis.events.check)
  return isAnswered(newest, tested.request, analysis) ? { ...tested, passed } : null
}

export const messageOf = (packet: PacketState, run: Pick<TestedRun, 'request' | 'again'>, { config }: State): string =>
  trialMessage(packet, config.runner === 'actions' ? run : null)

/** The run that is asked for now: by a comment, or once more by "Re-run". */
function askedFor(
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'checkRun'>,
): Pick<TestedRun, 'request' | 'again'> {
  const request = requestOf(packet, analysis)
  const again = runAskedAgain(packet, snapshot)
  // For a packet that is not done, no report asks for a run.
  return again !== null && (again.request === request || packet.status !== 'done') ? again : { request }
}

/** Tests base + head (`passedOn`: the head passed on this earlier base): shows that it runs, asks for the job, and writes down its result. */
export function test(
  packet: PacketState,
  analysis: PacketAnalysis,
  base: string,
  state: State,
  snapshot: Snapshot,
  passedOn: string | null = null,
): Action[] {
  const head = packet.work.head ?? ''
  const { issue } = packet
  const { request, again } = askedFor(packet, analysis, snapshot)
  const before =
    again === undefined ? (passedAsTrial(head, snapshot) ?? passedBeforeUpdate(packet, head, snapshot)) : null
  if (before) return carryOver(before, { base: before.base, head, trial: head, request, issue }, packet, snapshot)
  const { unapproved } = packet.merge
  if (unapproved !== null)
    return planCheck(unapprovedResult(unapproved, issue), head, externalId({ ...NOT_TRIED, head, issue }), snapshot)
  const under = baseOfRunningTrial(packet, head, request, state, snapshot) ?? base
  const run = onceMore({ base: under, head, trial: '', request, issue, again }, snapshot)
  const key = trialKey(under, head, request, run.again)
  const trial = snapshot.results.trials[key]
  if (trial !== undefined && trial.state !== 'running') {
    const passed = trial.state === 'finished' && trial.ok
    const isOver = passed || isInterrupted(trial) || packet.status !== 'done'
    const notices = isOver ? [] : takeOutOfDone(packet, analysis, { ...run, passed }, state, snapshot)
    return notices.length > 0 ? notices : writeResult(packet, run, state, snapshot)
  }
  return [
    ...showRunning(packet, run, state, snapshot),
    {
      kind: 'trial',
      packet: packet.name,
      base: under,
      head,
      key,
      message: messageOf(packet, run, state),
      ...(passedOn !== null && state.config.tests.length > 0 && { passedOn }),
    },
  ]
}

const isInterrupted = (trial: TrialFact | undefined): boolean =>
  trial?.state === 'not-run' && trial.why === 'interrupted'

/** A run that was interrupted is run once more by itself, and not a second time: its cause may last. */
function onceMore(run: TestedRun, { results }: Pick<Snapshot, 'results'>): TestedRun {
  const isFirst = run.again === undefined
  return isFirst && isInterrupted(results.trials[trialKey(run.base, run.head, run.request)])
    ? { ...run, again: 1 }
    : run
}

/** Writes down what a trial that is over came to; nothing where GitHub has it already. */
function writeResult(
  packet: PacketState,
  run: TestedRun,
  state: State,
  snapshot: Pick<Snapshot, 'checkRun' | 'results'>,
): Action[] {
  const trial = snapshot.results.trials[trialKey(run.base, run.head, run.request, run.again)]
  if (trial === undefined || trial.state === 'running') return []
  const id = externalId({
    ...run,
    trial: trial.state === 'finished' ? trial.trial : '',
    notRun: trial.state === 'not-run' ? trial.why : undefined,
  })
  return planCheck(integrationResult(trial, run.base, packet, state), run.head, id, snapshot)
}

/**
 * A run that has begun is finished on the base it began with, unless its turn to merge has come. What workflows do goes
 * on while the bot is away; a local run that this process does not know of is no more.
 */
function baseOfRunningTrial(
  packet: PacketState,
  head: string,
  request: number,
  { config }: State,
  snapshot: Pick<Snapshot, 'checkRun' | 'results'>,
): string | null {
  if (packet.queued) return null
  const run = integrationRun(packet, snapshot)
  const tested = run ? readExternalId(run.externalId) : null
  if (run?.status !== 'in_progress' || tested === null || tested.request !== request) return null
  const known = snapshot.results.trials[trialKey(tested.base, head, request, tested.again)] !== undefined
  return known || config.runner === 'actions' ? tested.base : null
}

/** The run that tested this very commit, as a trial of the head before it; only where this head has no result yet. */
function passedAsTrial(head: string, snapshot: Pick<Snapshot, 'checks'>): (TestedRun & { run: CheckRunFact }) | null {
  const runs = snapshot.checks.filter((run) => run.name === INTEGRATION)
  if (runs.some((run) => run.headSha === head)) return null
  const found = runs.flatMap((run) => {
    const tested = run.conclusion === 'success' ? readExternalId(run.externalId) : null
    return tested?.trial === head ? [{ ...tested, run }] : []
  })
  return found.at(-1) ?? null
}

/** The run of the head before GitHub brought the base in, where that gave exactly the tested tree. */
function passedBeforeUpdate(
  { work: { branch } }: PacketState,
  head: string,
  snapshot: Snapshot,
): (TestedRun & { run: CheckRunFact }) | null {
  const before = testedBefore(branch, head, snapshot)
  if (before === null) return null
  const { tested, run } = before
  const isSame = snapshot.results.mergedTrees?.[mergedKey(tested.base, tested.head, head)] === true
  return isSame ? { ...tested, run } : null
}

/** What was tested as a trial has become the head: it is not tested again. */
function carryOver(
  { run }: { run: CheckRunFact },
  tested: TestedRun,
  packet: PacketState,
  snapshot: Pick<Snapshot, 'checkRun'>,
): Action[] {
  const result = { name: 'integration', conclusion: 'success', title: run.title, summary: run.summary } as const
  return planCheck({ ...result, annotations: [] }, packet.work.head ?? '', externalId(tested), snapshot)
}

function showRunning(
  packet: PacketState,
  run: TestedRun,
  state: State,
  snapshot: Pick<Snapshot, 'checkRun' | 'now'>,
): Action[] {
  const shown = integrationRun(packet, snapshot)
  const id = externalId(run)
  if (shown?.status === 'in_progress' && shown.externalId === id) return []
  const { title, summary } = integrationResult(
    { state: 'running', startedAt: snapshot.now, step: '' },
    run.base,
    packet,
    state,
  )
  return [
    {
      kind: 'check',
      name: INTEGRATION,
      head: run.head,
      id: runOn(run.head, snapshot)?.id ?? null,
      status: 'in_progress',
      conclusion: null,
      externalId: id,
      title,
      summary,
      annotations: [],
    },
  ]
}

/** Cancels the check of a trial that is no longer needed. A finished trial gets its result. */
export function stop(packet: PacketState, state: State, snapshot: Pick<Snapshot, 'checkRun' | 'results'>): Action[] {
  const run = integrationRun(packet, snapshot)
  if (run === null || run.status === 'completed' || packet.work.head === null) return []
  const tested = readExternalId(run.externalId)
  const result = tested?.head === packet.work.head ? writeResult(packet, tested, state, snapshot) : []
  if (result.length > 0) return result
  return planCheck(
    { name: 'integration', conclusion: 'cancelled', ...integrationStopped(), annotations: [] },
    packet.work.head,
    run.externalId,
    snapshot,
  )
}

/**
 * Takes a packet with red checks out of done and notifies the agent once for each `done`. The notice comes before the red
 * check, so that the status matches when people see the check.
 */
export function takeOutOfDone(
  packet: PacketState,
  analysis: PacketAnalysis,
  run: Settled,
  state: State,
  snapshot: Pick<Snapshot, 'results'>,
): Action[] {
  const reading = readingChecks(packet, state).filter((result) => result.conclusion === 'failure')
  const red: CheckState[] = reading.map((result) => ({
    ...result,
    tested: null,
    steps: [],
    url: packet.work.checks[result.name]?.url ?? null,
  }))
  const integration = packet.work.checks.integration
  const trial = run.passed ? undefined : snapshot.results.trials[trialKey(run.base, run.head, run.request, run.again)]
  if (!run.passed && run.notRun !== 'interrupted' && integration) {
    const over =
      trial === undefined || trial.state === 'running' ? {} : integrationResult(trial, run.base, packet, state)
    red.push({ ...integration, ...over, steps: trial?.state === 'finished' ? trial.steps : [] })
  }
  if (red.length === 0 || packet.progress.report === null) return []
  const notRun = trial?.state === 'not-run' ? trial : null
  return ensureComment(
    packet.issue,
    analysis.botComments,
    takenOutOfDone(String(packet.progress.report.comment), red, notRun),
  )
}

/** Fails the integration check without a trial when the branch cannot be merged or changes nothing. */
export function untestable(
  one: Obstacle,
  packet: PacketState,
  analysis: PacketAnalysis,
  snapshot: Pick<Snapshot, 'checkRun'>,
): Action[] {
  const request = requestOf(packet, analysis)
  const text = obstacleText(one, packet.base.branch)
  const result: CheckResult = { name: 'integration', conclusion: 'failure', ...text, annotations: [] }
  const red: CheckState = { ...result, tested: null, steps: [], url: packet.work.checks.integration?.url ?? null }
  const { report } = packet.progress
  const notices =
    report === null
      ? []
      : ensureComment(packet.issue, analysis.botComments, takenOutOfDone(String(report.comment), [red]))
  if (notices.length > 0) return notices
  const head = packet.work.head ?? ''
  const id = externalId({ base: packet.base.sha, head, trial: '', request, issue: packet.issue })
  return planCheck(result, head, id, snapshot)
}
