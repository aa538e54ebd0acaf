/** Plays a story to its end. */
import { createRun, type Run, type RunOptions } from '../world/run.ts'
import { apply } from './apply.ts'
import { configText, type Event } from './events.ts'
import { isTimingException } from './timing-exceptions.ts'
import { visibleTo } from './visible.ts'

export const SECOND = 1000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Long enough for a look by itself, for a trial after it, and for what that leads to. */
export const LOOK = 16 * MINUTE

export interface Watch {
  begun?(run: Run): void
  /** After each event, before anybody has seen it. */
  step?(run: Run, event: Event): void | Promise<void>
  /** Called when the bot had time to become idle and was notified of everything or has polled. */
  rest?(run: Run, looked: boolean): Promise<void>
}

export interface Playing extends Partial<RunOptions> {
  /** Milliseconds that the bot has where an event depends on what it has done by then: enough for a look. */
  pause?: number
  /** How many packets may be at work at once. */
  capacity?: number
  /**
   * What people saw when they acted on something that the bot makes, by the number of the event: noted where it is empty,
   * and waited for where it is not. Nobody ticks a box that is not there.
   */
  sights?: Map<number, string>
}

export async function play(events: readonly Event[], playing: Playing, watch: Watch = {}): Promise<Run> {
  const { pause = LOOK, capacity = 20, sights = new Map(), ...options } = playing
  const config = configText(capacity, 'both')
  const run = await createRun({ config, looks: true, trialMs: 0, fates: [], ...options })
  await run.startBot('one')
  await run.advance(SECOND)
  watch.begun?.(run)
  const rest = async (ms: number, looked = true) => {
    await run.advance(ms)
    if (looked || options.looks === false) await watch.rest?.(run, looked)
  }
  const isFirst = sights.size === 0
  const isScarce = capacity < 12 || events.some((one) => one.do === 'config' && one.capacity < 12)
  const unseen: Event[] = []
  for (const [n, event] of events.entries()) {
    if (n === 1 || isTimingException(event, unseen, isScarce)) {
      await rest(pause)
      unseen.length = 0
    }
    unseen.push(event)
    await rest(event.gap * SECOND, false)
    if (isFirst) sights.set(n, visibleTo(run.truth, event))
    else await untilSeen(run, event, sights.get(n) ?? '')
    await apply(run.truth, event)
    if (event.do === 'account') lookAtAll(run)
    await watch.step?.(run, event)
    await run.advance(event.do === 'wait' ? event.minutes * MINUTE : 0)
  }
  // A process that died in its last look is back by then, and what it put off is done.
  await rest(2 * LOOK)
  // Every silent agent exceeds the longest allowed silence in every run.
  run.clock.sleep(3 * HOUR)
  await rest(LOOK)
  return run
}

/** GitHub tells nobody of an account: the look at everything finds it, which comes every six hours. */
function lookAtAll(run: Run): void {
  for (const bot of run.bots) {
    bot.toldAll = true
    bot.loop.mark(run.truth.repo.id, { all: true })
  }
}

/** The bot's own look comes in time. What never comes is a difference that the end shows. */
async function untilSeen(run: Run, event: Event, sight: string): Promise<void> {
  for (let waited = 0; waited < LOOK && visibleTo(run.truth, event) !== sight; waited += 10 * SECOND)
    await run.advance(10 * SECOND)
}
