/**
 * Reads the refs of a bare repository from its files. This happens around every change, and a git process costs more.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Forge } from './forge.ts'
import { standIns } from './git.ts'
import type { Repo } from './model.ts'

const SHA = /^[0-9a-f]{40}$/

/** All refs, full name → sha. A ref in a file of its own wins over the packed one of that name. */
export async function readRefs(forge: Forge, repo: Repo): Promise<Record<string, string>> {
  const dir = forge.bareDir(repo)
  const standIn = standIns.get(dir)
  if (standIn) return standIn.refs()
  // Loose refs come first: git writes the packed file before it deletes them, so none is missed.
  const loose = await looseRefs(dir)
  const packed = await packedRefs(dir)
  const refs = { ...packed, ...loose }
  return Object.fromEntries(Object.entries(refs).sort(([a], [b]) => (a < b ? -1 : 1)))
}

async function packedRefs(dir: string): Promise<Record<string, string>> {
  const text = await readFile(join(dir, 'packed-refs'), 'utf8').catch(() => '')
  const rows = text.split('\n').map((line) => line.split(' '))
  return Object.fromEntries(rows.flatMap(([sha = '', ref]) => (SHA.test(sha) && ref ? [[ref, sha]] : [])))
}

async function looseRefs(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(join(dir, 'refs'), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
  const rows = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name)
    const sha = (await readFile(path, 'utf8').catch(() => '')).trim()
    const ref = path.slice(join(dir, '/').length).split(sep).join('/')
    return SHA.test(sha) ? [[ref, sha]] : []
  })
  return Object.fromEntries((await Promise.all(rows)).flat())
}
