/** Bounds on what runs at once, and answers that are asked for once. */

/** A bounded number of tasks at once, first come first served. */
export class Slots {
  readonly #waiting: (() => void)[] = []
  #free: number

  /** @param count how many tasks may run at once */
  constructor(count: number) {
    this.#free = count
  }

  /** Runs `task` when a slot is free; gives what it gives and throws what it throws. */
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

/** Asks once, and again only after a failure. */
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
