import { generateKeyPair } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Paths in the data folder. */
export interface Layout {
  dir: string
  world: string
  repos: string
  spool: string
  privateKey: string
  info: string
}

/** @param infoFile name of the file with addresses and tokens */
export function layoutOf(dir: string, infoFile = 'emulator.json'): Layout {
  return {
    dir,
    world: join(dir, 'world.db'),
    repos: join(dir, 'repos'),
    spool: join(dir, 'spool'),
    privateKey: join(dir, 'app.pem'),
    info: join(dir, infoFile),
  }
}

/** Creates the data folder. Only its owner may read it, because it contains tokens and the App's key. */
export async function prepare(layout: Layout): Promise<void> {
  await mkdir(layout.dir, { recursive: true, mode: 0o700 })
  await chmod(layout.dir, 0o700)
  await mkdir(layout.repos, { recursive: true })
}

/** Removes what a killed emulator left behind. The caller must hold the folder's lock. */
export async function tidy(layout: Layout): Promise<void> {
  await rm(layout.info, { force: true })
  await rm(layout.spool, { recursive: true, force: true })
  for (const name of await readdir(layout.repos)) await unlock(join(layout.repos, name))
}

/** A git that was killed leaves its locks, which would stop every later change, and half of a push. */
async function unlock(repo: string): Promise<void> {
  const locks = (names: string[]) => names.filter((name) => name.endsWith('.lock'))
  const list = (place: string, recursive = false) => readdir(join(repo, place), { recursive }).catch(() => [])
  const halves = (await list('objects')).filter((name) => name.startsWith('tmp_objdir-'))
  const left = [
    ...locks(await list('.')),
    ...locks(await list('refs', true)).map((name) => join('refs', name)),
    ...halves.map((name) => join('objects', name)),
  ]
  for (const name of left) await rm(join(repo, name), { recursive: true, force: true })
}

/** Returns the App's private key (PEM, as GitHub issues it), created once. */
export async function privateKeyIn(layout: Layout): Promise<string> {
  const kept = await readFile(layout.privateKey, 'utf8').catch(() => null)
  if (kept?.includes('END RSA PRIVATE KEY')) return kept
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  await writeSecret(layout.privateKey, privateKey)
  return privateKey
}

/** Writes a file atomically. Only its owner may read it. */
export async function writeSecret(file: string, text: string): Promise<void> {
  const draft = `${file}.new`
  await writeFile(draft, text, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, file)
}
