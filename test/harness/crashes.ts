/** Lets something happen to the bot at a chosen moment: around one of its requests or of its writes to the store. */
import type { Store } from '../../src/shell/store/store.ts'
import type { Around } from './fault-proxy.ts'

/** A moment in the bot's life. */
export interface Moment {
  /** `request`: to GitHub, git included; `write`: to the bot's own store. */
  at: 'request' | 'write'
  /** Which one, counted from 1 over the whole life of the harness. */
  nth: number
  when: 'before' | 'after'
}

export interface CrashPoint extends Moment {
  /** Killed (when left out); told to stop; or not getting on at all, as on a laptop that was closed. */
  how?: 'kill' | 'stop' | 'freeze'
}

export interface Crashes {
  around: Around
  /** The store of the process with this number, with its writes counted. */
  watch(store: Store, by: number): Store
  plan(points: readonly CrashPoint[]): void
  /** Calls `visit` at every moment from now on; the bot waits for it. */
  visit(visit: (moment: Moment) => Promise<void>): void
  writes(): number
  /** How many of them are done. */
  written(): number
  /** Those that have not come yet. */
  waiting(): number
}

export interface CrashEffects {
  /** Does to the process what the point says; resolves when that process may go on, with false when it never will. */
  befall(point: CrashPoint, by: number): Promise<boolean>
}

const writes = [
  ...(['addDelivery', 'finishDeliveries', 'trim', 'saveRepositories', 'refuse', 'saveTrial', 'dropTrial'] as const),
  ...(['takeLease', 'keepLease', 'releaseLeases'] as const),
]

const never = <T>() => new Promise<T>(() => {})

export function createCrashes(fate: CrashEffects): Crashes {
  let planned: CrashPoint[] = []
  let visit: ((moment: Moment) => Promise<void>) | null = null
  let begun = 0
  let done = 0
  /** Octokit shares its tokens among all clients of a process, so no two copies of a world may be at work at once. */
  let turn: Promise<void> = Promise.resolve()
  const inTurn = (each: () => Promise<void> | undefined) => {
    turn = turn.then(each)
    return turn
  }
  /** False when the process is dead now. */
  async function come(moment: Moment, by: number): Promise<boolean> {
    if (visit) await inTurn(() => visit?.(moment))
    const { at, nth, when } = moment
    const point = planned.find((each) => each.at === at && each.nth === nth && each.when === when)
    if (!point) return true
    planned = planned.filter((each) => each !== point)
    return fate.befall(point, by)
  }
  return {
    around: {
      before: ({ n, by }) => come({ at: 'request', nth: n, when: 'before' }, by),
      after: ({ n, by }) => come({ at: 'request', nth: n, when: 'after' }, by),
    },
    watch: (store, by) =>
      new Proxy(store, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name)
          if (typeof value !== 'function' || !writes.some((write) => write === name)) return value
          return async (...args: unknown[]) => {
            const nth = ++begun
            if (!(await come({ at: 'write', nth, when: 'before' }, by))) return never()
            const result: unknown = await Reflect.apply(value, target, args)
            done++
            return (await come({ at: 'write', nth, when: 'after' }, by)) ? result : never()
          }
        },
      }),
    plan(points) {
      planned = [...planned, ...points]
    },
    visit(each) {
      visit = each
    },
    writes: () => begun,
    written: () => done,
    waiting: () => planned.length,
  }
}
