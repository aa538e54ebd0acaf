/** All that is outside the bot's memory at one moment, in a folder of its own, so that a harness may go on from there. */

import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Delivery } from '@switchyard/github-emulator'
import { lasting } from '@switchyard/github-emulator/testing'
import { copyFolder } from './copy.ts'
import { known } from './mirror.ts'

export interface SavedState {
  /** Freed by the harness that goes on from it. */
  dir: string
  now: number
  /** Webhooks that were not sent yet. */
  pending: Delivery[]
  /** How many commits people have made. */
  commits: number
}

/** Files live in memory where the machine offers that. */
export const root = () => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir())

/** Folders of repositories in a harness's folder. */
const repositories = 'sandbox/repos'
const mirrors = 'bot/git'

/** Copies a harness's folder, and what is known of the repositories in it; gives the copy's. */
export function copyHarness(from: string): string {
  const to = mkdtempSync(join(root(), 'bed-'))
  copyFolder(from, to)
  for (const name of namesIn(from, repositories)) lasting.copy(join(from, name), join(to, name))
  for (const name of namesIn(from, mirrors)) known.copy(join(from, name), join(to, name))
  return to
}

/** Forgets what is known of a harness's repositories. */
export function forgetHarness(dir: string): void {
  for (const name of namesIn(dir, repositories)) lasting.forget(join(dir, name))
  forgetMirrors(dir)
}

export function forgetMirrors(dir: string): void {
  for (const name of namesIn(dir, mirrors)) known.forget(join(dir, name))
}

function namesIn(dir: string, place: string): string[] {
  const found = join(dir, place)
  return existsSync(found) ? readdirSync(found).map((name) => join(place, name)) : []
}

/** Another of the same, for a second harness. */
export const copyOf = (photograph: SavedState): SavedState => ({ ...photograph, dir: copyHarness(photograph.dir) })
