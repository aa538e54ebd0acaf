/** Kills, stops or freezes a process at a crash point. */
import type { HarnessClock } from './clock.ts'
import type { CrashEffects } from './crashes.ts'
import { faults } from './faults.ts'
import type { BotProcess } from './process.ts'

/** The bot's deadline for one request. */
const requestMs = 30_000

export function createCrashEffects(processes: readonly BotProcess[], clock: HarnessClock): CrashEffects {
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
      // The request was sent before the freeze, and its timeout continued meanwhile.
      if (at === 'request' && when === 'before' && clock.now() - frozenAt > requestMs) throw faults.timeout()
      return isAlive
    },
  }
}
