import { realpath } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import type { TrialStep } from '../../core/snapshot/queries.ts'
import type { JobFolder } from './files.ts'
import { launch } from './launch.ts'
import { endAll, MARK } from './processes.ts'
import { type OutputEnd, outputEnd } from './tail.ts'
import type { Workspace } from './workspace.ts'

type Child = ReturnType<typeof launch>

export interface StepJob {
  name: TrialStep['name']
  command: string
  workspace: Workspace
  folder: JobFolder
  /** Milliseconds that are left for it. */
  timeoutMs: number
  outputLimitBytes: number
  graceMs: number
  signal: AbortSignal
}

type Ending = 'timed-out' | 'output-limit' | 'aborted' | { code: number | null }

/**
 * Runs one command and gives how it went, once every process it started has ended: what it left in the background
 * ends with it. Throws the signal's reason after an abort.
 */
export async function runStep(job: StepJob): Promise<TrialStep> {
  job.signal.throwIfAborted()
  const started = performance.now()
  const output = outputEnd()
  const child = launch(job.workspace.launcher, {
    command: job.command,
    cwd: job.folder.tree,
    env: environment(job.workspace, job.folder),
  })
  const ending = await endingOf(child, output, job)
  await endAll({ group: child.pid ?? null, folder: job.folder.dir, uid: userOf(job.workspace) }, job.graceMs)
  // With every process gone the pipes are at their end; reading them to it gives the last lines.
  if (child.pid !== undefined) await closed(child, job.graceMs)
  if (ending === 'aborted') job.signal.throwIfAborted()
  return {
    name: job.name,
    command: job.command,
    outcome: outcomeOf(ending),
    exitCode: typeof ending === 'object' ? ending.code : null,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    tail: output.text(await namesOf(job.folder)),
  }
}

/** The first thing that ends a command: itself, its time, its output, or an abort. It may still be alive then. */
async function endingOf(child: Child, output: OutputEnd, job: StepJob): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>()
  const read = (chunk: Buffer) => {
    output.add(chunk)
    if (output.size() > job.outputLimitBytes) resolve('output-limit')
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  child.on('exit', (code) => resolve({ code }))
  child.on('error', (error) => {
    output.add(Buffer.from(`The command could not be started: ${error.message}\n`))
    resolve({ code: null })
  })
  const abort = () => resolve('aborted')
  job.signal.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(() => resolve('timed-out'), Math.max(0, job.timeoutMs))
  const ending = await promise
  clearTimeout(timer)
  job.signal.removeEventListener('abort', abort)
  return ending
}

/** The job's folders as the command may print them: programs like to name the folder that a link leads to. */
async function namesOf({ tree, dir }: JobFolder): Promise<string[]> {
  const real = await realpath(dir).catch(() => dir)
  return [...new Set([tree, tree.replace(dir, real), dir, real])]
}

function outcomeOf(ending: Ending): TrialStep['outcome'] {
  if (typeof ending === 'object') return ending.code === 0 ? 'passed' : 'failed'
  return ending === 'output-limit' ? 'output-limit' : 'timed-out'
}

const userOf = ({ account }: Workspace) => account?.uid ?? process.getuid?.() ?? null

/** Waits for the end of the output, at most `ms`: a process that could not be ended may still hold it open. */
async function closed(child: Child, ms: number): Promise<void> {
  const timer = setTimeout(() => {
    child.stdout.destroy()
    child.stderr.destroy()
  }, ms)
  await Promise.all([finished(child.stdout), finished(child.stderr)].map((end) => end.catch(() => undefined)))
  clearTimeout(timer)
}

/** Everything a command is told. Nothing of the bot's own environment but where programs are. */
function environment(workspace: Workspace, folder: JobFolder): NodeJS.ProcessEnv {
  return {
    PATH: workspace.path,
    HOME: folder.home,
    TMPDIR: folder.temp,
    CI: 'true',
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    // git must not take a repository around the folder for the one under test.
    GIT_CEILING_DIRECTORIES: folder.dir,
    [MARK]: folder.dir,
  }
}
