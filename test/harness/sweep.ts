/**
 * The compact walkthrough with a crash at every moment. To kill the bot at a moment is to go on with another bot from
 * the world as it stands then, so the walkthrough is played once, and at each moment a copy of the world is played to
 * the end of the step. Moments between which nothing changed are one and the same.
 */
import { rm } from 'node:fs/promises'
import { differences, ending } from './compare.ts'
import type { Moment } from './crashes.ts'
import { createHarness, type Harness } from './harness.ts'
import type { SavedState } from './saved-state.ts'
import { breath, newScenario, play, type Scenario, steps } from './scenario.ts'

/** Before a step. */
interface Stage {
  photograph: SavedState
  scenario: Scenario
}

export interface Undisturbed {
  /** After the bot's start, and after each step. */
  pictures: Record<string, unknown>[]
  stages: Stage[]
  /** Route of each request, in order. */
  routes: string[]
  free(): Promise<void>
}

export async function undisturbed(): Promise<Undisturbed> {
  const harness = await createHarness()
  const pictures = [ending(harness)]
  const scenario = newScenario()
  const stages: Stage[] = [{ photograph: await harness.photograph(), scenario: { ...scenario } }]
  await play(harness, {
    scenario,
    async after() {
      pictures.push(ending(harness))
      stages.push({ photograph: await harness.photograph(), scenario: { ...scenario } })
      return undefined
    },
  })
  const routes = harness.proxy.calls().map(({ route }) => route)
  await harness.end({ unheard: 'allowed' })
  const free = async () => {
    for (const { photograph } of stages) await rm(photograph.dir, { recursive: true, force: true })
  }
  return { pictures, stages, routes, free }
}

export interface Sweeping {
  /** Whether the moments of this step are tried; -1 is the bot's start. */
  wanted?(step: number): boolean
  /** How many steps are played on after the one of the crash. */
  stepsAfter?: number
  found(name: string, differences: string[]): void
}

export interface Swept {
  /** Moments in the steps that were wanted, and how many of them differed from the one before. */
  moments: number
  tried: number
}

/** Kills the bot at every moment of the walkthrough; `found` is told of each that does not end as it should. */
export async function sweepCrashes(should: Undisturbed, sweeping: Sweeping): Promise<Swept> {
  const { wanted = () => true, stepsAfter = 0 } = sweeping
  const harness = await createHarness({ asleep: true })
  const scenario = newScenario()
  const seen = new Set<string>()
  const swept = { moments: 0, tried: 0 }
  let step = -1
  harness.visit(async (moment) => {
    if (!wanted(step) || isForToken(moment, harness)) return
    swept.moments++
    const version = harness.version()
    if (seen.has(version)) return
    seen.add(version)
    swept.tried++
    const name = `step ${step}, ${nameOf(moment, harness)}`
    const photograph = await harness.photograph()
    // Of what GitHub sends while nobody answers, nothing comes; had the bot come back sooner, all of it would.
    const pending = swept.tried % 2 === 0 ? photograph.pending : []
    const found = await goOn(
      { photograph: { ...photograph, pending }, scenario: { ...scenario } },
      should,
      step,
      stepsAfter,
    )
    if (found.length > 0) sweeping.found(name, found)
  })
  try {
    await harness.start()
    step = 0
    await play(harness, {
      scenario,
      after() {
        step++
        return undefined
      },
    })
  } finally {
    await harness.dispose()
  }
  return swept
}

/** What differs at the end of the step when another bot goes on from the saved state. */
async function goOn(stage: Stage, should: Undisturbed, step: number, stepsAfter: number): Promise<string[]> {
  const harness = await createHarness({ from: stage.photograph, asleep: true })
  let last = step
  try {
    await harness.start()
    await harness.pass(breath)
    const until = Math.min(step + stepsAfter, steps.length - 1)
    if (until > step) {
      const after = () => (++last === until ? ('stop' as const) : undefined)
      await play(harness, { from: step + 1, scenario: stage.scenario, after })
    }
    return differences(should.pictures[last + 1], ending(harness))
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  } finally {
    await harness.dispose()
  }
}

/** Octokit shares a token that is under way with every client of the operating system's process, the copies' among them. */
const isForToken = ({ at, nth }: Moment, harness: Harness): boolean =>
  at === 'request' && harness.proxy.calls()[nth - 1]?.route.endsWith('/access_tokens') === true

function nameOf({ at, nth, when }: Moment, harness: Harness): string {
  const route = at === 'request' ? ` (${harness.proxy.calls()[nth - 1]?.route})` : ''
  return `${when} ${at} ${nth}${route}`
}
