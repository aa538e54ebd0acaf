/**
 * What GitHub told of and does not show yet: for a moment it answers 404 for an issue it has just told of, and leaves out
 * a comment it has just sent. It is looked for again a few times; after that, the regular look has to do.
 */
import type { Announced, Hints } from './hints.ts'
import type { Mirror } from './mirror.ts'
import { isShown } from './mirror.ts'

export interface Missing {
  /** After a look at what these hints name (`whole`: and at everything else); times in ms. */
  looked(hints: Pick<Hints, 'issues' | 'announced'>, whole: boolean, mirror: Mirror, now: number): void
  /** When to look again; null: no need to. */
  dueAt(): number | null
  /** Numbers to look for again now. */
  due(now: number): number[]
}

const WAITS = [2000, 10_000, 40_000]
/** Numbers that were given up and are remembered as such. */
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
    // What is there, but shown as it was, may be told of again.
    if (announced.length === 0) gone.add(number)
    for (const oldest of gone) if (gone.size > GONE_KEPT) gone.delete(oldest)
  }

  return {
    looked({ issues, announced = [] }, whole, mirror, now) {
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

/** The earliest of these times; null: there is none. */
export function earliest(times: (number | null)[]): number | null {
  const known = times.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}
