/** Waits for what workflows report on one trial commit: a word from a webhook brings a look, a slow beat makes up for lost ones. */
import { type ReportedContext, evaluateReported, type Reported, trialOf } from '../../../core/checks/reported.ts'
import type { TrialFact } from '../../../core/snapshot/queries.ts'
import { type Clock, sleep } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { Outcome, Reports } from '../../reconcile/github.ts'

export interface Watch {
  trial: string
  reports: Reports
  required: string[]
  /** Logins. */
  agents: string[]
  timeoutMs: number
  clock: Clock
  waiters: Waiters
  log: Log
  explain(error: unknown): Outcome
  signal: AbortSignal
  onStep(name: string): void
  /** Around every wait: nothing is done meanwhile. */
  rest<T>(wait: () => Promise<T>): Promise<T>
}

/** Waits for webhooks that report on a trial commit. */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>()

  /** Something was reported on these commits. */
  notify(commits: string[]): void {
    for (const commit of commits) for (const wake of [...(this.#waiting.get(commit) ?? [])]) wake()
  }

  /** Resolves at the next report on the commit; rejects with the signal's reason. */
  next(commit: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting = this.#waiting.get(commit) ?? new Set()
    this.#waiting.set(commit, waiting)
    waiting.add(resolve)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    return promise.finally(() => {
      waiting.delete(resolve)
      if (waiting.size === 0) this.#waiting.delete(commit)
    })
  }
}

/** Between looks without a word from GitHub: a trial of an hour costs some 120 cheap requests. */
const BEAT_MS = 30_000
const SLOW_BEAT_MS = 60_000
const SLOW_AFTER_MS = 5 * 60_000
/** After a word from GitHub: words come in bursts. */
const BURST_MS = 1_000
/** Of the texts of failures. */
const MOST_TEXTS = 3

/** Ends when the answer is clear or the time is up, counted from the push. Throws the signal's reason after an abort. */
export async function watchTrial(watch: Watch): Promise<TrialFact> {
  const { clock, reports } = watch
  const startedAt = clock.now()
  const pushedAt = Math.min(startedAt, (await patiently(watch, () => reports.pushedAt())) ?? startedAt)
  for (;;) {
    const reported = await patiently(watch, () => reports.look(watch.required.length > 0))
    const asked = askedOf(watch, pushedAt)
    const judged = evaluateReported(reported, asked)
    if (judged.kind !== 'wait') {
      const texts = judged.kind === 'ended' && !judged.ok ? await textsOf(watch, judged.counted) : new Map()
      return trialOf(judged, { trial: watch.trial, startedAt: pushedAt, now: clock.now(), texts })
    }
    watch.onStep(judged.step)
    const beat = clock.now() - pushedAt > SLOW_AFTER_MS ? SLOW_BEAT_MS : BEAT_MS
    await pause(watch, Math.min(beat, Math.max(BURST_MS, judged.lookAt - clock.now())))
  }
}

const askedOf = ({ required, agents, timeoutMs, clock }: Watch, pushedAt: number): ReportedContext => ({
  required,
  timeoutMs,
  pushedAt,
  now: clock.now(),
  agents: agents.map((login) => login.toLowerCase()),
})

async function pause({ waiters, trial, clock, signal, rest }: Watch, ms: number): Promise<void> {
  const ended = new AbortController()
  const until = AbortSignal.any([signal, ended.signal])
  const beat = sleep(clock, ms, until).then(() => false)
  const word = waiters.next(trial, until).then(() => true)
  try {
    const isWord = await rest(() => Promise.race([beat, word]))
    if (isWord) await sleep(clock, BURST_MS, signal)
  } finally {
    ended.abort()
    await Promise.allSettled([beat, word])
  }
}

/** GitHub may be away for a while, which says nothing about the trial; what it refuses for good is thrown. */
async function patiently<T>(watch: Watch, ask: () => Promise<T>): Promise<T> {
  const { clock, signal, explain, log, timeoutMs } = watch
  const until = clock.now() + timeoutMs
  for (;;) {
    signal.throwIfAborted()
    try {
      return await ask()
    } catch (err) {
      const outcome = explain(err)
      if (outcome.kind !== 'later' || clock.now() >= until) throw err
      log.warn({ trial: watch.trial, err }, 'What workflows report could not be read; trying on')
      await watch.rest(() => sleep(clock, Math.max(BURST_MS, outcome.afterMs), signal))
    }
  }
}

/** A help for people: a text that cannot be had is left out. */
async function textsOf({ reports, log }: Watch, counted: Reported[]): Promise<Map<string, string>> {
  const failed = counted.filter((one) => one.state === 'failed').slice(0, MOST_TEXTS)
  const texts = failed.map(async ({ url }): Promise<[string, string]> => [url, await reports.failureText(url)])
  return new Map(
    await Promise.all(
      texts.map((text) =>
        text.catch((err): [string, string] => {
          log.info({ err }, 'A failure’s text could not be read')
          return ['', '']
        }),
      ),
    ),
  )
}
