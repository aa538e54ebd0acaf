/** What happens to a process at a crash point. */
import type { HarnessClock } from './clock.ts'
import type { Fate } from './crashes.ts'
import { faults } from './faults.ts'
import type { BotProcess } from './process.ts'

/** The bot's deadline for one request. */
const requestMs = 30_000

export function createFate(processes: readonly BotProcess[], clock: HarnessClock): Fate {
  return {
    async befall({ how = 'kill', when, at }, by) {
      const hit = processes.find(({ number }) => number === by)
      if (!hit) return false
      if (how === 'stop') {
        void hit.stop()
        return true
      }
      if (how === 'kill') {
        hit.kill()
        return false
      }
      const frozenAt = clock.now()
      hit.freeze()
      const isAlive = await hit.going()
      // It was handed over before the freeze, and its time-out runs on meanwhile.
      if (at === 'request' && when === 'before' && clock.now() - frozenAt > requestMs) throw faults.timeout()
      return isAlive
    },
  }
}
