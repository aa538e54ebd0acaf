/** Names this process as a holder of leases, so that the next one need not wait for the leases of one that was killed. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Machine, process id, when that process began (process ids are used again), and something nobody else has. */
export function makeHolder(): string {
  return [hostname(), process.pid, beganAt(process.pid), randomUUID()].join(' ')
}

/** Whether the process that calls itself `holder` certainly runs no more; false for one on another machine. */
export function isDead(holder: string): boolean {
  const [host, pidText, began] = holder.split(' ')
  const pid = Number(pidText)
  if (host !== hostname() || !Number.isInteger(pid) || pid <= 0) return false
  // A container that was started anew has its old process ids again.
  if (!isRunning(pid)) return true
  return began !== '' && began !== beganAt(pid)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** In clock ticks since the machine started; '' where /proc is not there. */
function beganAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name of the program, in brackets, may hold spaces; the start time is the 20th field behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
