/** Kills the bot at a chosen moment: around one of its requests, or around one of its writes to the store. */
import type { Store } from '../../shell/store/store.ts'
import type { Around } from './wire.ts'

export interface CrashPoint {
  /** `request`: to GitHub, git included; `write`: to the bot's own store. */
  at: 'request' | 'write'
  /** Which one, counted from 1 over the whole life of the bed. */
  nth: number
  when: 'before' | 'after'
}

export interface Crashes {
  around: Around
  /** The store, with its writes counted. */
  watch(store: Store): Store
  plan(points: readonly CrashPoint[]): void
  writes(): number
  /** Those that have not come yet. */
  waiting(): number
}

const writes = [
  ...(['addDelivery', 'finishDeliveries', 'trim', 'saveRepositories', 'refuse', 'saveTrial', 'dropTrial'] as const),
  ...(['takeLease', 'releaseLeases'] as const),
]

export function createCrashes(crash: () => void): Crashes {
  let planned: CrashPoint[] = []
  let written = 0
  const hit = (at: CrashPoint['at'], nth: number, when: CrashPoint['when']) => {
    const found = planned.find((point) => point.at === at && point.nth === nth && point.when === when)
    if (!found) return false
    planned = planned.filter((point) => point !== found)
    crash()
    return true
  }
  return {
    around: {
      before: ({ n }) => hit('request', n, 'before'),
      after: ({ n }) => void hit('request', n, 'after'),
    },
    watch: (store) =>
      new Proxy(store, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name)
          if (typeof value !== 'function' || !writes.some((write) => write === name)) return value
          return async (...args: unknown[]) => {
            const nth = ++written
            if (hit('write', nth, 'before')) return new Promise(() => {})
            const result: unknown = await Reflect.apply(value, target, args)
            hit('write', nth, 'after')
            return result
          }
        },
      }),
    plan(points) {
      planned = [...points]
    },
    writes: () => written,
    waiting: () => planned.length,
  }
}
