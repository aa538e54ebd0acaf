/** Implements the port `GitHub` for one repository. */

import { memoizeAsync } from '../concurrency.ts'
import type { GitHub, Reports } from '../reconcile/github.ts'
import { withOutcome } from './asked.ts'
import { untried } from './budget/budget.ts'
import { conditionalGet } from './conditional.ts'
import { configHistory } from './config-history.ts'
import type { LimitedContext } from './context.ts'
import type { FailureCount } from './errors.ts'
import { executeActions } from './execute/execute.ts'
import { accountOf, permissionOf } from './permission.ts'
import { readBranches } from './read/branches.ts'
import { costOfRead, laneOfRead } from './read/cost.ts'
import { readFilesOf } from './read/files-of.ts'
import { readQueue } from './read/queue.ts'
import { type Reader, readerOf, readMirror } from './read/read.ts'
import { makeReports } from './read/reports.ts'
import { readMissing, readRules, readUnsigned } from './read/rules.ts'
import { readSetup } from './read/setup.ts'
import { stackReader } from './read/stacks.ts'
import { readStanding } from './read/standing.ts'
import { cloneUrl, remoteAt } from './remote.ts'

/** Creates the port. Its methods reject with an error that `explain` knows (errors.ts); executing does not reject. */
export function makeRepository(context: LimitedContext): GitHub {
  const reader = readerOf(context, conditionalGet(context.octokit))
  const failures: FailureCount = { count: 0 }
  const guarded: Guard = (work) => withOutcome(work, failures, context.now)
  const url = memoizeAsync(() => cloneUrl(context))
  return {
    ...readMethods(context, reader, guarded),
    execute: async (action, mirror, fence) => {
      const [outcome] = await executeActions(context, [action], mirror, failures, fence)
      return outcome ?? { kind: 'done' }
    },
    executeTogether: (actions, mirror, fence) => executeActions(context, actions, mirror, failures, fence),
    reports: (branch, sha) => guardedReports(makeReports(context, branch, sha), guarded),
    remote: (to) => guarded(async () => remoteAt(context, await url(), to)),
  }
}

/** Turns an error of the work into an `OutcomeError`. */
type Guard = <T>(work: () => Promise<T>) => Promise<T>

type ReadMethods = Omit<GitHub, 'execute' | 'executeTogether' | 'reports' | 'remote'>

function readMethods(context: LimitedContext, reader: Reader, guarded: Guard): ReadMethods {
  let defaultBranch: string | undefined
  const stacks = stackReader(context, reader.get)
  return {
    read: (previous, hints) =>
      guarded(async () => {
        const wait = context.budget.wait(costOfRead(hints), laneOfRead(previous, hints))
        if (wait > 0) throw untried(wait)
        const mirror = await readMirror(reader, previous, hints)
        defaultBranch = mirror.repo.defaultBranch
        return mirror
      }),
    branches: (previous, names) => guarded(() => readBranches(reader, previous, names)),
    permission: (actor) => guarded(() => permissionOf(context, reader.get, actor)),
    account: (login) => guarded(() => accountOf(context, reader.get, login)),
    rules: (branch) => guarded(() => readRules(context, reader.get, branch)),
    queue: (branch, pulls) => guarded(() => readQueue(context, branch, pulls)),
    filesOf: (pull) => guarded(() => readFilesOf(context, reader.get, pull)),
    stacks: () => guarded(stacks),
    unsigned: (pull, head) => guarded(() => readUnsigned(context, reader.get, pull, head)),
    standing: (pull, head) => guarded(() => readStanding(context, pull, head)),
    missing: (head, checks) => guarded(() => readMissing(context, reader.get, head, checks)),
    setup: () => guarded(() => readSetup(context)),
    configHistory: () => guarded(() => configHistory(context, defaultBranch)),
  }
}

const guardedReports = (reports: Reports, guarded: Guard): Reports => ({
  pushedAt: () => guarded(reports.pushedAt),
  read: (withJobs) => guarded(() => reports.read(withJobs)),
  failureText: (url) => guarded(() => reports.failureText(url)),
})
