/** A mirror can always be made again from GitHub, so whatever is wrong with one: clear it away and start over. */
import type { Dirent } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { mirrorAt } from './diff.ts'
import { git } from './run.ts'

type Log = ((message: string) => void) | undefined

/** Makes sure that a sound bare repository stands in `dir`. */
export async function openOrMake(dir: string, log: Log): Promise<void> {
  await mkdir(dirname(dir), { recursive: true })
  await removeHalfMade(dir)
  const found = await readdir(dir).catch(() => [])
  await sweep(dir)
  if (found.length > 0 && (await opensWell(dir))) return
  await remake(dir, found.length > 0 ? log : undefined)
}

/** True when the mirror was broken: then it is empty now, and the next fetch fills it. */
export async function remakeIfBroken(dir: string, log: Log): Promise<boolean> {
  if ((await opensWell(dir)) && (await isWhole(dir))) return false
  await remake(dir, log)
  return true
}

async function remake(dir: string, log: Log): Promise<void> {
  log?.('The mirror was damaged and is being made again.')
  await rm(dir, { recursive: true, force: true })
  await makeMirror(dir)
}

/** Made beside and moved into place, so that a mirror is there whole or not at all. */
async function makeMirror(dir: string): Promise<void> {
  const making = await mkdtemp(`${dir}.making-`)
  await git(['init', '--quiet', '--bare', '--template=', '--', making])
  // A HEAD that names no branch: git reads attributes of a bare repository from there.
  await mirrorAt(making)(['symbolic-ref', 'HEAD', 'refs/switchyard/none'])
  await rename(making, dir)
}

async function removeHalfMade(dir: string): Promise<void> {
  const start = `${basename(dir)}.making-`
  const left = (await readdir(dirname(dir))).filter((name) => name.startsWith(start))
  for (const name of left) await rm(join(dirname(dir), name), { recursive: true, force: true })
}

/** True when git takes it for a bare repository and every branch leads to a commit. Quick. */
export async function opensWell(dir: string): Promise<boolean> {
  const run = mirrorAt(dir)
  try {
    const { stdout } = await run(['rev-parse', '--is-bare-repository'])
    if (stdout.toString('latin1').trim() !== 'true') return false
    await run(['for-each-ref', '--format=%(objecttype) %(tree)', 'refs/heads'])
    return true
  } catch {
    return false
  }
}

/**
 * True when every object can be read. Takes as long as the history is. Oddities in very old commits count as damage
 * too: then the mirror is made again without need, which costs one fetch.
 */
async function isWhole(dir: string): Promise<boolean> {
  try {
    await mirrorAt(dir)(['fsck', '--full', '--no-dangling', '--no-progress'], { timeoutMs: 600_000 })
    return true
  } catch {
    return false
  }
}

/** Removes all that a killed git leaves behind. Only at the start, when no git works in `dir`. */
async function sweep(dir: string): Promise<void> {
  for (const entry of await entriesOf(dir, { recursive: true })) {
    const left = entry.isDirectory() ? isScratch(entry.name) : isLeftover(entry.name)
    if (left) await rm(join(entry.parentPath, entry.name), { recursive: true, force: true })
  }
}

/** Removes the locks that only a fetch takes. Trials and exports that run beside it keep their own files. */
export async function unlock(dir: string): Promise<void> {
  const places = [...(await entriesOf(dir, {})), ...(await entriesOf(join(dir, 'refs'), { recursive: true }))]
  const locks = places.filter((entry) => entry.isFile() && entry.name.endsWith('.lock'))
  for (const lock of locks) await rm(join(lock.parentPath, lock.name), { force: true })
}

const entriesOf = (dir: string, how: { recursive?: boolean }) =>
  readdir(dir, { ...how, withFileTypes: true }).catch((): Dirent[] => [])

/** Name of a folder inside the mirror for one call's own files. */
export const SCRATCH_FOLDER = 'scratch-'
const isScratch = (name: string) => name.startsWith(SCRATCH_FOLDER)
const isLeftover = (name: string) => name.endsWith('.lock') || name === 'gc.pid' || name.startsWith('tmp_')

export const wasLocked = (stderr: string): boolean =>
  /\.lock': File exists|unable to lock|cannot lock ref/i.test(stderr)

/** Words of git about its own files, not about the remote. */
export const looksBroken = (stderr: string): boolean =>
  /not a git repository|corrupt|is empty$|bad object|missing (?:blob|tree|commit)|unable to (?:read|find) (?:tree|sha1)|bad config|inflate|invalid sha1 pointer|does not point to a valid object/im.test(
    stderr,
  )
