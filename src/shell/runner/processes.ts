/** Finding and ending every process that a job started, also those that left its process group. */
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/** The variable that marks a job's processes; its value is the job's folder. Children inherit it. */
export const MARK = 'SWITCHYARD_JOB'

const POLL_MS = 20
const ROUNDS = 100

export interface Started {
  /** Process group of the command, null when it was never started. */
  group: number | null
  /** Folder of the job: value of the mark, and where its processes stand. */
  folder: string
  /** User that the command ran as. */
  uid: number | null
}

/**
 * Ends what is left of a command: SIGTERM to its group, SIGKILL after `graceMs`, then SIGKILL to each process that
 * carries the job's mark, or stands in its folder as the job's user, until none is found.
 * Gives how many could not be ended.
 */
export async function endAll({ group, folder, uid }: Started, graceMs: number): Promise<number> {
  if (group !== null && signalGroup(group, 'SIGTERM')) await ends(group, folder, graceMs)
  if (group !== null) signalGroup(group, 'SIGKILL')
  return killMarked(folder, uid)
}

/** SIGKILL to all that carry the mark of `folder` or one below, and with `uid` to those of that user who stand there. */
export async function killMarked(folder: string, uid: number | null = null): Promise<number> {
  for (let round = 0; round < ROUNDS; round++) {
    const left = await marked(folder, uid)
    if (left.length === 0) return 0
    for (const pid of left) signal(pid, 'SIGKILL')
    await pause(POLL_MS)
  }
  return (await marked(folder, uid)).length
}

/**
 * Waits until nobody is left. The group alone does not tell: where nobody collects dead processes (in a container
 * without an init) they stay in it, but they carry no mark any more.
 */
async function ends(group: number, folder: string, graceMs: number): Promise<void> {
  const end = performance.now() + graceMs
  while (performance.now() < end && signalGroup(group, 0)) {
    if ((await marked(folder, null)).length === 0) return
    await pause(POLL_MS)
  }
}

/** True when there was somebody to take it. */
const signalGroup = (group: number, name: NodeJS.Signals | 0) => signal(-group, name)

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}

/** Ids of the living processes of a job. Needs /proc; elsewhere the process group is all that can be found. */
async function marked(folder: string, uid: number | null): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)
  const mine = await Promise.all(pids.map(async (pid) => (await hasMark(pid, folder)) || standsIn(pid, folder, uid)))
  return pids.filter((pid, at) => mine[at] === true && pid !== process.pid)
}

async function hasMark(pid: number, folder: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  const mark = environment.split('\0').find((entry) => entry.startsWith(`${MARK}=`))
  return mark !== undefined && within(mark.slice(MARK.length + 1), folder)
}

/** A process may clear its environment. A person of another user who looks into the folder is left alone. */
async function standsIn(pid: number, folder: string, uid: number | null): Promise<boolean> {
  if (uid === null) return false
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '')
  if (!within(cwd, folder)) return false
  const owner = await stat(`/proc/${pid}`).catch(() => null)
  return owner?.uid === uid
}

const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
