/** Ways to start a command so that it can harm little: the strongest one that works here is used. */
import { spawn } from 'node:child_process'

export interface Account {
  uid: number
  gid: number
}

export interface Launcher {
  /** What keeps the command apart, for people. */
  note: string
  /** Put before the command's own words. */
  prefix: string[]
  options: { uid?: number; gid?: number }
}

/** From strongest to weakest. `account` null: the bot's own user. */
export function launchers(account: Account | null, namespace: boolean): Launcher[] {
  if (account === null) {
    return [{ note: 'as the same user as Switchyard, which can read all that Switchyard can', prefix: [], options: {} }]
  }
  const as = `as user ${account.uid}`
  const drop = [
    ...['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`],
    ...['--clear-groups', '--no-new-privs', '--inh-caps=-all', '--'],
  ]
  const enclose = ['unshare', '--mount-proc', '--ipc', '--pid', '--fork', '--kill-child', '--']
  return [
    ...(namespace
      ? [{ note: `${as}, with a process list of its own`, prefix: [...enclose, ...drop], options: {} }]
      : []),
    { note: `${as}, without a way to gain rights`, prefix: drop, options: {} },
    { note: as, prefix: [], options: account },
  ]
}

/**
 * What stands around each command: limits on processes, on the size of a file (4 GiB) and on core dumps, the first
 * place in the queue when memory runs out, errors and output in one stream. The command gets a shell of its own, so
 * that in a process list of its own it is not number 1, which ignores signals.
 */
const wrapper = `
exec 2>&1 </dev/null
limit() { (ulimit "$@") 2>/dev/null && ulimit "$@"; }
limit -c 0
limit -f 8388608
[ "$2" = 0 ] || limit -u "$2" || limit -p "$2"
(echo 500 >/proc/self/oom_score_adj) 2>/dev/null && echo 500 >/proc/self/oom_score_adj
sh -c "$1"
exit $?
`

/** Threads and processes of the account together, over all jobs. */
const MOST_PROCESSES = 2048

export interface Launch {
  command: string
  cwd: string
  env: NodeJS.ProcessEnv
}

/** Starts `command` in a process group of its own. Output and errors come out of `stdout`. */
export function launch(launcher: Launcher, { command, cwd, env }: Launch) {
  // The bot's own user may run much else, which counts too.
  const most = launcher.prefix.length > 0 || launcher.options.uid !== undefined ? MOST_PROCESSES : 0
  const [file = 'sh', ...args] = [...launcher.prefix, 'sh', '-c', wrapper, 'sh', command, String(most)]
  return spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...launcher.options })
}

/** Exit code (null: it never started) and output of a short command that is expected to end by itself. */
export async function tryOut(launcher: Launcher, what: Launch): Promise<{ code: number | null; output: string }> {
  try {
    return await ended(launch(launcher, what))
  } catch (error) {
    return { code: null, output: String(error) }
  }
}

const TRY_OUT_MS = 10_000

function ended(child: ReturnType<typeof launch>): Promise<{ code: number | null; output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; output: string }>()
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-2_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const timer = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), TRY_OUT_MS)
  child.on('error', reject)
  child.on('close', (code) => resolve({ code, output: output.trim() }))
  return promise.finally(() => clearTimeout(timer))
}
