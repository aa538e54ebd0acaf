/**
 * The lifetime of one process of the bot, from its start to its end or its crash. Its calls to the outside go through
 * `wrap`, so that the harness knows whether any is under way, and a crashed bot has no later effect.
 */
export interface ProcessLifetime {
  isOver(): boolean
  /** Ends the process: its calls neither happen nor return any more. */
  crash(): void
  /** Pauses the process: its calls and their answers wait until `thaw`. */
  freeze(): void
  thaw(): void
  /** Resolves when the process is not frozen. */
  going(): Promise<void>
  /** Rejects when the process crashes. */
  crashed: Promise<never>
  /** Runs `work` unless the process has crashed. It never settles if the process crashes meanwhile. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Returns the same object with these asynchronous methods run by `run`. */
  wrap<T extends object>(port: T, methods: readonly (keyof T & string)[]): T
  /** Resolves when no call is under way. */
  calm(): Promise<void>
  isCalm(): boolean
}

const never = <T>() => new Promise<T>(() => {})

export function createProcessLifetime(): ProcessLifetime {
  let over = false
  let underWay = 0
  let waiting: (() => void)[] = []
  let frozen = { promise: Promise.resolve(), resolve: () => {} }
  const end = Promise.withResolvers<never>()
  end.promise.catch(() => {})
  const wake = () => {
    const ready = waiting
    waiting = []
    for (const resolve of ready) resolve()
  }
  async function run<T>(work: () => Promise<T>): Promise<T> {
    await frozen.promise
    if (over) return never()
    underWay++
    try {
      const result = await work()
      await frozen.promise
      return over ? await never<T>() : result
    } catch (error) {
      await frozen.promise
      if (over) return await never<T>()
      throw error
    } finally {
      underWay--
      if (underWay === 0) wake()
    }
  }
  return {
    isOver: () => over,
    crash() {
      over = true
      end.reject(new Error('the bot was killed'))
      wake()
    },
    freeze() {
      frozen = Promise.withResolvers<void>()
    },
    thaw: () => frozen.resolve(),
    going: () => frozen.promise,
    crashed: end.promise,
    run,
    wrap: (port, methods) =>
      new Proxy(port, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name)
          if (typeof value !== 'function' || !methods.some((method) => method === name)) return value
          return (...args: unknown[]) => run(() => Reflect.apply(value, target, args) as Promise<unknown>)
        },
      }),
    calm: () => (over || underWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    isCalm: () => over || underWay === 0,
  }
}
