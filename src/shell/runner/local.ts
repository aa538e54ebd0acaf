import type { TrialStep } from '../../core/snapshot/queries.ts'
import type { Runner, RunnerJob } from '../reconcile/trial.ts'
import { giveTo, type JobFolder, makeJobFolder, removeFolder } from './files.ts'
import type { Account } from './launch.ts'
import { runStep } from './step.ts'
import { findWorkspace, type Workspace } from './workspace.ts'

export interface LocalRunnerOptions {
  /** Folder for the jobs; made if need be. Best outside any project and where another account can enter. */
  root: string
  /**
   * `auto` (default): `nobody` when Switchyard is root, else its own user. `same`: its own user. An account of its
   * own is for an operator who made one for this.
   */
  user?: 'auto' | 'same' | Account
  /** A process list of its own for each command, where the machine allows it. Default: yes. */
  namespace?: boolean
  /** What one command may print before it is stopped. Default: 64 MiB. */
  outputLimitBytes?: number
  /** Time between the polite and the hard end of a command, in milliseconds. Default: 2 seconds. */
  graceMs?: number
  /** The `node` for commands. Default: the one that runs Switchyard. */
  node?: string
  log(message: string): void
}

export interface LocalRunner extends Runner {
  /** Where, as whom and with which Node commands run. Fails when nothing can be started here. */
  ready: Promise<Workspace>
}

/**
 * Runs the commands of a trial on this machine, one after another up to the first that does not pass, in a folder of
 * their own which is removed afterwards. `run` gives a step for each command that was started. It throws when the
 * tree cannot be prepared and, after an abort, the signal's reason; no process is left in any case.
 */
export function createLocalRunner(options: LocalRunnerOptions): LocalRunner {
  const ready = findWorkspace(options)
  ready.then(
    ({ notes }) => notes.forEach((note) => void options.log(note)),
    (error: unknown) => options.log(`Tests cannot run here: ${String(error)}`),
  )
  return {
    ready,
    async run(job) {
      const workspace = await ready
      job.signal.throwIfAborted()
      const folder = await makeJobFolder(workspace.root)
      try {
        await job.prepare(folder.tree)
        if (workspace.account) await giveTo(workspace.account, folder.dir)
        return await runSteps(job, workspace, folder, options)
      } finally {
        await removeFolder(folder.dir).catch((error: unknown) => options.log(`A folder is left: ${String(error)}`))
      }
    },
  }
}

const MEBIBYTE = 1024 * 1024

async function runSteps(
  job: RunnerJob,
  workspace: Workspace,
  folder: JobFolder,
  { outputLimitBytes = 64 * MEBIBYTE, graceMs = 2_000 }: LocalRunnerOptions,
): Promise<TrialStep[]> {
  const end = performance.now() + job.timeoutMs
  const steps: TrialStep[] = []
  for (const { name, command } of job.commands) {
    job.onStep?.(name)
    const timeoutMs = end - performance.now()
    const step = await runStep({
      name,
      command,
      workspace,
      folder,
      timeoutMs,
      outputLimitBytes,
      graceMs,
      signal: job.signal,
    })
    steps.push(step)
    if (step.outcome !== 'passed') break
  }
  return steps
}
