import type { World } from '../domain/model.ts'
import type { Keeper } from '../domain/save.ts'

/** Saves changes before anybody is notified of them. */
export interface Saving {
  /** The world changed. */
  touch(): void
  /** Saves now if anything changed. */
  flush(): void
  /** Saves a last time, and nothing after it. */
  stop(): void
}

export interface SavingHooks {
  /** Whether the world is whole already. */
  isOn(): boolean
  /** Called when a change is on disk, so that webhooks may be sent. */
  afterSave(): void
}

/** Saves after each request (`flush`), and soon after a change that no request made. */
export function createSaving(keeper: Keeper, world: () => World, hooks: SavingHooks): Saving {
  let dirty = false
  let planned = false
  let stopped = false
  const flush = () => {
    if (stopped || !hooks.isOn()) return
    if (dirty) {
      keeper.save(world())
      dirty = false
    }
    hooks.afterSave()
  }
  return {
    flush,
    touch() {
      dirty = true
      if (planned) return
      planned = true
      setImmediate(() => {
        planned = false
        if (dirty) flush()
      })
    },
    stop() {
      flush()
      stopped = true
    },
  }
}
