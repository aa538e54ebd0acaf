/** Errors of the bot's own about one issue: each is logged when it comes up, not at every look. */
import type { Log } from '../log.ts'
import type { Decision } from './decision.ts'

/** Gives those that are new. */
export type FaultLog = (faults: Decision['faults']) => NonNullable<Decision['faults']>

export function createFaultLog(log: Log): FaultLog {
  let known = new Set<string>()
  return (faults = []) => {
    const fresh = faults.filter((fault) => !known.has(keyOf(fault)))
    for (const { issue, error } of fresh) log.error({ issue, err: error }, 'Stumbled over an issue; it is set aside')
    known = new Set(faults.map(keyOf))
    return fresh
  }
}

const keyOf = ({ issue, error }: NonNullable<Decision['faults']>[number]): string => `${issue} ${error.stack}`
