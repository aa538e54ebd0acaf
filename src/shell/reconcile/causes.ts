/** The deliveries that a cycle of a repository answers, for the log and for the measured delay. */

export interface Cause {
  /** GitHub's id of the delivery. */
  delivery: string
  /** When it came in, in milliseconds. */
  at: number
}

/** In a burst the first few are enough, and they waited longest. */
const MOST = 20

export interface Causes {
  add(cause: Cause): void
  /** Removes and returns the deliveries that wait for a cycle. */
  take(): Cause[]
  /** Adds them again after a cycle that failed, so that the next one answers them. */
  putBack(causes: Cause[]): void
}

export function createCauses(): Causes {
  let waiting: Cause[] = []
  return {
    add(cause) {
      if (waiting.length < MOST) waiting.push(cause)
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
    putBack(causes) {
      waiting = [...causes, ...waiting].slice(0, MOST)
    },
  }
}

/** Returns the field for the log; empty when a timer was the cause. */
export const deliveriesOf = (causes: readonly Cause[]): { deliveries?: string[] } =>
  causes.length === 0 ? {} : { deliveries: causes.map(({ delivery }) => delivery) }
