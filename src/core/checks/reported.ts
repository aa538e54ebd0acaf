/**
 * Evaluates what workflows and other services report on a trial commit. Only reports on the App's own scratch branch are
 * passed in.
 */
import { interruptedDetail, missingDetail, nothingDetail, reportedWords, skippedDetail } from '../render/reported.ts'
import type { TrialFact, TrialStep } from '../snapshot/queries.ts'

/** One report on the commit: a workflow run, a job of one, another App's check run, or a commit status. */
export interface Reported {
  source: 'workflow' | 'job' | 'check' | 'status'
  /** Name of the workflow, job or check run, or the context of the status. */
  name: string
  /** `interrupted`: it ended before it had a result, which says nothing of the commit. */
  state: 'pending' | 'passed' | 'failed' | 'skipped' | 'interrupted'
  /** GitHub's conclusion, such as `cancelled` or `startup_failure`. */
  word: string
  url: string
  /** Login of a status's author, since anybody with write access can set a status; null for the other sources. */
  by: string | null
  /** Milliseconds since the epoch; null while unknown. */
  startedAt: number | null
  endedAt: number | null
}

export interface ReportedContext {
  /** Names that must pass; empty: everything that reports must pass. */
  required: string[]
  /** Logins of agents in lower case. Passed statuses set by them are ignored. */
  agents: string[]
  /** When the App pushed the commit. */
  pushedAt: number
  now: number
  timeoutMs: number
}

/** How long to wait for the first report. GitHub lists a push's workflow runs within seconds. */
export const BEGIN_MS = 3 * 60_000
/** How long to wait for reports of external services, which arrive later than GitHub's own. */
export const SETTLE_MS = 15_000

export type ReportedResult =
  /** `lookAt`: when the result may change without a new report, in milliseconds since the epoch. */
  | { kind: 'wait'; step: string; lookAt: number }
  | { kind: 'ended'; ok: boolean; counted: Reported[]; late: boolean }
  | { kind: 'not-run'; why: 'nothing-reported' | 'not-reported' | 'interrupted'; detail: string }

const CONCLUSIONS: Readonly<Record<string, Reported['state']>> = {
  success: 'passed',
  neutral: 'skipped',
  skipped: 'skipped',
  failure: 'failed',
  // A test that hangs is a fault of the work until shown otherwise; a machine that is slow is named in the same place.
  timed_out: 'failed',
  // By a person, or by a concurrency group.
  cancelled: 'interrupted',
  // GitHub gave it up after 14 days.
  stale: 'interrupted',
  // The workflow file is invalid, or no machine could be had.
  startup_failure: 'interrupted',
  // A person has to approve it first; it runs afterwards.
  action_required: 'pending',
}

/**
 * Returns what a conclusion says of the commit, for a workflow run, a job and another App's check alike. GitHub grows new
 * conclusions: an unknown one is a failure.
 */
export const stateOfConclusion = (status: string | null, conclusion: string | null): Reported['state'] =>
  status !== 'completed' || conclusion === null ? 'pending' : (CONCLUSIONS[conclusion] ?? 'failed')

/**
 * Returns whether the commit passed. With `required` names only those count. Without, every workflow run, check and
 * status counts; jobs count through their workflow, which respects `continue-on-error`.
 */
