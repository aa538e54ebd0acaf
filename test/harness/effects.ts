/** What is under way outside the bot, at GitHub and in git, so that a saved state is taken only while nothing moves. */
export interface Effects {
  run<T>(effect: () => Promise<T>): Promise<T>
  /** Takes the saved state when nothing is under way; what comes meanwhile waits until it is done. */
  still<T>(take: () => T): Promise<T>
}

export function createEffects(): Effects {
  let underWay = 0
  let ended = Promise.withResolvers<void>()
  let gate = Promise.resolve()
  return {
    async run(effect) {
      await gate
      underWay++
      try {
        return await effect()
      } finally {
        underWay--
        if (underWay === 0) ended.resolve()
      }
    },
    async still(take) {
      const before = gate
      const done = Promise.withResolvers<void>()
      gate = done.promise
      try {
        await before
        if (underWay > 0) {
          ended = Promise.withResolvers<void>()
          await ended.promise
        }
        return take()
      } finally {
        done.resolve()
      }
    },
  }
}
