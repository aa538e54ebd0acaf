/** Runs one trial: creates the merge, and runs the configured commands on a standalone copy of it. */

import {
  areApart,
  entryName,
  pathsOf,
  type SelectedTests,
  selectTests,
  type TestCommand,
} from '../../core/merging/tests.ts'
import type { Config } from '../../core/parse/config/schema.ts'
import type { TrialFact, TrialStep } from '../../core/snapshot/queries.ts'
import { type ActionsTools, type Progress, runInActions, watchCommit } from '../runner/actions/run.ts'
import type { TrialAction } from './decision.ts'

export interface RunnerJob {
  /** Exports the tree into this empty folder. */
  prepare(dir: string): Promise<void>
  commands: TestCommand[]
  timeoutMs: number
  signal: AbortSignal
  onStep?(name: TrialStep['name']): void
}

export interface Runner {
  run(job: RunnerJob): Promise<TrialStep[]>
}

export interface TrialTools extends ActionsTools {
  runner: Runner
  /** Returns whether the operator lets this repository's commands run on this machine. */
  isAllowed(): boolean
}

/**
 * Runs the trial of `action` with the commands of `config`, or in workflows.
 *
 * @throws when git or the runner fail, or `signal` is aborted
 */
export async function runTrial(
  tools: TrialTools,
  action: TrialAction,
  config: Config,
  signal: AbortSignal,
  progress: Progress,
): Promise<TrialFact> {
  const startedAt = tools.clock.now()
  const { base, head, message, group } = action
  if (group && config.runner === 'actions')
    return watchCommit(tools, { branch: group.branch, commit: head, config }, signal, progress)
  const made = group
    ? await tools.git.useWith([head], async (git) =>
        (await git.has(head)) ? { trial: head } : ({ gone: true } as const),
      )
    : await tools.git.useWith([base, head], (git) => git.trial(base, head, message))
  signal.throwIfAborted()
  if ('gone' in made) return notRun('gone', `${base} or ${head} is no longer on GitHub.`)
  if ('conflict' in made) return { state: 'conflict', files: made.conflict }
  if (config.runner === 'actions') {
    return runInActions(tools, { packet: action.packet, trial: made.trial, config }, signal, progress)
  }

  const merged = { base, trial: made.trial }
  const { selection, isApart } = await selected(tools, merged, action.passedOn ?? null, config)
  const { commands, left, uncovered } = selection
  const note = config.tests.length > 0 && { selected: { left, uncovered } }
  const refusal = refuse(commands, tools.isAllowed())
  if (refusal) return refusal
  if (isApart && action.passedOn !== undefined) {
    const all = { left: config.tests.map(entryName), uncovered: null, passedOn: action.passedOn }
    return { ...finished([]), ok: true, selected: all }
  }
  const ran = await tools.runner.run(job(made.trial))
  signal.throwIfAborted()
  // Commands run in order, up to the first that does not pass.
  const steps = ran.map((step, at) => ({ ...step, ...(commands[at]?.entry && { entry: commands[at].entry }) }))
  const ok = steps.length === commands.length && steps.every(passed)
  return { ...finished(steps), ok, ...note }

  function finished(steps: TrialStep[]) {
    return { state: 'finished' as const, trial: merged.trial, steps, startedAt, finishedAt: tools.clock.now() }
  }

  function job(trial: string): RunnerJob {
    const prepare = (dir: string) => tools.git.use((git) => git.exportTree(trial, dir))
    return { prepare, commands, timeoutMs: config.timeout * 60_000, signal, onStep: progress.onStep }
  }
}

const passed = (step: TrialStep) => step.outcome === 'passed'

const notRun = (why: Extract<TrialFact, { state: 'not-run' }>['why'], detail: string): TrialFact => ({
  state: 'not-run',
  why,
  detail,
})

/**
 * Selects the tests for what the trial commit changes. `isApart`: they passed on the earlier base, and it has moved since
 * only by files of other entries.
 */
async function selected(
  tools: Pick<TrialTools, 'git'>,
  { base, trial }: { base: string; trial: string },
  passedOn: string | null,
  config: Config,
): Promise<{ selection: SelectedTests; isApart: boolean }> {
  if (config.tests.length === 0) return { selection: selectTests(config, []), isApart: false }
  return tools.git.useWith([base, trial, ...(passedOn === null ? [] : [passedOn])], async (git) => {
    const changed = pathsOf((await git.diff(base, trial)).files)
    const selection = selectTests(config, changed)
    if (passedOn === null) return { selection, isApart: false }
    const moved = await git.diff(passedOn, base)
    const isForward = moved.mergeBase === passedOn && moved.files.length > 0
    return { selection, isApart: isForward && areApart(config.tests, changed, pathsOf(moved.files)) }
  })
}

/** Returns why the commands cannot be run, or null. */
function refuse(commands: TestCommand[], allowed: boolean): TrialFact | null {
  if (!commands.some(({ name }) => name !== 'setup')) {
    return notRun('no-command', 'Configure a `test` or a `lint` command: there is neither.')
  }
  if (allowed) return null
  return notRun('not-allowed', 'The operator of this bot has not allowed it to run this repository’s commands.')
}
