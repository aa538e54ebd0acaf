/** Starts the processes of the bot, one after another or two at once, and lets them work. */

import type { Outbox } from '@switchyard/github-emulator'
import type { HarnessClock } from './clock.ts'
import type { FaultProxy } from './fault-proxy.ts'
import type { BotProcess } from './process.ts'

export interface Bots {
  /** Returns the newest process, or a dead one if there is none. */
  current(): Pick<BotProcess, 'deliver' | 'state' | 'kill' | 'stop'>
  /** Returns how many processes were started. */
  lives(): number
  /** Lets the bot work until it only waits for a later time. Restarts it after a crash. @param delivering send webhooks */
  work(delivering: boolean): Promise<void>
  /** Starts no more processes until `wake`. */
  sleep(): void
  wake(): void
}

export interface BotsOptions {
  clock: HarnessClock
  outbox: Outbox
  proxy: FaultProxy
  /** All that were started; what is started here is put in. */
  processes: BotProcess[]
  start(number: number): BotProcess
  asleep: boolean
}

/** A bot that is not idle after this many steps is in a loop. */
const mostSteps = 20_000

const nobody: ReturnType<Bots['current']> = {
  deliver: async () => {
    throw new TypeError('fetch failed')
  },
  state: () => 'dead',
  kill: () => {},
  stop: async () => {},
}

export function createBots({ clock, outbox, proxy, processes, start, ...options }: BotsOptions): Bots {
  let lives = 0
  let asleep = options.asleep
  const current = () => processes.at(-1) ?? nobody
  const needsStart = () => !asleep && !['up', 'starting'].includes(current().state())

  async function startNext(): Promise<void> {
    const made = start(++lives)
    processes.push(made)
    await made.started
  }

  /** Returns false when there is nothing to do now. */
  async function step(delivering: boolean): Promise<boolean> {
    if (needsStart()) await startNext()
    await quiet(processes)
    if (needsStart()) return true
    if (delivering && current().state() === 'up' && outbox.pending().length > 0) {
      await outbox.deliverAll()
      return true
    }
    if (await isIdle(processes)) return false
    if (!clock.runNext()) throw new Error('the bot waits for something that never comes')
    return true
  }

  return {
    current,
    lives: () => lives,
    async work(delivering) {
      for (let steps = 0; steps < mostSteps; steps++) if (!(await step(delivering))) return
      const last = proxy.calls().slice(-5)
      throw new Error(`the bot finds no rest: ${last.map(({ route }) => route).join(', ')}`)
    },
    sleep() {
      asleep = true
    },
    wake() {
      asleep = false
    },
  }
}

async function quiet(processes: readonly BotProcess[]): Promise<void> {
  for (let calm = 0; calm < 3; calm = processes.every((each) => each.isCalm()) ? calm + 1 : 0) {
    for (const each of processes) await each.calm()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function isIdle(processes: readonly BotProcess[]): Promise<boolean> {
  for (const each of processes) if (each.state() !== 'frozen' && !(await each.isIdle())) return false
  return true
}
