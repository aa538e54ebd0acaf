import { execFile } from 'node:child_process'
import { chmod, lstat, mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './launch.ts'

const execute = promisify(execFile)
const JOB = 'job-'

export interface JobFolder {
  dir: string
  /** Where the tree is exported to and the commands run. */
  tree: string
  home: string
  temp: string
}

/** A folder that others may pass through but not list. Throws when something else stands in its place. */
export async function makeRoot(root: string): Promise<void> {
  await mkdir(root, { recursive: true })
  const found = await lstat(root)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${root} is not a folder of this user`)
  await chmod(root, 0o711)
}

export async function makeJobFolder(root: string): Promise<JobFolder> {
  const dir = await mkdtemp(join(root, JOB))
  const folder = { dir, tree: join(dir, 'tree'), home: join(dir, 'home'), temp: join(dir, 'tmp') }
  for (const path of [folder.tree, folder.home, folder.temp]) await mkdir(path)
  return folder
}

/** Gives everything below `dir` to `account`; links themselves, never what they lead to. */
export async function giveTo(account: Account, dir: string): Promise<void> {
  await execute('chown', ['-hR', `${account.uid}:${account.gid}`, '--', dir])
}

/** Removes `dir` whatever rights its files have. The system's own tools cope with any file name. */
export async function removeFolder(dir: string): Promise<void> {
  const uid = process.getuid?.()
  // Taken back first: nobody else can move things about in it from here on.
  if (uid === 0) await execute('chown', ['-h', '0', '--', dir]).catch(() => undefined)
  await execute('chmod', ['-R', 'u+rwX', '--', dir]).catch(() => undefined)
  await execute('rm', ['-rf', '--', dir])
}

/** Removes the folders of jobs that a killed process left. */
export async function removeLeftovers(root: string): Promise<number> {
  const left = (await readdir(root)).filter((name) => name.startsWith(JOB))
  for (const name of left) await removeFolder(join(root, name))
  return left.length
}
