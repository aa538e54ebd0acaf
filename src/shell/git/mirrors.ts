/** The folder of all mirrors. One whose repository left the App is deleted: it may hold private code. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitMirror } from '../reconcile/git.ts'
import type { RepoRef } from '../reconcile/github.ts'
import { openMirror } from './mirror.ts'

export interface KnownMirror {
  repoId: number
  /** Through which installation it was filled; null: it is not noted. */
  installation: number | null
}

export interface Mirrors {
  open(ref: Pick<RepoRef, 'repoId' | 'installationId'>): Promise<GitMirror>
  /** Deletes all that `stays` says no to. It is asked right before each is deleted. */
  keepOnly(stays: (mirror: KnownMirror) => boolean): Promise<void>
}

const NAME = /^(\d+)\.git$/
/** Beside the repository's own files, where git does not look. */
const NOTE = 'switchyard-installation'

export function createMirrors(root: string, log: (message: string) => void, open = openMirror): Mirrors {
  const deleting = new Map<number, Promise<void>>()
  const pathOf = (repoId: number) => join(root, `${repoId}.git`)

  async function remove(repoId: number): Promise<void> {
    const removing = rm(pathOf(repoId), { recursive: true, force: true })
      .then(() => log(`The mirror of repository ${repoId} was deleted: the App is no longer installed there`))
      .catch((error) => log(`The mirror of repository ${repoId} could not be deleted: ${error}`))
      .finally(() => deleting.delete(repoId))
    deleting.set(repoId, removing)
    await removing
  }

  return {
    async open({ repoId, installationId }) {
      await deleting.get(repoId)
      await mkdir(root, { recursive: true, mode: 0o700 })
      const mirror = await open(pathOf(repoId), { log })
      await writeFile(join(pathOf(repoId), NOTE), `${installationId}\n`)
      return mirror
    },
    async keepOnly(stays) {
      for (const name of await readdir(root).catch(() => [])) {
        const repoId = Number(NAME.exec(name)?.[1] ?? Number.NaN)
        if (!Number.isSafeInteger(repoId) || deleting.has(repoId)) continue
        const installation = await installationOf(pathOf(repoId))
        if (!stays({ repoId, installation })) await remove(repoId)
      }
    },
  }
}

async function installationOf(mirror: string): Promise<number | null> {
  const text = await readFile(join(mirror, NOTE), 'utf8').catch(() => '')
  return /^\d+\n$/.test(text) ? Number(text) : null
}
