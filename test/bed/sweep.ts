/** Plays the compact walkthrough with one thing going wrong, and compares how it ends with how it should. */
import { type Bed, createBed } from '../../src/sandbox/bed/bed.ts'
import type { CrashPoint } from '../../src/sandbox/bed/crashes.ts'
import { isWrite } from '../../src/sandbox/bed/routes.ts'
import { troubles } from '../../src/sandbox/bed/troubles.ts'
import type { Trouble } from '../../src/sandbox/bed/wire.ts'
import { play } from './story.ts'

export interface Undisturbed {
  picture: Record<string, unknown>
  /** After each step. */
  pictures: Record<string, unknown>[]
  /** Route of each request, in order. */
  routes: string[]
  writes: number
}

export async function undisturbed(): Promise<Undisturbed> {
  const bed = await createBed()
  const pictures: Undisturbed['pictures'] = []
  await play(bed, { after: () => void pictures.push(ending(bed)) })
  const routes = bed.wire.calls().map(({ route }) => route)
  const result = { picture: ending(bed), pictures, routes, writes: bed.crashes().writes }
  await bed.end({ unheard: 'allowed' })
  return result
}

/** What a trouble may cost before it must be over, in requests beyond the undisturbed run. */
const mostExtra = 150
/** Two regular looks, and longer than any wait the bot chooses for what passes by itself. */
const patience = 25 * 60_000

/**
 * Lines that differ between how it should have gone and how it went; empty when all is well. With `stepsAfter` the play
 * ends so many steps after the mishap, and is compared with what stood there undisturbed.
 */
export async function runDisturbance(
  { crash, trouble }: Disturbance,
  should: Undisturbed,
  stepsAfter = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const bed = await createBed({ asleep: true, crashes: crash ? [crash] : [] })
  const isOver = () => bed.wire.waiting() + bed.crashes().waiting === 0
  let played = 0
  let calm = 0
  try {
    if (trouble) bed.wire.trouble(trouble)
    await bed.start()
    await bed.recover(trouble ? patience : 0)
    await play(bed, {
      patience: trouble ? patience : 0,
      after() {
        played++
        if (isOver()) calm++
        return calm > stepsAfter ? 'stop' : undefined
      },
    })
    const extra = bed.wire.calls().length - should.routes.length
    return [
      ...(isOver() ? [] : ['it never happened']),
      ...(crash && bed.crashes().lives !== 2 ? [`the bot lived ${bed.crashes().lives} times`] : []),
      ...(extra > mostExtra ? [`${extra} requests more than undisturbed`] : []),
      ...differences(should.pictures[played - 1], ending(bed)),
    ]
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  } finally {
    await bed.dispose()
  }
}

/** Figures measure time, which a mishap takes. */
export const ending = (bed: Bed): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(bed.picture(), (_, value: unknown) =>
      typeof value === 'string' ? value.replace(/## (Figures|Metrics|Learnings)[\s\S]*/, '') : value,
    ),
  )

/** Every leaf that is not the same, as `path: wanted → found`. */
export function differences(wanted: unknown, found: unknown, path = ''): string[] {
  if (Object.is(wanted, found)) return []
  if (Array.isArray(wanted) && Array.isArray(found)) return listDifferences(wanted, found, path)
  if (isObject(wanted) && isObject(found)) {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(found)])
    return [...keys].flatMap((key) => differences(wanted[key], found[key], `${path}.${key}`))
  }
  return [`${path}: ${JSON.stringify(wanted)} → ${JSON.stringify(found)}`]
}

function listDifferences(wanted: unknown[], found: unknown[], path: string): string[] {
  if (isObject(wanted[0]) || isObject(found[0])) {
    const length = Math.max(wanted.length, found.length)
    return Array.from({ length }, (_, n) => differences(wanted[n], found[n], `${path}[${n}]`)).flat()
  }
  const [a, b] = [wanted.map(String), found.map(String)]
  const lacking = without(a, b).map((line) => `${path}: missing ${JSON.stringify(line)}`)
  return [...lacking, ...without(b, a).map((line) => `${path}: too many ${JSON.stringify(line)}`)]
}

/** As a multiset: a line that stands twice is not the same as one that stands once. */
function without(list: string[], other: string[]): string[] {
  const left = [...other]
  return list.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every point of a kind at which the bot may be killed. */
export function crashPoints({ routes, writes }: Undisturbed): CrashPoint[] {
  const around = (at: CrashPoint['at'], count: number) =>
    Array.from({ length: count }, (_, n) => n + 1).flatMap((nth) =>
      (['before', 'after'] as const).map((when) => ({ at, nth, when })),
    )
  return [...around('request', routes.length), ...around('write', writes)]
}

export interface Disturbance {
  name: string
  crash?: CrashPoint
  trouble?: Trouble
}

/** Everything that may go wrong, one thing at a time. */
export function disturbances(should: Undisturbed): Disturbance[] {
  const crashes = crashPoints(should).map((crash) => ({
    name: `${crash.at} ${crash.nth} ${crash.when}${routeOf(crash, should)}`,
    crash,
  }))
  return [...crashes, ...troubled(should)]
}

export const routeOf = ({ at, nth }: CrashPoint, { routes }: Undisturbed) =>
  at === 'request' ? ` ${routes[nth - 1]}` : ''

/** Every trouble on every route, at its first, a middle and its last request. */
export function troubled({ routes }: Undisturbed): Disturbance[] {
  return [...new Set(routes)].flatMap((route) => {
    const count = routes.filter((each) => each === route).length
    const ordinals = [...new Set([1, Math.ceil(count / 2), count])]
    return ordinals.flatMap((nth) =>
      troubleNames.flatMap((name) =>
        (['before', 'after'] as const)
          .filter((when) => when === 'before' || lostAnswers.has(name))
          .filter(() => name !== 'stale' || (!isWrite(route) && !route.startsWith('GIT ')))
          .map((when) => ({
            name: `trouble ${name} ${when} ${route} ${nth}`,
            trouble: { route, nth, when, answer: name === 'stale' ? ('stale' as const) : troubles[name] },
          })),
      ),
    )
  })
}

const troubleNames = [
  ...(['500', '502', 'timeout', 'cut', 'secondary-403', 'secondary-bare', 'bad-credentials', 'stale'] as const),
]
/** Those that may come although the request took effect. */
const lostAnswers = new Set<string>(['502', 'timeout', 'cut'])

const crashNamed = (crash: CrashPoint, should: Undisturbed): Disturbance => ({
  name: `${crash.at} ${crash.nth} ${crash.when} ${routeOf(crash, should)}`,
  crash,
})

/** A crash before and one after the first request of every route. */
export function everyRoute(should: Undisturbed): Disturbance[] {
  const seen = new Set<string>()
  return crashPoints(should).flatMap((crash) => {
    const kind = `${crash.when} ${routeOf(crash, should)}`
    if (crash.at !== 'request' || seen.has(kind)) return []
    seen.add(kind)
    return [crashNamed(crash, should)]
  })
}

/** Every fifth request, in turn before and after it, and every twentieth write to the store. */
export function hereAndThere(should: Undisturbed): Disturbance[] {
  const step = { request: 5, write: 20 }
  return crashPoints(should)
    .filter(({ at, nth, when }) => nth % (2 * step[at]) === (when === 'before' ? 0 : step[at]))
    .map((crash) => crashNamed(crash, should))
}
