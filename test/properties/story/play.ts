/** Plays a story to its end. */
import { createRun, type Run, type RunOptions } from '../world/run.ts'
import { apply } from './apply.ts'
import type { Event } from './events.ts'
import { isMoment } from './moments.ts'

export const SECOND = 1000
export const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Long enough for a look by itself, for a trial after it, and for what that leads to. */
export const LOOK = 16 * MINUTE

export const CONFIG = 'agents: [agent, agent2]\ntest: npm test\ncapacity: 20\n'

export interface Watch {
  begun?(run: Run): void
  /** After each event, before anybody has seen it. */
  step?(run: Run, event: Event): void | Promise<void>
  /** Where the bot has had the time to come to rest, and has been told of everything or has looked. */
  rest?(run: Run, looked: boolean): Promise<void>
}

export interface Playing extends Partial<RunOptions> {
  /** Milliseconds that the bot has where an event depends on what it has done by then: enough for a look. */
  pause?: number
}

export async function play(events: readonly Event[], playing: Playing, watch: Watch = {}): Promise<Run> {
  const { pause = LOOK, ...options } = playing
  const run = createRun({ config: CONFIG, looks: true, trialMs: 0, fates: [], ...options })
  await run.startBot('one')
  await run.advance(SECOND)
  watch.begun?.(run)
  const rest = async (ms: number, looked = true) => {
    await run.advance(ms)
    if (looked || options.looks === false) await watch.rest?.(run, looked)
  }
  const unseen: Event[] = []
  for (const [n, event] of events.entries()) {
    if (n === 1 || isMoment(event, unseen)) {
      await rest(pause)
      unseen.length = 0
    }
    unseen.push(event)
    await rest(event.gap * SECOND, false)
    if (event.do === 'role') run.permissions[event.who] = event.to
    apply(run.truth, event)
    await run.advance(event.do === 'wait' ? event.minutes * MINUTE : 0)
    await watch.step?.(run, event)
  }
  // A process that died in its last look is back by then, and what it put off is done.
  await rest(2 * LOOK)
  // Whoever is silent is so for longer than any agent may be, in every run.
  run.clock.sleep(3 * HOUR)
  await rest(LOOK)
  return run
}
