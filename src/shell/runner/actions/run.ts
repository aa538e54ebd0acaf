/** A trial that the repository's own workflows test: its commit goes to a scratch branch, and what they report comes back. */

import type { Config } from '../../../core/parse/config/schema.ts'
import type { TrialFact } from '../../../core/snapshot/queries.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { GitAccess } from '../../reconcile/git.ts'
import type { Fence, GitHub, Outcome } from '../../reconcile/github.ts'
import { isRefusedByRule, messageOf, pushScratch } from '../scratch.ts'
import { type Waiters, watchTrial } from './watch.ts'

export interface ActionsTools {
  git: GitAccess
  github: Pick<GitHub, 'remote' | 'reports'>
  waiters: Waiters
  fence: Fence
  clock: Clock
  log: Log
  explain(error: unknown): Outcome
}

export interface Progress {
  onStep(name: string): void
  rest<T>(wait: () => Promise<T>): Promise<T>
}

/**
 * Pushes the trial commit and waits for its result. The same commit on the same branch is no new push: after a restart
 * everything is found again on GitHub. Throws when it cannot be pushed or nothing can be read, and after an abort.
 */
export async function runInActions(
  tools: ActionsTools,
  { packet, trial, config }: { packet: string; trial: string; config: Config },
  signal: AbortSignal,
  progress: Progress,
): Promise<TrialFact> {
  const { git, github, fence } = tools
  const remote = await github.remote('push')
  const pushed = await git
    .use((mirror) =>
      pushScratch(packet, trial, async (name) => {
        await fence.check()
        await mirror.push(remote, trial, name)
      }),
    )
    .catch(refusedByRule)
  signal.throwIfAborted()
  if (typeof pushed !== 'string') return pushed
  const branch = pushed
  return watchCommit(tools, { branch, commit: trial, config }, signal, progress)
}

/** Trying again does not help until a person changes the rule. */
function refusedByRule(error: unknown): TrialFact {
  const detail = messageOf(error)
  if (!isRefusedByRule(detail)) throw error
  return { state: 'not-run', why: 'push-refused', detail }
}

/** Waits for what workflows report on a commit that is on GitHub already, at the tip of this branch. */
export function watchCommit(
  tools: ActionsTools,
  { branch, commit, config }: { branch: string; commit: string; config: Config },
  signal: AbortSignal,
  progress: Progress,
): Promise<TrialFact> {
  return watchTrial({
    trial: commit,
    signal,
    waiters: tools.waiters,
    clock: tools.clock,
    log: tools.log,
    explain: tools.explain,
    ...progress,
    reports: tools.github.reports(branch, commit),
    required: config.required,
    agents: config.agents,
    timeoutMs: config.timeout * 60_000,
  })
}
