/** Everything that works for one repository, put together. */
import type { Log } from '../log.ts'
import type { Meter } from '../metrics/meter.ts'
import { memoizeAsync } from '../once.ts'
import type { GitHub, GitMirror, Hints, Outcome, Reader, RepoRef, Runner } from '../ports.ts'
import { createWaiters, type Waiters } from '../runner/actions/waiters.ts'
import type { Store } from '../store/store.ts'
import { type Cause, deliveriesOf } from './causes.ts'
import type { Clock } from './clock.ts'
import { type CycleEnd, type CycleTools, runCycle } from './cycle.ts'
import type { Decide } from './decision.ts'
import { createFailing } from './failing.ts'
import { createFaultLog } from './faults.ts'
import { createGitAccess, type GitAccess } from './git.ts'
import { EVERYTHING, mergeHints, NOTHING, saysNothing } from './hints.ts'
import { createJobs, type Jobs, type JobTools } from './jobs.ts'
import { createLeaseHolder, type LeaseHolder } from './lease.ts'
import { createMemory } from './memory.ts'
import { createMissing } from './missing.ts'
import { createLaterCount } from './setbacks.ts'
import type { Slots } from './slots.ts'
import { createSnapshotBuilder } from './snapshot.ts'
import { runTrial } from './trial.ts'
import { createWorker, type Worker } from './worker.ts'

export interface RepositoryTools {
  github: GitHub
  decide: Decide
  store: Store
  reader: Reader
  runner: Runner
  clock: Clock
  log: Log
  meter: Meter
  openMirror(ref: RepoRef): Promise<GitMirror>
  allowLocalRunner(owner: string, repo: string): boolean
  explain(error: unknown): Outcome
  /** Of this process, for the lease. */
  holder: string
  cycleSlots: Slots
  jobSlots: Slots
  onStop(message: string): void
  /** A look at it came to nothing. */
  onFail(): void
  onQuiet(): void
}

export type Repository = Worker & {
  ref: RepoRef
  /** The App was given other rights here, these ones if it is known: what it lacked before is tried again. */
  rightsChanged(now?: RepoRef['rights']): void
  rights(): RepoRef['rights']
}

export function createRepository(tools: RepositoryTools, ref: RepoRef): Repository {
  const { clock, store, meter } = tools
  const log = tools.log.child({ repository: `${ref.owner}/${ref.name}` })
  const git = createGitAccess(() => tools.openMirror(ref), tools.github)
  const hold = createLeaseHolder(store, ref.repoId, tools.holder, clock, () => jobs?.abortOthers([]))
  const waiters = createWaiters()
  let jobs: Jobs | null = null
  let closed = false
  let { rights } = ref

  const make = async (): Promise<CycleTools> => {
    const memory = await createMemory(store, ref.repoId, clock)
    jobs = createJobs(
      jobTools(tools, ref, { git, log, waiters, hold }, (hints) => worker.mark(hints)),
      await store.trials(ref.repoId),
    )
    return {
      github: tools.github,
      decide: tools.decide,
      explain: tools.explain,
      clock,
      log,
      meter,
      git,
      memory,
      jobs,
      makeFacts: createSnapshotBuilder(tools.reader),
      code: tools.reader.code,
      laters: createLaterCount(),
      noteFaults: createFaultLog(log),
      missing: createMissing(),
      failing: createFailing(),
      rights: () => rights,
      mayGoOn: async () => !closed && hold.keep(),
      fence: hold.fence,
    }
  }
  let parts = memoizeAsync(make)

  async function cycle(hints: Hints, causes: Cause[]): Promise<CycleEnd | { kind: 'taken'; until: number }> {
    const taken = await hold.take()
    if (!taken.held) return { kind: 'taken', until: taken.until }
    if (taken.changed) await forget()
    const made = await parts()
    const startedAt = clock.now()
    const named = { ...made, log: log.child(deliveriesOf(causes)) }
    const end = await hold.during(() => runCycle(named, hints))
    if (end.kind !== 'interrupted') await store.finishDeliveries(ref.repoId, startedAt)
    return end
  }

  /** Somebody else has worked here since: what was read and what was found out then is of the past. */
  async function forget(): Promise<void> {
    await jobs?.close()
    jobs = null
    parts = memoizeAsync(make)
  }

  const { explain, onStop, onFail, onQuiet } = tools
  const worker = createWorker({ clock, log, meter, slots: tools.cycleSlots, cycle, explain, onStop, onFail, onQuiet })
  return {
    ref,
    mark(hints, cause) {
      if (hints.trials) waiters.tell(hints.trials)
      if (!isForTrials(hints)) worker.mark(hints, cause)
    },
    activity: worker.activity,
    rights: () => rights,
    rightsChanged(now) {
      rights = now ?? rights
      const forget = async () => (await parts()).memory.refusals.forgetRights()
      void forget()
        .catch((err) => log.warn({ err }, 'What was refused could not be forgotten'))
        .finally(() => worker.mark(EVERYTHING))
    },
    isQuiet: () => worker.isQuiet() && !jobs?.busy(),
    async close() {
      closed = true
      await Promise.all([worker.close(), jobs?.close()])
    },
  }
}

interface JobParts {
  git: GitAccess
  log: Log
  waiters: Waiters
  hold: LeaseHolder
}

/** Whoever waits for the trial looks by itself. */
const isForTrials = ({ trials = [], ...rest }: Partial<Hints>): boolean =>
  trials.length > 0 && saysNothing(mergeHints(NOTHING, rest))

function jobTools(
  tools: RepositoryTools,
  ref: RepoRef,
  parts: JobParts,
  mark: (hints: Partial<Hints>) => void,
): JobTools {
  const { clock, store, runner, jobSlots, github, explain, onQuiet } = tools
  const repo = ref.repoId
  return {
    clock,
    log: parts.log,
    onRest: onQuiet,
    slots: jobSlots,
    onEnd: (inWorkflows) => mark(inWorkflows ? { refs: true } : {}),
    run: (action, config, signal, progress) => {
      const allowed = tools.allowLocalRunner(ref.owner, ref.name)
      return runTrial(
        { ...parts, fence: parts.hold.fence, github, explain, runner, clock, allowed },
        action,
        config,
        signal,
        progress,
      )
    },
    holding: parts.hold.during,
    keep: (trial) => store.saveTrial(repo, trial, clock.now()),
    forget: (key) => store.dropTrial(repo, key),
  }
}
