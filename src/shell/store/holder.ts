/** Names this process as a holder of leases, so that the next one need not wait for the leases of one that was killed. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Machine, process id, when that process began (process ids are used again), and something nobody else has. */
export function makeHolder(): string {
  return [hostname(), process.pid, beganAt(process.pid) ?? '', randomUUID()].join(' ')
}

/** Whether the process that calls itself `holder` certainly runs no more; false for one on another machine. */
export function isDead(holder: string): boolean {
  const [host, pidText, then = ''] = holder.split(' ')
  const pid = Number(pidText)
  if (host !== hostname() || !Number.isInteger(pid) || pid <= 0) return false
  const began = beganAt(pid)
  if (!isRunning(pid) || began === null) return true
  // A container that was started anew has its old process ids again.
  return then !== '' && began !== '' && then !== began
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** In clock ticks since the machine started; '' where /proc is not there, null for a process that has ended. */
function beganAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in brackets, may hold spaces; behind it the state and, 19 fields on, the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? '')
  } catch {
    return ''
  }
}
