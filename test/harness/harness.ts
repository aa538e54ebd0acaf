/**
 * The test harness: the sandbox's GitHub and the real bot in one process, without sockets, on a clock that only moves when
 * it is told. Nothing happens behind a test's back: webhooks wait in the outbox, timers for the clock.
 */
import { rm } from 'node:fs/promises'
import type { Forge, Outbox, Repo, RoleName, ServerKind, WorkflowPlayer } from '@switchyard/github-emulator'
import type { Sandbox } from '../../src/sandbox/emulator.ts'
import type { Runner } from '../../src/shell/reconcile/trial.ts'
import type { Store } from '../../src/shell/store/store.ts'
import type { HarnessClock } from './clock.ts'
import { createComponents, type HarnessComponents, start } from './components.ts'
import type { CrashPoint, Moment } from './crashes.ts'
import type { FaultProxy } from './fault-proxy.ts'
import { createGitHubView, type GitHubView, visibleStateOf } from './github-view.ts'
import type { LogLine } from './log.ts'
import type { People } from './people.ts'
import { forgetHarness, type SavedState } from './saved-state.ts'
import {
  callerOf,
  crashControls,
  isWarning,
  leftovers,
  peopleOf,
  stateControls,
  timeControls,
} from './test-controls.ts'
import { createUnreadComments, type UnreadComments } from './unread-comments.ts'

export interface HarnessOptions {
  /** Text of `.github/switchyard.yml`; the demo's when left out, no file when null. */
  config?: string | null
  /** `scripted` (a file's line `FAILS: …` makes the tests fail), `real` processes, or one's own. */
  runner?: 'scripted' | 'real' | Runner
  allowLocalRunner?: boolean
  /** Plays GitHub Actions; without it no workflow runs. */
  workflows?: WorkflowPlayer
  /** Where the bot is to die. */
  crashes?: readonly CrashPoint[]
  /** Which GitHub the sandbox plays; one with every feature when left out. */
  kind?: ServerKind
  /** Leaves the bot unstarted until `harness.start()`. */
  asleep?: boolean
  /** Gets each line of the bot's log as it is written. */
  onLog?: (line: LogLine) => void
  /** Goes on from there; `config` says nothing then. */
  from?: SavedState
}

export interface Harness {
  sandbox: Sandbox
  forge: Forge
  repo: Repo
  clock: HarnessClock
  outbox: Outbox
  people: People
  /** The same without a single webhook. */
  silently: People
  see: GitHubView
  heard: UnreadComments
  proxy: FaultProxy
  log: readonly LogLine[]
  /** Delivers and lets the bot work until it waits for nothing but a later time. Starts a bot that crashed. */
  settle(): Promise<void>
  /** The same without delivering. */
  rest(): Promise<void>
  /** Lets this time go by, in milliseconds, with all that falls due in it. */
  pass(ms: number): Promise<void>
  /** Lets this time go by, in milliseconds, if anything went wrong since it was asked last. */
  recover(ms: number): Promise<void>
  /** Until the bot has looked at everything by itself. */
  look(): Promise<void>
  /** Kills the bot as SIGKILL would, now; the next `settle` starts another on the same store. */
  crash(): void
  crashes(): { waiting: number; writes: number; lives: number }
  plan(...points: CrashPoint[]): void
  /** Calls `visit` at every moment from now on; the bot waits for it. */
  visit(visit: (moment: Moment) => Promise<void>): void
  /** Lets a frozen process go on. */
  thaw(): void
  /** What stands now outside the bot's memory. */
  photograph(): Promise<SavedState>
  /** Tells one state of the world outside from another: the same as long as nothing changed. */
  version(): string
  /** Stops the bot as SIGTERM would. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Takes away the bot's database and mirrors. The bot must be stopped or dead. */
  loseStore(): Promise<void>
  /** Posts something to the bot's endpoint. */
  post(request: Request): Promise<Response>
  store(): Store
  call<T = unknown>(role: RoleName, method: string, path: string, body?: object): Promise<T>
  picture(): Record<string, unknown>
  /** Checks that nothing is left over, and frees everything. */
  end(options?: { unheard?: 'allowed'; warnings?: 'allowed' }): Promise<void>
  /** Frees everything without checks. */
  dispose(): Promise<void>
}

export async function createHarness(options: HarnessOptions = {}): Promise<Harness> {
  const parts = await createComponents(options)
  const harness = bedOf(parts, options.from?.commits ?? 0)
  if (!options.asleep) await harness.settle()
  return harness
}

function bedOf(parts: HarnessComponents, made: number): Harness {
  const { dir, clock, world, log, processes, proxy, folder, bots } = parts
  const { sandbox, forge, repo, app } = world
  let commits = made
  const commitTime = () => start / 1000 + ++commits
  const heard = createUnreadComments(repo, app.botUserId)
  let disposed = false
  const harness: Harness = {
    sandbox,
    forge,
    repo,
    clock,
    outbox: sandbox.outbox,
    heard,
    proxy,
    log: log.lines,
    call: callerOf(world),
    see: createGitHubView(repo, app.botUserId),
    people: peopleOf(parts, commitTime, false),
    silently: peopleOf(parts, commitTime, true),
    settle: () => bots.work(true),
    rest: () => bots.work(false),
    ...timeControls(parts),
    ...crashControls(parts),
    ...stateControls(parts, () => commits),
    async stop() {
      bots.sleep()
      await bots.current().stop()
    },
    async start() {
      bots.wake()
      await bots.work(true)
    },
    async loseStore() {
      if (bots.current().state() !== 'dead') throw new Error('stop the bot first')
      await folder.lose()
    },
    post: (request) => bots.current().deliver(request),
    store: folder.store,
    picture: () => visibleStateOf(repo),
    async end({ unheard, warnings } = {}) {
      await harness.stop()
      const left = leftovers(parts)
      if (unheard !== 'allowed') left.push(...heard.unheard())
      if (warnings !== 'allowed') left.push(...log.lines.filter(isWarning).map(({ text }) => `logged: ${text}`))
      await harness.dispose()
      if (left.length > 0) throw new Error(`left over at the end of the test:\n${left.join('\n')}`)
    },
    async dispose() {
      if (disposed) return
      disposed = true
      bots.sleep()
      for (const each of processes) each.kill()
      await sandbox.close()
      await folder.store().close()
      forgetHarness(dir)
      await rm(dir, { recursive: true, force: true })
    },
  }
  return harness
}

export type { LogLine }
