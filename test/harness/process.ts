/** One process of the bot in the bed, from its start to its end. */
import type { Bot } from '../../src/shell/bot.ts'
import type { Store } from '../../src/shell/store/store.ts'
import type { HarnessClock } from './clock.ts'
import { createLife } from './life.ts'
import { type Starting, startInHarness } from './starting.ts'

export interface BotProcess {
  /** Counted from 1. */
  number: number
  /** Answers as its server would; a process that is not up answers nothing. */
  deliver(request: Request): Promise<Response>
  /** `stopping`: told to, and not at its end yet. */
  state(): 'up' | 'starting' | 'stopping' | 'frozen' | 'dead'
  /** Resolves when nothing is under way, or it is dead or frozen. */
  calm(): Promise<void>
  isCalm(): boolean
  isIdle(): Promise<boolean>
  /** As SIGKILL would. */
  kill(): void
  /** As SIGTERM would. */
  stop(): Promise<void>
  freeze(): void
  thaw(): void
  /** Resolves when it is not frozen; false when it is dead. */
  going(): Promise<boolean>
  /** The name under which it holds leases; null while it has none. */
  holder(): string | null
  /** Resolves when it is up, or will not be for now. */
  started: Promise<unknown>
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

export function startProcess(
  number: number,
  clock: HarnessClock,
  { store, ...starting }: Omit<Starting, 'life' | 'clock'>,
): BotProcess {
  const life = createLife()
  const part = clock.part()
  let bot: Bot | null = null
  let holder: string | null = null
  let phase: 'starting' | 'up' | 'stopping' | 'dead' = 'starting'
  let frozen = false
  let halt = Promise.withResolvers<null>()
  const known: Store = {
    ...store,
    takeLease: (repo, who, now, ms) => {
      holder = who
      return store.takeLease(repo, who, now, ms)
    },
  }
  const state = () => (phase !== 'dead' && frozen ? 'frozen' : phase)
  const end = () => {
    phase = 'dead'
    bot = null
    part.clear()
  }

  async function start(): Promise<void> {
    const booting = startInHarness({ ...starting, store: known, life, clock: part.clock })
    const started = await Promise.race([booting, life.crashed.catch(() => null)])
    if (life.isOver() || phase !== 'starting') return
    bot = started
    phase = 'up'
  }

  return {
    number,
    state,
    /** One that dies or is frozen while it answers leaves the sender without an answer. */
    async deliver(request) {
      if (!bot || state() !== 'up') throw new TypeError('fetch failed')
      const answer = await Promise.race([bot.handle(request), life.crashed, halt.promise])
      if (!answer) throw new TypeError('no answer')
      return answer
    },
    async calm() {
      if (state() !== 'frozen') await Promise.race([life.calm(), halt.promise])
    },
    isCalm: () => state() === 'frozen' || life.isCalm(),
    async isIdle() {
      if (!bot || state() !== 'up') return state() !== 'stopping'
      let idle = false
      void bot.idle().then(() => {
        idle = true
      })
      await turn()
      await turn()
      return idle
    },
    kill() {
      life.crash()
      end()
    },
    async stop() {
      if (!bot) return this.kill()
      phase = 'stopping'
      await Promise.race([bot.close(), life.crashed.catch(() => null)])
      end()
    },
    freeze() {
      frozen = true
      halt.resolve(null)
      life.freeze()
      part.pause()
    },
    thaw() {
      frozen = false
      halt = Promise.withResolvers<null>()
      life.thaw()
      part.goOn()
    },
    async going() {
      await life.going()
      return !life.isOver()
    },
    holder: () => holder,
    started: Promise.race([start(), halt.promise]),
  }
}
