/** Runs the `run` steps of workflow jobs, one after another, on a copy of the commit's tree. */
import type { PlayedJob, WorkflowPlayer } from '../domain/forge.ts'

const TIMEOUT_MS = 30 * 60_000

/** Runs the commands of a job, isolated from the emulator as far as this machine allows. */
export interface CommandRunner {
  /** Returns the result of each command, in order. It stops after the first that fails. */
  run(job: CommandJob): Promise<CommandResult[]>
}

export interface CommandJob {
  /** Writes the files into the empty folder in which the commands run. */
  prepare(dir: string): Promise<void>
  commands: { name: 'test'; command: string }[]
  timeoutMs: number
  signal: AbortSignal
}

export interface CommandResult {
  command: string
  /** `passed`, or why it did not pass. */
  outcome: string
  /** The end of its output. */
  tail: string
}

export interface Machines {
  play: WorkflowPlayer
  /** Stops the running commands. */
  close(): Promise<void>
}

/** Runs the jobs of workflows with a command runner. */
export function createMachines(runner: CommandRunner): Machines {
  const controller = new AbortController()
  const running = new Set<Promise<void>>()
  return {
    play(job) {
      const work = runJob(runner, job, controller.signal).catch((error: unknown) => {
        // A job that was interrupted runs again at the next start.
        if (!controller.signal.aborted) job.end('failure', error instanceof Error ? error.message : String(error))
      })
      running.add(work)
      void work.finally(() => running.delete(work))
    },
    async close() {
      controller.abort(new Error('the emulator is stopping'))
      await Promise.all(running)
    },
  }
}

async function runJob(runner: CommandRunner, job: PlayedJob, signal: AbortSignal): Promise<void> {
  job.begin()
  if (job.commands.length === 0) return job.end('success', '')
  const steps = await runner.run({
    prepare: job.checkout,
    commands: job.commands.map((command) => ({ name: 'test', command })),
    timeoutMs: TIMEOUT_MS,
    signal,
  })
  const log = steps.map(({ command, tail }) => `##[group]Run ${command}\n##[endgroup]\n${tail}`).join('\n')
  job.end(
    steps.length === job.commands.length && steps.every((step) => step.outcome === 'passed') ? 'success' : 'failure',
    log,
  )
}
