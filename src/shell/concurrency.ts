/** Limits on concurrency, and memoized async calls. */

/** Runs a bounded number of tasks at once, first come first served. */
export class Slots {
  readonly #waiting: (() => void)[] = []
  #free: number

  /** @param count how many tasks may run at once */
  constructor(count: number) {
    this.#free = count
  }

  /** Runs `task` when a slot is free; resolves and rejects as it does. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.#take()
    try {
      return await task()
    } finally {
      this.#give()
    }
  }

  #take(): Promise<void> | undefined {
    if (this.#free === 0) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#free--
    return undefined
  }

  #give(): void {
    const first = this.#waiting.shift()
    if (first) first()
    else this.#free++
  }
}

/** Returns a function that calls `ask` once and remembers the answer. A failure is not remembered. */
export function memoizeAsync<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = null
      throw error
    })
    return answer
  }
}