export function evaluateReported(all: Reported[], context: ReportedContext): ReportedResult {
  const reported = all.filter((one) => one.state !== 'passed' || !context.agents.includes(one.by?.toLowerCase() ?? ''))
  const counted = reported.filter((one) => counts(one, context.required))
  const missing = context.required.filter((name) => !reported.some((one) => matches(one, name)))
  const open = counted.filter((one) => one.state === 'pending')
  const isLate = context.now >= context.pushedAt + context.timeoutMs
  if (counted.some((one) => one.state === 'failed')) return { kind: 'ended', ok: false, counted, late: false }
  if (open.length > 0 && isLate)
    return open.every(isUnapproved)
      ? { kind: 'not-run', why: 'interrupted', detail: interruptedDetail(open) }
      : { kind: 'ended', ok: false, counted, late: true }
  if (open.length > 0) return waiting(open, context)
  const interrupted = counted.filter((one) => one.state === 'interrupted')
  if (interrupted.length > 0) return { kind: 'not-run', why: 'interrupted', detail: interruptedDetail(interrupted) }
  if (missing.length > 0 || counted.length === 0) return forMissing(missing, reported, context)
  if (context.required.length === 0 && context.now < context.pushedAt + SETTLE_MS)
    return { kind: 'wait', step: reportedWords(counted), lookAt: context.pushedAt + SETTLE_MS }
  if (counted.every((one) => one.state === 'skipped'))
    return { kind: 'not-run', why: 'nothing-reported', detail: skippedDetail(counted) }
  return { kind: 'ended', ok: true, counted, late: false }
}

const isUnapproved = ({ word }: Reported): boolean => word === 'action_required'

/** `build` names a job, check or workflow. GitHub also writes a job as `CI / build`, with its workflow. */
const matches = (one: Reported, name: string): boolean =>
  one.name === name || (one.source === 'job' && name.split(' / ').slice(1).join(' / ') === one.name)

const counts = (one: Reported, required: string[]): boolean =>
  required.length === 0 ? one.source !== 'job' : required.some((name) => matches(one, name))

const waiting = (open: Reported[], { pushedAt, timeoutMs }: ReportedContext): ReportedResult => ({
  kind: 'wait',
  step: reportedWords(open),
  lookAt: pushedAt + timeoutMs,
})

/** A job may start late, after the jobs it needs. When nothing is running any more, no further report is expected. */
function forMissing(missing: string[], reported: Reported[], context: ReportedContext): ReportedResult {
  const lastEnd = Math.max(context.pushedAt, ...reported.map((one) => one.endedAt ?? 0))
  const busy = reported.some((one) => one.state === 'pending')
  const deadline = busy
    ? context.pushedAt + context.timeoutMs
    : Math.max(context.pushedAt + BEGIN_MS, lastEnd + SETTLE_MS)
  const until = Math.min(deadline, context.pushedAt + context.timeoutMs)
  if (context.now < until) return { kind: 'wait', step: '', lookAt: until }
  if (missing.length === 0)
    return { kind: 'not-run', why: 'nothing-reported', detail: nothingDetail(until - context.pushedAt) }
  return { kind: 'not-run', why: 'not-reported', detail: missingDetail(missing, reported) }
}

/**
 * Returns the trial's result for a finished evaluation.
 * @param run `texts`: details of failures, by the report's URL
 */
export function trialOf(
  result: Exclude<ReportedResult, { kind: 'wait' }>,
  run: { trial: string; startedAt: number; now: number; texts: ReadonlyMap<string, string> },
): TrialFact {
  if (result.kind === 'not-run') return { state: 'not-run', why: result.why, detail: result.detail }
  const steps = result.counted.map((one) => stepOf(one, result.late, run))
  const { trial, startedAt, now } = run
  return { state: 'finished', trial, ok: result.ok, steps, startedAt, finishedAt: now }
}

function stepOf(one: Reported, late: boolean, run: { now: number; texts: ReadonlyMap<string, string> }): TrialStep {
  const outcome = outcomeOf(one, late)
  const ran = one.startedAt === null ? 0 : Math.max(0, (one.endedAt ?? run.now) - one.startedAt)
  const detail = ['success', 'failure'].includes(one.word) ? '' : one.word
  const tail =
    outcome === 'failed' ? [run.texts.get(one.url) ?? '', detail].filter((part) => part !== '').join('\n') : ''
  return { name: 'check', command: one.name, outcome, exitCode: null, seconds: Math.round(ran / 100) / 10, tail }
}

function outcomeOf({ state }: Reported, late: boolean): TrialStep['outcome'] {
  if (state === 'interrupted') return 'unfinished'
  if (state === 'pending') return late ? 'timed-out' : 'unfinished'
  return state
}
