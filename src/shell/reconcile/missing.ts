/**
 * Tracks what a webhook announced and the API does not show yet: for a moment GitHub answers 404 for a new issue and
 * leaves out a new comment. These are read again a few times; after that, the regular read has to find them.
 */
import type { Announced, Hints } from './hints.ts'
import type { Mirror } from './mirror.ts'
import { isShown } from './mirror.ts'

export interface Missing {
  /** Notes that what these hints name was read (`whole`: and everything else). Times are in milliseconds. */
  noteRead(hints: Pick<Hints, 'issues' | 'announced'>, whole: boolean, mirror: Mirror, now: number): void
  /** Returns when to read again; null: no need to. */
  dueAt(): number | null
  /** Returns the numbers to read again now. */
  due(now: number): number[]
}

const WAITS = [2000, 10_000, 40_000]
/** How many numbers are remembered after they were given up. */
const GONE_KEPT = 500

export function createMissing(): Missing {
  const awaited = new Map<number, { tries: number; due: number; announced: Announced[] }>()
  const gone = new Set<number>()

  function count(number: number, announced: Announced[], now: number): void {
    const tries = awaited.get(number)?.tries ?? 0
    const wait = WAITS[tries]
    if (wait !== undefined) {
      awaited.set(number, { tries: tries + 1, due: now + wait, announced })
      return
    }
    awaited.delete(number)
    // An item that exists in an old state may be announced again.
    if (announced.length === 0) gone.add(number)
    for (const oldest of gone) if (gone.size > GONE_KEPT) gone.delete(oldest)
  }

  return {
    noteRead({ issues, announced = [] }, whole, mirror, now) {
      const there = new Set([...mirror.issues, ...mirror.pulls].map((each) => each.number))
      for (const number of new Set(whole ? [...issues, ...awaited.keys()] : issues)) {
        const all = [...(awaited.get(number)?.announced ?? []), ...announced.filter((one) => one.number === number)]
        const unseen = all.filter((one) => !isShown(mirror, one))
        if (there.has(number) && unseen.length === 0) awaited.delete(number)
        else if (there.has(number) || !gone.has(number)) count(number, unseen, now)
      }
    },
    due: (now) => [...awaited].flatMap(([number, { due }]) => (due <= now ? [number] : [])),
    dueAt: () => earliest([...awaited.values()].map(({ due }) => due)),
  }
}

/** Returns the earliest of these times; null: there is none. */
export function earliest(times: (number | null)[]): number | null {
  const known = times.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}
