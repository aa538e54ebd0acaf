/** Errors of the bot's own about one issue: each is logged when it comes up, not at every look. */
import type { Log } from '../log.ts'
import type { Decision } from './decision.ts'

export type FaultLog = (faults: Decision['faults']) => void

export function createFaultLog(log: Log): FaultLog {
  let known = new Set<string>()
  return (faults = []) => {
    const now = new Set(faults.map(({ issue, error }) => `${issue} ${error.stack}`))
    for (const { issue, error } of faults) {
      if (!known.has(`${issue} ${error.stack}`))
        log.error({ issue, err: error }, 'Stumbled over an issue; it is set aside')
    }
    known = now
  }
}
