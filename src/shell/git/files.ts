import type { FileBounds, FilesRead } from '../reconcile/git.ts'
import { hasCommit, type InMirror, name } from './diff.ts'

interface Blob {
  path: string
  id: string
}

/**
 * Texts of files at a commit, straight from the objects: nothing is checked out and no filter runs. Links and submodules
 * are left out. null when the commit is not here.
 */
export async function readFiles(
  run: InMirror,
  sha: string,
  wanted: (path: string) => boolean,
  bounds: FileBounds,
): Promise<FilesRead | null> {
  if (!(await hasCommit(run, sha))) return null
  const all = (await listBlobs(run, sha)).filter(({ path }) => wanted(path))
  const within = all.slice(0, bounds.files)
  const sizes = await sizesOf(run, within)
  let total = 0
  const small = within.filter((_, index) => {
    const size = sizes[index] ?? Number.POSITIVE_INFINITY
    if (size > bounds.size || total + size > bounds.total) return false
    total += size
    return true
  })
  return { files: await textsOf(run, small), left: all.length - small.length }
}

async function listBlobs(run: InMirror, sha: string): Promise<Blob[]> {
  const { stdout } = await run(['ls-tree', '-r', '-z', '--full-tree', sha])
  const entries = stdout.toString('latin1').split('\0').slice(0, -1)
  return entries.flatMap((entry) => {
    const [mode = '', kind, id = ''] = entry.slice(0, entry.indexOf('\t')).split(' ')
    const path = name(entry.slice(entry.indexOf('\t') + 1))
    return kind === 'blob' && mode.startsWith('100') ? [{ path, id }] : []
  })
}

const input = (blobs: Blob[]): string => blobs.map(({ id }) => `${id}\n`).join('')

/** Bytes, in the order asked. */
async function sizesOf(run: InMirror, blobs: Blob[]): Promise<number[]> {
  if (blobs.length === 0) return []
  const { stdout } = await run(['cat-file', '--batch-check=%(objectsize)'], { input: input(blobs) })
  return stdout.toString('latin1').trim().split('\n').map(Number)
}

/** Reads `ID blob SIZE LF CONTENT LF`, one after the other. */
async function textsOf(run: InMirror, blobs: Blob[]): Promise<FilesRead['files']> {
  if (blobs.length === 0) return []
  const { stdout } = await run(['cat-file', '--batch'], { input: input(blobs) })
  let at = 0
  return blobs.map(({ path }) => {
    const line = stdout.indexOf('\n', at)
    const size = Number(stdout.toString('latin1', at, line).split(' ')[2])
    if (line < 0 || !Number.isSafeInteger(size)) throw new Error('git cat-file gave something unforeseen')
    at = line + 1 + size + 1
    return { path, text: stdout.toString('utf8', line + 1, line + 1 + size) }
  })
}
