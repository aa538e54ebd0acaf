/** Runs one trial: creates the merge, and runs the configured commands on a standalone copy of it. */
import type { Config } from '../../core/parse/config/schema.ts'
import type { TrialFact, TrialStep } from '../../core/snapshot/queries.ts'
import { type ActionsTools, type Progress, runInActions, watchCommit } from '../runner/actions/run.ts'
import type { TrialAction } from './decision.ts'

export interface RunnerJob {
  /** Exports the tree into this empty folder. */
  prepare(dir: string): Promise<void>
  commands: { name: TrialStep['name']; command: string }[]
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

  const commands = commandsOf(config)
  const refusal = refuse(commands, tools.isAllowed())
  if (refusal) return refusal
  const steps = await tools.runner.run(job(made.trial))
  signal.throwIfAborted()
  const ok = steps.length === commands.length && steps.every(passed)
  return { state: 'finished', trial: made.trial, ok, steps, startedAt, finishedAt: tools.clock.now() }

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

function commandsOf(config: Config): RunnerJob['commands'] {
  const names = ['setup', 'test', 'lint'] as const
  return names.flatMap((name) => (config[name] ? [{ name, command: config[name] }] : []))
}

/** Returns why the commands cannot be run, or null. */
function refuse(commands: RunnerJob['commands'], allowed: boolean): TrialFact | null {
  if (!commands.some(({ name }) => name !== 'setup')) {
    return notRun('no-command', 'Configure a `test` or a `lint` command: there is neither.')
  }
  if (allowed) return null
  return notRun('not-allowed', 'The operator of this bot has not allowed it to run this repository’s commands.')
}
