/**
 * Keeps an error in one issue from affecting the others. When work on an issue throws, the error is noted, the issue is
 * quarantined, and the decision is made again without it.
 */

export interface Fault {
  issue: number
  error: Error
}

export interface Isolation {
  /** Issues left out because they failed. The App only posts a notice about them. */
  quarantined: ReadonlyMap<number, Fault>
  /** Errors of other issues in this run. If there are any, the run's result is discarded. */
  faults: Fault[]
  /** Returns the work's result; null when it threw. Throws only for an issue that is already quarantined. */
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

/** Catches nothing: errors propagate. */
export const withoutIsolation: Isolation = { quarantined: new Map(), faults: [], guard: (_issue, work) => work() }

/** Returns the results of `work` for all items except those for which it threw. */
export function each<T, R>(
  isolation: Isolation,
  items: Iterable<T>,
  issueOf: (item: T) => number,
  work: (item: T) => R,
): R[] {
  return [...items].flatMap((item) => {
    const done = isolation.guard(issueOf(item), () => ({ result: work(item) }))
    return done ? [done.result] : []
  })
}

/** Returns the result of `work`, or `otherwise` when it throws. For text about a quarantined issue. */
export function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}

/** Maximum number of suspects to test one by one as the only cause. */
const MAX_SUSPECTS = 20

/**
 * Runs until there is no fault, quarantining issues as necessary. Returns the result and the quarantined issues.
 * @throws any error that no issue causes
 */
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

/** Returns the issues to quarantine. One issue can make others fail too; it is found by leaving out one suspect at a time. */
function culprits<T>(
  run: (isolation: Isolation) => T,
  quarantined: ReadonlyMap<number, Fault>,
  faults: Fault[],
): Fault[] {
  const suspects = [...new Map(faults.map((fault) => [fault.issue, fault])).values()]
  if (suspects.length === 1 || suspects.length > MAX_SUSPECTS) return suspects
  const alone = suspects.find((one) =>
    attempt(() => runOnce(run, withFaults(quarantined, [one])).faults.length === 0, false),
  )
  return alone ? [alone] : suspects
}
