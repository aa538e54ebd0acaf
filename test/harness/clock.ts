/** A clock that stands still until it is moved; its timers run in order of time, then of their making. */
import type { Clock } from '../../src/shell/clock.ts'

export interface HarnessClock extends Clock {
  /** When the next timer is due; null when none is set. */
  nextAt(): number | null
  /** Moves to the next timer and runs it; false when none is set. */
  runNext(): boolean
  /** Moves without running anything; what became due runs with `runNext`. */
  move(ms: number): void
  /** A clock of the same time whose timers can be called off all at once: one life of the bot. */
  part(): ClockPart
}

interface ClockPart {
  clock: Clock
  clear(): void
  open(): number
  /** Its timers wait; what fell due meanwhile runs once it goes on. */
  pause(): void
  goOn(): void
}

interface Timer {
  at: number
  isPaused: () => boolean
  run: () => void
}

/** @param start milliseconds since the epoch */
export function createHarnessClock(start: number): HarnessClock {
  let now = start
  let timers: Timer[] = []
  const set = (ms: number, run: () => void, isPaused = () => false): Timer => {
    const timer = { at: now + Math.max(ms, 0), run, isPaused }
    timers.push(timer)
    return timer
  }
  const drop = (timer: Timer) => {
    timers = timers.filter((each) => each !== timer)
  }
  const next = () => timers.reduce<Timer | null>((a, b) => (!b.isPaused() && (a === null || b.at < a.at) ? b : a), null)
  return {
    now: () => now,
    after(ms, run) {
      const timer = set(ms, run)
      return () => drop(timer)
    },
    nextAt: () => next()?.at ?? null,
    runNext() {
      const timer = next()
      if (!timer) return false
      drop(timer)
      now = Math.max(now, timer.at)
      timer.run()
      return true
    },
    move(ms) {
      now += ms
    },
    part() {
      const mine = new Set<Timer>()
      let paused = false
      return {
        clock: {
          now: () => now,
          after(ms, run) {
            const ring = () => {
              mine.delete(timer)
              run()
            }
            const timer = set(ms, ring, () => paused)
            mine.add(timer)
            return () => {
              mine.delete(timer)
              drop(timer)
            }
          },
        },
        clear() {
          for (const timer of mine) drop(timer)
          mine.clear()
        },
        open: () => mine.size,
        pause() {
          paused = true
        },
        goOn() {
          paused = false
        },
      }
    },
  }
}
