/** One run: a true GitHub, the real loop beside it, and what lies between them. */
import { decide as decideForReal } from '../../../src/core/decide.ts'
import type { Facts } from '../../../src/core/facts.ts'
import { hintsOf } from '../../../src/shell/github/hints.ts'
import { silentLog } from '../../../src/shell/log.ts'
import { mergeHints } from '../../../src/shell/loop/hints.ts'
import { createLoop, type Loop } from '../../../src/shell/loop/loop.ts'
import type { GitHub, RepoRef } from '../../../src/shell/ports.ts'
import type { Store } from '../../../src/shell/store/store.ts'
import { app, people, permissions, type Who } from '../../core/support/people.ts'
import { createMovedClock, type MovedClock, turn } from './clock.ts'
import { createGitMirror, createRunner } from './git.ts'
import { performTruth } from './perform.ts'
import { newsOf, readTruth } from './read.ts'
import { reader } from './reader.ts'
import { createMapStore } from './store.ts'
import { createTruth, type Delivery, REPO, START, type Truth } from './truth.ts'

/** What becomes of one delivery. */
export interface Fate {
  lost: boolean
  copies: number
  delayMs: number
}

export interface RunOptions {
  config: string
  /** Whether the loop sees anything when it looks by itself; if not, it knows only what it was told. */
  looks: boolean
  trialMs: number
  /** In turn, again and again; none: everything comes at once. */
  fates: Fate[]
  /** Sees each decision. */
  onDecide?(bot: Bot): void
}

type Decision = ReturnType<typeof decideForReal>
type Perform = GitHub['perform']

/** One process of the bot. */
export interface Bot {
  loop: Loop
  holder: string
  /** GitHub told it to look at everything: it sees all even where its own looks see nothing. */
  toldAll: boolean
  /** Of its last decision. */
  facts: Facts | null
  decision: Decision | null
  /** It never does anything again. */
  kill(): void
  /** It stands still, as a stopped process does, and may go on later. */
  freeze(frozen: boolean): Promise<void>
}

export interface Run {
  truth: Truth
  clock: MovedClock
  store: Store
  bots: Bot[]
  permissions: Record<Who, (typeof permissions)[Who]>
  /** Stands between the loops and GitHub; tests put something else here. */
  between(bot: Bot, perform: Perform): Perform
  startBot(holder: string): Promise<Bot>
  advance(ms: number): Promise<void>
}

export const ref: RepoRef = { installationId: 1, repoId: REPO, owner: 'acme', name: 'app' }

const never = new Promise<never>(() => {})

export function createRun(options: RunOptions): Run {
  const clock = createMovedClock(START)
  let delivered = 0
  const deliver = ({ event, payload }: Delivery) => {
    const hints = hintsOf(event, payload, app.id)
    if (!hints) return
    for (const bot of run.bots) {
      bot.toldAll ||= hints.all
      bot.loop.mark(REPO, hints)
    }
  }
  const emit = (delivery: Delivery) => {
    const fate = options.fates[delivered % Math.max(1, options.fates.length)]
    delivered += 1
    if (fate === undefined) clock.at(clock.now(), () => deliver(delivery))
    else if (!fate.lost)
      for (let copy = 0; copy < fate.copies; copy += 1)
        clock.at(clock.now() + fate.delayMs * (copy + 1), () => deliver(delivery))
  }
  const run: Run = {
    truth: createTruth(options.config, clock.now, emit),
    clock,
    store: createMapStore(),
    bots: [],
    permissions: { ...permissions },
    between: (_bot, perform) => perform,
    async startBot(holder) {
      const bot = createBot(run, options, holder)
      run.bots.push(bot)
      void bot.loop.start()
      await turn()
      return bot
    },
    advance: (ms) => clock.advance(ms),
  }
  return run
}

function createBot(run: Run, options: RunOptions, holder: string): Bot {
  const { looks, trialMs } = options
  const { truth } = run
  const view = run.clock.view()
  let alive = true
  let thaw: PromiseWithResolvers<void> | null = null
  /** A dead process hears nothing more, a frozen one later. */
  const living = async <T>(work: () => T | Promise<T>): Promise<T> => {
    while (thaw) await thaw.promise
    return alive ? work() : never
  }
  const github: GitHub = {
    read: (previous, hints) =>
      living(() => {
        const all = hints.all && (looks || bot.toldAll)
        if (hints.all) bot.toldAll = false
        const news = hints.news && looks && previous ? newsOf(truth, previous) : {}
        return readTruth(truth, previous, { ...mergeHints(hints, news), all })
      }),
    permission: (actor) => living(() => run.permissions[whoIs(actor.id)]),
    account: (login) => living(() => Object.values(people).find((one) => one?.login === login)?.id ?? 'nobody'),
    configHistory: () => living(() => []),
    reports: () => ({ pushedAt: async () => null, look: async () => [], failureText: async () => '' }),
    setup: () => living(() => ({ present: [], workflows: [] })),
    rules: () => living(() => []),
    queue: () => living(() => null),
    missing: () => living(() => []),
    unsigned: () => living(() => 0),
    perform: (action, mirror) =>
      living(async () => {
        const perform = run.between(bot, async (one, known) => performTruth(truth, one, known))
        const outcome = await perform(action, mirror)
        bot.toldAll ||= outcome.kind === 'later' || ('reread' in outcome && outcome.reread?.all === true)
        return outcome
      }),
    remote: () => living(() => ({ url: 'https://github.test/acme/app.git', authorization: '' })),
  }
  const loop = createLoop({
    app: {
      installations: () => living(() => [1]),
      repositories: () => living(() => [ref]),
      repository: () => github,
    },
    store: run.store,
    reader,
    runner: createRunner(truth, view, trialMs),
    openMirror: async () => createGitMirror(truth),
    allowLocalRunner: () => true,
    explain: (error) => {
      truth.faults.push(`threw: ${error instanceof Error ? error.stack : error}`)
      return { kind: 'later', afterMs: 1000, message: String(error) }
    },
    ...{ holder, log: silentLog, clock: view },
    decide(facts) {
      bot.facts = facts
      bot.decision = decideForReal(facts)
      options.onDecide?.(bot)
      return bot.decision
    },
  })
  const bot: Bot = {
    ...{ loop, holder, toldAll: false, facts: null, decision: null },
    kill() {
      alive = false
      view.kill()
      run.bots = run.bots.filter((one) => one !== bot)
    },
    async freeze(frozen) {
      view.freeze(frozen)
      if (frozen) thaw ??= Promise.withResolvers()
      else {
        thaw?.resolve()
        thaw = null
        await turn()
      }
    },
  }
  return bot
}

const whoIs = (id: number): Who => (Object.keys(people) as Who[]).find((who) => people[who]?.id === id) ?? 'ghost'
