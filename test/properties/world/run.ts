/** One run: a true GitHub, the real loop beside it, and what lies between them. */

import { type EmittedEvent, recipients } from '@switchyard/github-emulator/testing'
import { decide as decideForReal } from '../../../src/core/decide.ts'
import type { SnapshotData } from '../../../src/core/snapshot/snapshot.ts'
import { explain } from '../../../src/shell/github/errors.ts'
import { hintsOf } from '../../../src/shell/github/hints.ts'
import { type Log, silentLog } from '../../../src/shell/log.ts'
import type { GitHub } from '../../../src/shell/reconcile/github.ts'
import { Reconciler } from '../../../src/shell/reconcile/reconciler.ts'
import type { Store } from '../../../src/shell/store/store.ts'
import { app } from '../../core/support/people.ts'
import { createMovedClock, type MovedClock } from './clock.ts'
import { createGitMirror, createRunner } from './git.ts'
import { githubOf, refOf } from './github.ts'
import { reader } from './reader.ts'
import { createMapStore } from './store.ts'
import { createTruth, START, type Truth } from './truth.ts'

/** What becomes of one delivery. */
export interface Fate {
  lost: boolean
  copies: number
  delayMs: number
}

export interface RunOptions {
  config: string
  /** Whether polling shows anything; if not, the loop knows only what webhooks announced. */
  looks: boolean
  trialMs: number
  /** In turn, again and again; none: everything comes at once. */
  fates: Fate[]
}

type Decision = ReturnType<typeof decideForReal>
/** Does the first of these actions, and those that share its request. */
type Perform = NonNullable<GitHub['executeTogether']>

/** One process of the bot. */
export interface Bot {
  loop: Reconciler
  holder: string
  /** A webhook asked for a full read, which works even where polling shows nothing. */
  toldAll: boolean
  /** Of its last decision. */
  snapshot: SnapshotData | null
  decision: Decision | null
  /** How much is under way outside. */
  underWay: number
  /** It never does anything again. */
  kill(): void
}

export interface Run {
  truth: Truth
  clock: MovedClock
  store: Store
  bots: Bot[]
  /** Stands between the loops and GitHub; tests put something else here. */
  between(bot: Bot, perform: Perform): Perform
  startBot(holder: string): Promise<Bot>
  advance(ms: number): Promise<void>
}

const never = new Promise<never>(() => {})

export async function createRun(options: RunOptions): Promise<Run> {
  const clock = createMovedClock(START, () => run.bots.every(({ underWay }) => underWay === 0))
  let delivered = 0
  const deliver = (event: string, payload: unknown) => {
    const hints = hintsOf(event, payload, app.id)
    if (!hints) return
    for (const bot of run.bots) {
      bot.toldAll ||= hints.all
      bot.loop.mark(run.truth.repo.id, hints)
    }
  }
  const emit = (emitted: EmittedEvent) => {
    for (const { payload } of recipients(run.truth.forge, emitted)) {
      const fate = options.fates[delivered % Math.max(1, options.fates.length)]
      delivered += 1
      const go = () => deliver(emitted.event, payload)
      if (fate === undefined) clock.at(clock.now(), go)
      else if (!fate.lost)
        for (let copy = 0; copy < fate.copies; copy += 1) clock.at(clock.now() + fate.delayMs * (copy + 1), go)
    }
  }
  const run: Omit<Run, 'truth'> & { truth: Truth } = {
    clock,
    store: createMapStore(),
    bots: [],
    advance: (ms) => clock.advance(ms),
    truth: undefined as unknown as Truth,
    between: (_bot, perform) => perform,
    async startBot(holder) {
      const bot = createBot(run, options, holder)
      run.bots.push(bot)
      void bot.loop.start()
      await clock.settle()
      return bot
    },
  }
  let isMade = false
  run.truth = await createTruth(options.config, clock.now, (event) => isMade && emit(event))
  isMade = true
  return run
}

function createBot(run: Run, { looks, trialMs }: RunOptions, holder: string): Bot {
  const { truth } = run
  const view = run.clock.view()
  let alive = true
  /** A dead process hears nothing more. */
  const living = async <T>(work: () => T | Promise<T>): Promise<T> => {
    if (!alive) return never
    bot.underWay += 1
    try {
      const result = await work()
      return alive ? result : await never
    } finally {
      bot.underWay -= 1
    }
  }
  const loop = new Reconciler({
    app: {
      installations: () => living(() => [truth.installation.id]),
      repositories: () => living(() => [refOf(truth)]),
      repository: () => githubFor(run, () => bot, looks, living),
    },
    store: run.store,
    reader,
    runner: createRunner(truth, view, trialMs),
    openMirror: async () => createGitMirror(truth),
    allowLocalRunner: () => true,
    explain,
    holder,
    log: strictLog(truth),
    clock: view,
    decide(snapshot) {
      bot.snapshot = snapshot
      bot.decision = decideForReal(snapshot)
      return bot.decision
    },
  })
  const bot: Bot = {
    loop,
    holder,
    toldAll: false,
    snapshot: null,
    decision: null,
    underWay: 0,
    kill() {
      alive = false
      view.kill()
      run.bots = run.bots.filter((one) => one !== bot)
    },
  }
  return bot
}

/** Nothing goes wrong in these sessions: what the bot warns of is a fault of its own, of the reader or of the emulator. */
function strictLog(truth: Truth): Log {
  const note = (fields: { err?: unknown; outcome?: string }, message: string) => {
    // Somebody was faster: the bot reads and decides again.
    if (fields.outcome === 'outdated') return
    truth.faults.push(`${message}: ${fields.err instanceof Error ? fields.err.stack : JSON.stringify(fields)}`)
  }
  const log: Log = { ...silentLog, warn: note, error: note, child: () => log }
  return log
}

const PORTS = [
  'permission',
  'account',
  'configHistory',
  'setup',
  'rules',
  'queue',
  'missing',
  'filesOf',
  'unsigned',
] as const

/** The real one, through which a dead process asks and hears nothing, and through which the bot need not see by itself. */
function githubFor(
  run: Run,
  botOf: () => Bot,
  looks: boolean,
  living: <T>(work: () => T | Promise<T>) => Promise<T>,
): GitHub {
  const real = githubOf(run.truth)
  const perform: Perform = (actions, mirror, fence) =>
    living(async () => {
      const bot = botOf()
      const between = run.between(bot, (some, known) => real.executeTogether?.(some, known, fence) ?? never)
      const outcomes = await between(actions, mirror)
      const toldAll = outcomes.some((one) => one.kind === 'later' || ('reread' in one && one.reread?.all === true))
      bot.toldAll ||= toldAll
      return outcomes
    })
  const asked = Object.fromEntries(
    PORTS.map((name) => [name, (...args: unknown[]) => living(() => Reflect.apply(real[name], real, args))]),
  )
  return {
    ...real,
    ...asked,
    remote: () => living(() => ({ url: 'https://github.test/acme/app.git', authorization: '' })),
    read: (previous, hints) =>
      living(() => {
        const bot = botOf()
        const all = hints.all && (looks || bot.toldAll)
        if (hints.all) bot.toldAll = false
        return real.read(previous, { ...hints, all, news: looks && hints.news === true })
      }),
    execute: async (action, mirror, fence) => (await perform([action], mirror, fence))[0] ?? { kind: 'done' },
    executeTogether: perform,
  }
}
