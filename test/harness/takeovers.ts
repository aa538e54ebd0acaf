/** One step of the compact walkthrough during which a second process takes over from the first. */

import { differences, ending } from './compare.ts'
import type { CrashPoint, Moment } from './crashes.ts'
import { act, stage } from './faulty-runs.ts'
import { isWrite } from './routes.ts'
import type { Undisturbed } from './sweep.ts'

/** Longer than any lease. */
const awhile = 5 * 60_000

export interface Named extends Moment {
  /** Of a request. */
  route?: string
}

/**
 * Every moment from a bot's start to the end of the step. Not around the making of a token: octokit shares one that is
 * under way with every other client of the operating system's process, and the harness's bots are all in one.
 */
export async function momentsOf(should: Undisturbed, step: number): Promise<Named[]> {
  const harness = await stage(should, step)
  try {
    await harness.start()
    await act(harness, should, step)
    const requests = harness.proxy.calls().filter(({ route }) => !route.endsWith('/access_tokens'))
    const writes = Array.from({ length: harness.crashes().writes }, (_, n) => n + 1)
    return (['before', 'after'] as const).flatMap((when) => [
      ...requests.map(({ n: nth, route }) => ({ at: 'request' as const, nth, when, route })),
      ...writes.map((nth) => ({ at: 'write' as const, nth, when })),
    ])
  } finally {
    await harness.dispose()
  }
}

/**
 * The first process is frozen or told to stop at the point, the second is started at once, and a frozen one goes on when
 * the second has done all there was. Lines that tell what went wrong; empty when all is well.
 */
export async function runTakeover(point: CrashPoint, should: Undisturbed, step: number): Promise<string[]> {
  const harness = await stage(should, step)
  try {
    harness.plan(point)
    await harness.start()
    await act(harness, should, step)
    if (harness.crashes().waiting > 0) return ['it never happened']
    await harness.pass(awhile)
    harness.thaw()
    await harness.settle()
    await harness.pass(awhile)
    const calls = harness.proxy.calls()
    const second = calls.findIndex(({ by, route }) => by === 2 && isAct(route))
    const late = second < 0 ? [] : calls.slice(second).filter(({ by, route }) => by === 1 && isAct(route))
    const lives = harness.crashes().lives
    return [
      ...(lives === 2 ? [] : [`there were ${lives} processes`]),
      ...late.map(({ route, n }) => `the first did ${route} (${n}) when the second was at work`),
      ...differences(should.pictures[step + 1], ending(harness)),
    ]
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  } finally {
    await harness.dispose()
  }
}

/** A new token changes nothing for anybody. */
const isAct = (route: string): boolean => isWrite(route) && !route.endsWith('/access_tokens') && route !== 'GIT fetch'
