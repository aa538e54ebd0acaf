/**
 * One issue's trouble stays with that issue. Work about it that throws is an error of the program; it is noted, and the
 * decision is made again with that issue set aside, so that all others go on.
 */

export interface Fault {
  issue: number
  error: Error
}

export interface Isolation {
  /** Issues that are set aside: nothing about them is worked on but to say so. */
  quarantined: ReadonlyMap<number, Fault>
  /** What came up with others in this run; its results are then void. */
  faults: Fault[]
  /** The work's result; null when it threw. Throws only for an issue that is set aside already. */
  guard<T>(issue: number, work: () => T): T | null
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

function createIsolation(quarantined: ReadonlyMap<number, Fault> = new Map()): Isolation {
  const faults: Fault[] = []
  return {
    quarantined,
    faults,
    guard(issue, work) {
      try {
        return work()
      } catch (thrown) {
        if (quarantined.has(issue)) throw thrown
        faults.push({ issue, error: asError(thrown) })
        return null
      }
    },
  }
}

/** Whatever is thrown goes on up. */
export const withoutIsolation: Isolation = { quarantined: new Map(), faults: [], guard: (_issue, work) => work() }

/** `work` for each item, without those for which it threw. */
export function each<T, R>(
  isolation: Isolation,
  items: Iterable<T>,
  issueOf: (item: T) => number,
  work: (item: T) => R,
): R[] {
  return [...items].flatMap((item) => {
    const made = isolation.guard(issueOf(item), () => ({ result: work(item) }))
    return made ? [made.result] : []
  })
}

/** `work`, or something else where it throws: for what is said of an issue that is set aside. */
export function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}

/** So many are tried one by one as the only culprit. */
const SUSPECTS = 20

/** What ran without a fault, with the issues that had to be set aside for it. Throws what cannot be laid to an issue. */
export function withQuarantine<T>(run: (isolation: Isolation) => T): { result: T; quarantined: Fault[] } {
  let quarantined: ReadonlyMap<number, Fault> = new Map()
  for (;;) {
    const { result, faults } = runOnce(run, quarantined)
    if (faults.length === 0 && result) return { result: result.value, quarantined: [...quarantined.values()] }
    quarantined = withFaults(quarantined, culprits(run, quarantined, faults))
  }
}

function runOnce<T>(run: (isolation: Isolation) => T, quarantined: ReadonlyMap<number, Fault>) {
  const isolation = createIsolation(quarantined)
  try {
    return { result: { value: run(isolation) }, faults: isolation.faults }
  } catch (thrown) {
    if (isolation.faults.length === 0) throw thrown
    return { result: null, faults: isolation.faults }
  }
}

const withFaults = (quarantined: ReadonlyMap<number, Fault>, faults: Fault[]): ReadonlyMap<number, Fault> =>
  new Map([...faults.map((fault) => [fault.issue, fault] as const), ...quarantined])

/** An issue on which others stumble when they are held against it is found by leaving it out alone. */
function culprits<T>(
  run: (isolation: Isolation) => T,
  quarantined: ReadonlyMap<number, Fault>,
  faults: Fault[],
): Fault[] {
  const suspects = [...new Map(faults.map((fault) => [fault.issue, fault])).values()]
  if (suspects.length === 1 || suspects.length > SUSPECTS) return suspects
  const alone = suspects.find((one) =>
    attempt(() => runOnce(run, withFaults(quarantined, [one])).faults.length === 0, false),
  )
  return alone ? [alone] : suspects
}
