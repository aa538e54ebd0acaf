/**
 * Numbers that a delivery named and GitHub does not show yet: for a moment it answers 404 for what it has just told of.
 * They are looked for again a few times; after that, the regular look has to do.
 */
import type { Mirror } from '../ports.ts'

export interface Missing {
  /** After a look at these numbers (`whole`: and at everything else); times in ms. */
  looked(named: number[], whole: boolean, mirror: Mirror, now: number): void
  /** When to look again; null: no need to. */
  dueAt(): number | null
  /** Numbers to look for again now. */
  due(now: number): number[]
}

const WAITS = [10_000, 40_000]
/** Numbers that were given up and are remembered as such. */
const GONE_KEPT = 500

export function createMissing(): Missing {
  const awaited = new Map<number, { tries: number; due: number }>()
  const gone = new Set<number>()

  function count(number: number, now: number): void {
    const tries = awaited.get(number)?.tries ?? 0
    const wait = WAITS[tries]
    if (wait !== undefined) {
      awaited.set(number, { tries: tries + 1, due: now + wait })
      return
    }
    awaited.delete(number)
    gone.add(number)
    for (const oldest of gone) if (gone.size > GONE_KEPT) gone.delete(oldest)
  }

  return {
    looked(named, whole, mirror, now) {
      const there = new Set([...mirror.issues, ...mirror.pulls].map((each) => each.number))
      for (const number of new Set(whole ? [...named, ...awaited.keys()] : named)) {
        if (there.has(number)) awaited.delete(number)
        else if (!gone.has(number)) count(number, now)
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
