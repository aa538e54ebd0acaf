/** Names of processes that hold leases. A new process can tell from a name whether that process was killed. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Returns a unique name: host, process id, its start time (process ids are reused), and a random id. */
export function makeHolder(): string {
  return [hostname(), process.pid, beganAt(process.pid) ?? '', randomUUID()].join(' ')
}

/** Returns whether the process named `holder` has certainly ended; false for a process on another machine. */
export function isDead(holder: string): boolean {
  const [host, pidText, then = ''] = holder.split(' ')
  const pid = Number(pidText)
  if (host !== hostname() || !Number.isInteger(pid) || pid <= 0) return false
  const began = beganAt(pid)
  if (!isRunning(pid) || began === null) return true
  // A restarted container reuses its process ids.
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

/** Returns the start time in clock ticks since boot; '' without /proc; null for a process that has ended. */
function beganAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name, in brackets, may contain spaces. The state follows it and, 19 fields later, the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? '')
  } catch {
    return ''
  }
}
