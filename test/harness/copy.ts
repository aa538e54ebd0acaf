/** Copies folders that hold git repositories and databases, all at once, so that nothing moves in between. */
import { copyFileSync, linkSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Objects of git never change once they are written, so both may share the file. */
const LASTING = /\/objects\/(?:[0-9a-f]{2}\/[0-9a-f]{38}|pack\/pack-[^/]+)$/

/** As a process that is killed leaves it: SQLite's index of what is not written back yet is made anew. */
export function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [here, there] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyFolder(here, there)
    else if (LASTING.test(here)) linkSync(here, there)
    else if (!entry.name.endsWith('-shm')) copyFileSync(here, there)
  }
}
