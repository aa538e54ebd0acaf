/** Which deliveries a look at a repository answers to: for the log, and for how long people waited. */

export interface Cause {
  /** GitHub's id of the delivery. */
  delivery: string
  /** When it came in, in milliseconds. */
  at: number
}

/** In a burst the first few tell enough, and they waited longest. */
const MOST = 20

export interface Causes {
  add(cause: Cause): void
  /** Those that came since the last look, and those it could not do away with. */
  take(): Cause[]
  /** The look came to nothing: the next one answers to them as well. */
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

/** A field for the log; nothing when a timer was the cause. */
export const deliveriesOf = (causes: readonly Cause[]): { deliveries?: string[] } =>
  causes.length === 0 ? {} : { deliveries: causes.map(({ delivery }) => delivery) }
