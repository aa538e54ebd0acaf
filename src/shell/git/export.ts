import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type InMirror, isObjectId } from './diff.ts'
import { SCRATCH_FOLDER } from './repair.ts'

const TEN_MINUTES = 600_000

/**
 * Writes the tree of `sha` into `dir` (made if need be): a plain copy with no repository in it. Executable bits are
 * kept, submodules are empty folders, no filter or other driver runs. A symbolic link that leads out of the tree is
 * written as a small text file that holds its target.
 * Throws when a name in the tree could act as a repository (`.git`, `..`).
 */
export async function exportTree(run: InMirror, mirror: string, sha: string, dir: string): Promise<void> {
  if (!isObjectId(sha)) throw new Error(`not a commit id: ${sha}`)
  const entries = await listTree(run, sha)
  const forbidden = entries.find(({ path }) => path.split('/').some(isForbidden))
  if (forbidden) throw new Error(`the tree holds a name that is not allowed: ${JSON.stringify(forbidden.path)}`)
  await mkdir(dir, { recursive: true })
  await checkOut(run, mirror, sha, dir)
  for (const { mode, path } of entries) if (mode === '120000') await restoreLink(dir, path)
}

/** `path` is latin1: one character for each byte of the name. */
interface Entry {
  mode: string
  path: string
}

async function listTree(run: InMirror, sha: string): Promise<Entry[]> {
  const { stdout } = await run(['ls-tree', '-r', '-z', '--full-tree', sha])
  const lines = stdout.toString('latin1').split('\0').slice(0, -1)
  return lines.map((line) => ({ mode: line.slice(0, 6), path: line.slice(line.indexOf('\t') + 1) }))
}

/** git refuses these on the way in as well; a mirror may hold what another server let through. */
const isForbidden = (name: string) => name === '' || name === '.' || name === '..' || /^\.git$/i.test(name)

/**
 * `read-tree` and `checkout-index` with an index of their own: unlike `git archive` they know no `export-ignore` or
 * `export-subst`, and with `core.symlinks` off git writes links as text files and never through them.
 */
async function checkOut(run: InMirror, mirror: string, sha: string, dir: string): Promise<void> {
  const scratch = await mkdtemp(join(mirror, SCRATCH_FOLDER))
  const env = { GIT_INDEX_FILE: join(scratch, 'index'), GIT_WORK_TREE: dir }
  try {
    await run(['read-tree', sha], { env, timeoutMs: TEN_MINUTES })
    await run(['checkout-index', '--all', '--force', '--quiet'], { env, cwd: dir, timeoutMs: TEN_MINUTES })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

async function restoreLink(dir: string, path: string): Promise<void> {
  const file = Buffer.concat([Buffer.from(`${dir}/`), Buffer.from(path, 'latin1')])
  const target = await readFile(file)
  if (!staysInside(path, target.toString('latin1'))) return
  await rm(file)
  await symlink(target, file)
}

/**
 * True when the link at `path` cannot lead out of the tree, whatever the other links are: its target is relative,
 * climbs only at its beginning, and no higher than the tree. (A later `..` would start from wherever a link before
 * it led.)
 */
export function staysInside(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return false
  const steps = target.split('/').filter((step) => step !== '' && step !== '.')
  const climbs = steps.findIndex((step) => step !== '..')
  const up = climbs === -1 ? steps.length : climbs
  return up < path.split('/').length && !steps.slice(up).includes('..')
}
