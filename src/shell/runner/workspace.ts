/** Where jobs run, as whom, and with which Node: found out once, by trying. */
import { createHash } from 'node:crypto'
import { access, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { makeRoot, removeLeftovers } from './files.ts'
import { type Account, type Launcher, launchers, tryOut } from './launch.ts'
import { killMarked } from './processes.ts'

export interface Workspace {
  root: string
  account: Account | null
  launcher: Launcher
  /** Value of PATH for commands. */
  path: string
  /** What an operator should know, in sentences. */
  notes: string[]
}

export interface WorkspaceOptions {
  root: string
  user?: 'auto' | 'same' | Account
  namespace?: boolean
  node?: string
}

const nobody: Account = { uid: 65_534, gid: 65_534 }
const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'.split(':')

export async function findWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const account = accountFor(options.user ?? 'auto')
  const wanted = resolve(options.root)
  const found = await findRoot(wanted, launchers(account, options.namespace ?? true))
  for (const root of new Set([wanted, found.root])) await clear(root)
  const node = await findNode(found.root, found.launcher, options.node ?? process.execPath)
  const own = process.getuid?.() === 0 ? '' : ' Run Switchyard as root or in a container to keep tests apart from it.'
  const notes = [
    `Tests run ${found.launcher.note}.${account === null ? own : ''}`,
    ...(found.root === wanted ? [] : [`Tests run in ${found.root}, because ${found.why}.`]),
    ...(node.note === null ? [] : [node.note]),
  ]
  return { root: found.root, account, launcher: found.launcher, path: pathWith(node.dir), notes }
}

function accountFor(user: 'auto' | 'same' | Account): Account | null {
  if (typeof user === 'object') return checked(user)
  return user === 'auto' && process.getuid?.() === 0 ? nobody : null
}

function checked(account: Account): Account {
  const sound = [account.uid, account.gid].every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 32 - 1)
  if (!sound) throw new Error(`tests cannot run as user ${account.uid}, group ${account.gid}`)
  return account
}

async function clear(root: string): Promise<void> {
  await makeRoot(root)
  await killMarked(root)
  await removeLeftovers(root)
}

/**
 * The wanted folder, or one in the system's folder for temporary files when the account cannot enter the wanted one
 * or it lies inside a project, whose `node_modules` tests would find. Throws when nothing can be started in either.
 */
async function findRoot(
  wanted: string,
  candidates: Launcher[],
): Promise<{ root: string; launcher: Launcher; why: string }> {
  const name = `switchyard-runner-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`
  const inProject = await liesInProject(wanted)
  let why = inProject ? 'the folder asked for lies inside a project whose packages tests would find' : ''
  for (const root of inProject ? [join(tmpdir(), name)] : [wanted, join(tmpdir(), name)]) {
    await makeRoot(root)
    for (const launcher of candidates) {
      const { code } = await tryOut(launcher, { command: 'cd .', cwd: root, env: { PATH: pathWith(null) } })
      if (code === 0) return { root, launcher, why }
    }
    why = 'the account that tests run as cannot enter the folder asked for'
  }
  throw new Error(`no command could be started ${candidates.at(-1)?.note ?? ''} in ${wanted} or ${tmpdir()}`)
}

async function liesInProject(dir: string): Promise<boolean> {
  for (let at = dir; dirname(at) !== at; at = dirname(at)) {
    if (await exists(join(dirname(at), 'node_modules'))) return true
  }
  return false
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** A folder with a `node` that the account can run: the bot's own, a copy of it, or one the machine has. */
async function findNode(
  root: string,
  launcher: Launcher,
  node: string,
): Promise<{ dir: string | null; note: string | null }> {
  const runs = (dir: string) => canRun(launcher, root, join(dir, 'node'))
  if (await runs(dirname(node))) return { dir: dirname(node), note: null }
  const copy = await copyNode(root, node)
  if (await runs(copy)) {
    return {
      dir: copy,
      note: 'Tests use a copy of Node, because the account that they run as cannot reach the original.',
    }
  }
  const { code, output } = await tryOut(launcher, {
    command: 'node --version',
    cwd: root,
    env: { PATH: pathWith(null) },
  })
  if (code === 0) return { dir: null, note: `Tests use the machine's own Node ${output}, not that of Switchyard.` }
  return { dir: null, note: 'Tests find no Node that they may run.' }
}

async function canRun(launcher: Launcher, cwd: string, file: string): Promise<boolean> {
  const env = { PATH: pathWith(null), FILE: file }
  return (await tryOut(launcher, { command: '"$FILE" --version', cwd, env })).code === 0
}

/** Kept between starts; moved into place whole, so that a killed start leaves no half of it. */
async function copyNode(root: string, node: string): Promise<string> {
  const dir = join(root, `node-${process.version}`)
  if (await exists(join(dir, 'node'))) return dir
  await mkdir(dir, { recursive: true, mode: 0o755 })
  const making = await mkdtemp(join(root, 'making-'))
  try {
    await copyFile(node, join(making, 'node'))
    await rename(join(making, 'node'), join(dir, 'node'))
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return dir
}

/** The operator's own tools stay within reach, the packages of Switchyard (put there by `npm run`) do not. */
function pathWith(node: string | null): string {
  const own = (process.env.PATH ?? '').split(':').filter((dir) => isAbsolute(dir) && !dir.includes('node_modules'))
  return [...new Set([...(node === null ? [] : [node]), ...own, ...standardPath])].join(':')
}
