import { chmod, mkdir } from 'node:fs/promises'

/**
 * Creates the bot's data folder, which holds the database and mirrors of private repositories, and makes it private, even
 * if it exists already. A folder that belongs to another account keeps its mode.
 *
 * @throws when it cannot be created
 */
export async function makeDataDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chmod(dir, 0o700).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPERM') throw error
  })
}
