/** A clock that only moves when told. Everything in these worlds is promises, so that one turn of Node settles all. */
import type { Clock } from '../../../src/shell/loop/clock.ts'

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export interface MovedClock {
  now(): number
  /** One process's view of it. A dead one gets no timers, a frozen one none for now. */
  view(): Clock & { kill(): void; freeze(frozen: boolean): void }
  at(ms: number, run: () => void): void
  advance(ms: number): Promise<void>
  /** Like a machine that slept: what was due meanwhile comes when it wakes, once. */
  sleep(ms: number): void
}

interface Timer {
  at: number
  run: () => void
  alive: () => boolean
  frozen: () => boolean
}

export function createMovedClock(start: number): MovedClock {
  let now = start
  let timers: Timer[] = []
  const add = (timer: Timer) => {
    timers.push(timer)
    return () => {
      timers = timers.filter((other) => other !== timer)
    }
  }
  const due = (end: number) => {
    timers = timers.filter((timer) => timer.alive())
    let first: Timer | null = null
    for (const timer of timers)
      if (timer.at <= end && !timer.frozen() && (first === null || timer.at < first.at)) first = timer
    return first
  }
  return {
    now: () => now,
    view() {
      let alive = true
      let frozen = false
      return {
        now: () => now,
        after(ms, run) {
          return add({ at: now + Math.max(0, ms), run, alive: () => alive, frozen: () => frozen })
        },
        kill() {
          alive = false
        },
        freeze(to) {
          frozen = to
        },
      }
    },
    at: (ms, run) => void add({ at: ms, run, alive: () => true, frozen: () => false }),
    sleep(ms) {
      now += ms
    },
    async advance(ms) {
      const end = now + ms
      await turn()
      for (let next = due(end); next !== null; next = due(end)) {
        const timer = next
        timers = timers.filter((other) => other !== timer)
        now = Math.max(now, timer.at)
        timer.run()
        await turn()
      }
      now = end
      await turn()
    },
  }
}
