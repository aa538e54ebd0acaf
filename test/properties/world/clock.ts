/** A clock that moves only on request and only when nothing is running. */
import type { Clock } from '../../../src/shell/clock.ts'

export interface MovedClock {
  now(): number
  /** One process's view of it. A dead one gets no timers. */
  view(): Clock & { kill(): void }
  at(ms: number, run: () => void): void
  advance(ms: number): Promise<void>
  /** Like a machine that slept: what was due meanwhile comes when it wakes, once. */
  sleep(ms: number): void
  /** Until nothing is under way. */
  settle(): Promise<void>
}

interface Timer {
  at: number
  run: () => void
  alive: () => boolean
}

/** @param isCalm whether nothing is under way that turns of Node would bring on */
export function createMovedClock(start: number, isCalm: () => boolean): MovedClock {
  let now = start
  let timers: Timer[] = []
  const settle = async () => {
    for (let calm = 0; calm < 2; calm = isCalm() ? calm + 1 : 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const due = (end: number) => {
    timers = timers.filter((timer) => timer.alive())
    let first: Timer | null = null
    for (const timer of timers) if (timer.at <= end && (first === null || timer.at < first.at)) first = timer
    return first
  }
  return {
    now: () => now,
    view() {
      let alive = true
      return {
        now: () => now,
        after(ms, run) {
          const timer = { at: now + Math.max(0, ms), run, alive: () => alive }
          timers.push(timer)
          return () => {
            timers = timers.filter((other) => other !== timer)
          }
        },
        kill() {
          alive = false
        },
      }
    },
    at: (ms, run) => void timers.push({ at: ms, run, alive: () => true }),
    settle,
    sleep(ms) {
      now += ms
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (let next = due(end); next !== null; next = due(end)) {
        const timer = next
        timers = timers.filter((other) => other !== timer)
        now = Math.max(now, timer.at)
        timer.run()
        await settle()
      }
      now = end
    },
  }
}
