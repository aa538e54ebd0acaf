/**
 * What workflows and other services say of a trial commit, and what that comes to. Only what the push of the bot's own
 * scratch branch started is ever among it.
 */

import { missingDetail, nothingDetail, reportedWords, skippedDetail } from '../render/reported.ts'
import type { TrialFact, TrialStep } from '../snapshot/queries.ts'

/** One answer about the commit: a workflow run, a job of one, another App's check run, or a commit status. */
export interface Reported {
  source: 'workflow' | 'job' | 'check' | 'status'
  /** The workflow's, the job's, the check run's; the status's context. */
  name: string
  state: 'pending' | 'passed' | 'failed' | 'skipped'
  /** GitHub's own word, such as `cancelled` or `startup_failure`. */
  word: string
  url: string
  /** Who says so, where that could be anybody with write access: a status. */
  by: string | null
  /** Milliseconds; null while not known. */
  startedAt: number | null
  endedAt: number | null
}

export interface ReportedContext {
  /** Names that must have passed; empty: whatever reports. */
  required: string[]
  /** Logins of agents, lower case: a status of theirs makes nothing pass. */
  agents: string[]
  /** When the bot pushed the commit. */
  pushedAt: number
  now: number
  timeoutMs: number
}

/** What has not begun by then never will: GitHub lists a push's workflow runs within seconds. */
export const BEGIN_MS = 3 * 60_000
/** Services other than GitHub's own need a moment to be heard of. */
export const SETTLE_MS = 15_000

export type ReportedResult =
  /** `lookAt`: the moment at which time alone may change the answer. */
  | { kind: 'wait'; step: string; lookAt: number }
  | { kind: 'ended'; ok: boolean; counted: Reported[]; late: boolean }
  | { kind: 'not-run'; why: 'nothing-reported' | 'not-reported'; detail: string }

/**
 * Whether the commit passed. With `required` names those alone count; without, every workflow run, check and status does
 * (jobs count through their workflow, which knows about `continue-on-error`).
 */
export function evaluateReported(all: Reported[], context: ReportedContext): ReportedResult {
  const reported = all.filter((one) => one.state !== 'passed' || !context.agents.includes(one.by?.toLowerCase() ?? ''))
  const counted = reported.filter((one) => counts(one, context.required))
  const missing = context.required.filter((name) => !reported.some((one) => matches(one, name)))
  const open = counted.filter((one) => one.state === 'pending')
  const isLate = context.now >= context.pushedAt + context.timeoutMs
  if (counted.some((one) => one.state === 'failed')) return { kind: 'ended', ok: false, counted, late: false }
  if (open.length > 0 && isLate) return { kind: 'ended', ok: false, counted, late: true }
  if (open.length > 0) return waiting(open, context)
  if (missing.length > 0 || counted.length === 0) return forMissing(missing, reported, context)
  if (context.required.length === 0 && context.now < context.pushedAt + SETTLE_MS)
    return { kind: 'wait', step: reportedWords(counted), lookAt: context.pushedAt + SETTLE_MS }
  if (counted.every((one) => one.state === 'skipped'))
    return { kind: 'not-run', why: 'nothing-reported', detail: skippedDetail(counted) }
  return { kind: 'ended', ok: true, counted, late: false }
}

/** `build` is the job or check of that name, or the workflow; `CI / build` is GitHub's way to write both. */
const matches = (one: Reported, name: string): boolean =>
  one.name === name || (one.source === 'job' && name.split(' / ').slice(1).join(' / ') === one.name)

const counts = (one: Reported, required: string[]): boolean =>
  required.length === 0 ? one.source !== 'job' : required.some((name) => matches(one, name))

const waiting = (open: Reported[], { pushedAt, timeoutMs }: ReportedContext): ReportedResult => ({
  kind: 'wait',
  step: reportedWords(open),
  lookAt: pushedAt + timeoutMs,
})

/** A job may come late, after those it needs; with nothing under way, nothing more is to come. */
function forMissing(missing: string[], reported: Reported[], context: ReportedContext): ReportedResult {
  const lastEnd = Math.max(context.pushedAt, ...reported.map((one) => one.endedAt ?? 0))
  const busy = reported.some((one) => one.state === 'pending')
  const patience = busy ? context.pushedAt + context.timeoutMs : Math.max(context.pushedAt + BEGIN_MS, lastEnd + SETTLE_MS)
  const until = Math.min(patience, context.pushedAt + context.timeoutMs)
  if (context.now < until) return { kind: 'wait', step: '', lookAt: until }
  if (missing.length === 0)
    return { kind: 'not-run', why: 'nothing-reported', detail: nothingDetail(until - context.pushedAt) }
  return { kind: 'not-run', why: 'not-reported', detail: missingDetail(missing, reported) }
}

/** The trial's result as the rest of the bot knows it. `texts`: what is known about a failure, by the answer's URL. */
export function trialOf(
  judged: Exclude<ReportedResult, { kind: 'wait' }>,
  run: { trial: string; startedAt: number; now: number; texts: ReadonlyMap<string, string> },
): TrialFact {
  if (judged.kind === 'not-run') return { state: 'not-run', why: judged.why, detail: judged.detail }
  const steps = judged.counted.map((one) => stepOf(one, judged.late, run))
  const { trial, startedAt, now } = run
  return { state: 'finished', trial, ok: judged.ok, steps, startedAt, finishedAt: now }
}

function stepOf(one: Reported, late: boolean, run: { now: number; texts: ReadonlyMap<string, string> }): TrialStep {
  const outcome = outcomeOf(one, late)
  const ran = one.startedAt === null ? 0 : Math.max(0, (one.endedAt ?? run.now) - one.startedAt)
  const said = ['success', 'failure'].includes(one.word) ? '' : one.word
  const tail = outcome === 'failed' ? [run.texts.get(one.url) ?? '', said].filter((part) => part !== '').join('\n') : ''
  return { name: 'check', command: one.name, outcome, exitCode: null, seconds: Math.round(ran / 100) / 10, tail }
}

function outcomeOf({ state }: Reported, late: boolean): TrialStep['outcome'] {
  if (state === 'pending') return late ? 'timed-out' : 'unfinished'
  return state
}
