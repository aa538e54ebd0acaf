/**
 * One worker: whenever a process gets no more time, or is asked to stop, and another takes over, nothing is done twice,
 * and the first does nothing once the second is at work.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Undisturbed, undisturbed } from '../harness/sweep.ts'
import { momentsOf, type Named, runTakeover } from '../harness/takeovers.ts'

let should: Undisturbed
beforeAll(async () => {
  should = await undisturbed()
})
afterAll(() => should.free())

/** Packets are begun; checks and a trial run; a merge; main moves before one. */
const chosen = [0, 5, 6, 11]

/** Where an action has more to do, so that only what is asked right before a request can stop it. */
const goesOn = ({ when, route = '' }: Named): boolean =>
  when === 'after' && (route === 'GIT push' || route.endsWith('/issues/{n}'))

describe.each([
  { how: 'freeze', name: 'a process frozen during an action that resumes after the takeover', every: 16 },
  { how: 'stop', name: 'a process that stops while the next one starts', every: 24 },
] as const)('$name', ({ how, every }) => {
  it.each(chosen)(
    'another process takes over in step %i without doing anything twice',
    async (step) => {
      const moments = await momentsOf(should, step)
      const tried = moments.filter((moment, n) => n % every === step % every || goesOn(moment))
      expect(tried.length).toBeGreaterThan(4)
      for (const { route, ...moment } of tried) {
        const name = `${moment.when} ${moment.at} ${moment.nth} ${route ?? ''}`
        expect.soft(await runTakeover({ ...moment, how }, should, step), name).toEqual([])
      }
    },
    300_000,
  )
})
