/**
 * The compact walkthrough with a crash at every moment. To kill the bot at a moment is to go on with another bot from
 * the world as it stands then, so the walkthrough is played once, and at each moment a copy of the world is played to
 * the end of the step. Moments between which nothing changed are one and the same.
 */
import { rm } from 'node:fs/promises'
import { differences, ending } from './compare.ts'
import type { Moment } from './crashes.ts'
import { type Bed, createBed } from './harness.ts'
import type { Photograph } from './photograph.ts'
import { breath, newStory, play, type Story, steps } from './scenario.ts'

/** Before a step. */
export interface Stage {
  photograph: Photograph
  story: Story
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
  const bed = await createBed()
  const pictures = [ending(bed)]
  const story = newStory()
  const stages: Stage[] = [{ photograph: await bed.photograph(), story: { ...story } }]
  await play(bed, {
    story,
    async after() {
      pictures.push(ending(bed))
      stages.push({ photograph: await bed.photograph(), story: { ...story } })
      return undefined
    },
  })
  const routes = bed.wire.calls().map(({ route }) => route)
  await bed.end({ unheard: 'allowed' })
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
  const bed = await createBed({ asleep: true })
  const story = newStory()
  const seen = new Set<string>()
  const swept = { moments: 0, tried: 0 }
  let step = -1
  bed.visit(async (moment) => {
    if (!wanted(step) || isForToken(moment, bed)) return
    swept.moments++
    const version = bed.version()
    if (seen.has(version)) return
    seen.add(version)
    swept.tried++
    const name = `step ${step}, ${nameOf(moment, bed)}`
    const photograph = await bed.photograph()
    // Of what GitHub sends while nobody answers, nothing comes; had the bot come back sooner, all of it would.
    const pending = swept.tried % 2 === 0 ? photograph.pending : []
    const found = await goOn({ photograph: { ...photograph, pending }, story: { ...story } }, should, step, stepsAfter)
    if (found.length > 0) sweeping.found(name, found)
  })
  try {
    await bed.start()
    step = 0
    await play(bed, {
      story,
      after() {
        step++
        return undefined
      },
    })
  } finally {
    await bed.dispose()
  }
  return swept
}

/** What differs at the end of the step when another bot goes on from the photograph. */
async function goOn(stage: Stage, should: Undisturbed, step: number, stepsAfter: number): Promise<string[]> {
  const bed = await createBed({ from: stage.photograph, asleep: true })
  let last = step
  try {
    await bed.start()
    await bed.pass(breath)
    const until = Math.min(step + stepsAfter, steps.length - 1)
    if (until > step) {
      const after = () => (++last === until ? ('stop' as const) : undefined)
      await play(bed, { from: step + 1, story: stage.story, after })
    }
    return differences(should.pictures[last + 1], ending(bed))
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  } finally {
    await bed.dispose()
  }
}

/** Octokit shares a token that is under way with every client of the operating system's process, the copies' among them. */
const isForToken = ({ at, nth }: Moment, bed: Bed): boolean =>
  at === 'request' && bed.wire.calls()[nth - 1]?.route.endsWith('/access_tokens') === true

function nameOf({ at, nth, when }: Moment, bed: Bed): string {
  const route = at === 'request' ? ` (${bed.wire.calls()[nth - 1]?.route})` : ''
  return `${when} ${at} ${nth}${route}`
}
