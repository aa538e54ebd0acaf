/** One process of the bot in the harness, from its start to its end. */
import type { Bot } from '../../src/shell/bot.ts'
import type { Store } from '../../src/shell/store/store.ts'
import type { HarnessClock } from './clock.ts'
import { createProcessLifetime } from './process-lifetime.ts'
import { type Starting, startInHarness } from './starting.ts'

type Phase = { name: 'starting' } | { name: 'up' | 'stopping'; bot: Bot } | { name: 'dead' }

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

export class BotProcess {
  /** Counted from 1. */
  readonly number: number
  /** Resolves when it is up, or will not be for now. */
  readonly started: Promise<unknown>
  readonly #life = createProcessLifetime()
  readonly #part: ReturnType<HarnessClock['part']>
  #phase: Phase = { name: 'starting' }
  #frozen = false
  #halt = Promise.withResolvers<null>()
  #holder: string | null = null

  /** Starts at once. */
  constructor(number: number, clock: HarnessClock, starting: Omit<Starting, 'life' | 'clock'>) {
    this.number = number
    this.#part = clock.part()
    this.started = Promise.race([this.#start(starting), this.#halt.promise])
  }

  /** `stopping`: told to, and not at its end yet. */
  state(): 'up' | 'starting' | 'stopping' | 'frozen' | 'dead' {
    return this.#phase.name !== 'dead' && this.#frozen ? 'frozen' : this.#phase.name
  }

  /**
   * Answers as its server would; a process that is not up answers nothing, and one that dies or is frozen while it answers
   * leaves the sender without an answer.
   */
  async deliver(request: Request): Promise<Response> {
    const bot = this.#upBot()
    if (!bot) throw new TypeError('fetch failed')
    const answer = await Promise.race([bot.handle(request), this.#life.crashed, this.#halt.promise])
    if (!answer) throw new TypeError('no answer')
    return answer
  }

  /** Resolves when nothing is under way, or it is dead or frozen. */
  async calm(): Promise<void> {
    if (this.state() !== 'frozen') await Promise.race([this.#life.calm(), this.#halt.promise])
  }

  isCalm(): boolean {
    return this.state() === 'frozen' || this.#life.isCalm()
  }

  async isIdle(): Promise<boolean> {
    const bot = this.#upBot()
    if (!bot) return this.state() !== 'stopping'
    let idle = false
    void bot.idle().then(() => {
      idle = true
    })
    await nextTurn()
    await nextTurn()
    return idle
  }

  /** As SIGKILL would. */
  kill(): void {
    this.#life.crash()
    this.#end()
  }

  /** As SIGTERM would. */
  async stop(): Promise<void> {
    if (!('bot' in this.#phase)) return this.kill()
    const { bot } = this.#phase
    this.#phase = { name: 'stopping', bot }
    await Promise.race([bot.close(), this.#life.crashed.catch(() => null)])
    this.#end()
  }

  freeze(): void {
    this.#frozen = true
    this.#halt.resolve(null)
    this.#life.freeze()
    this.#part.pause()
  }

  thaw(): void {
    this.#frozen = false
    this.#halt = Promise.withResolvers<null>()
    this.#life.thaw()
    this.#part.goOn()
  }

  /** Resolves when it is not frozen; false when it is dead. */
  async going(): Promise<boolean> {
    await this.#life.going()
    return !this.#life.isOver()
  }

  /** The name under which it holds leases; null while it has none. */
  holder(): string | null {
    return this.#holder
  }

  #upBot(): Bot | null {
    return this.state() === 'up' && this.#phase.name === 'up' ? this.#phase.bot : null
  }

  #end(): void {
    this.#phase = { name: 'dead' }
    this.#part.clear()
  }

  async #start({ store, ...starting }: Omit<Starting, 'life' | 'clock'>): Promise<void> {
    const known: Store = {
      ...store,
      takeLease: (repo, who, now, ms) => {
        this.#holder = who
        return store.takeLease(repo, who, now, ms)
      },
    }
    const booting = startInHarness({ ...starting, store: known, life: this.#life, clock: this.#part.clock })
    const bot = await Promise.race([booting, this.#life.crashed.catch(() => null)])
    if (bot && !this.#life.isOver() && this.#phase.name === 'starting') this.#phase = { name: 'up', bot }
  }
}
