/** A bounded number of tasks at once, first come first served. */
export interface Slots {
  run<T>(task: () => Promise<T>): Promise<T>
}

export function createSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  const take = () => (free > 0 ? void free-- : new Promise<void>((resolve) => waiting.push(resolve)))
  const give = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  return {
    async run(task) {
      await take()
      try {
        return await task()
      } finally {
        give()
      }
    },
  }
}
